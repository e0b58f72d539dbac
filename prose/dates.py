"""Dates in the words of the reader's language."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language

FIRST = "1 "


def written(day: date, form: str) -> str:
    """Give a date in one of Django's formats, as the reader's language writes it."""
    return with_ordinal(date_format(day, form))


def with_ordinal(words: str) -> str:
    """Make ``1 janvier`` the French ``1er janvier``: Django's only ordinal, ``S``, is English."""
    french = (get_language() or "").startswith("fr")
    return f"1er {words.removeprefix(FIRST)}" if french and words.startswith(FIRST) else words
