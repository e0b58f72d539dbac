"""What a text can be filtered by, as words of its full-text index.

A filter is asked for together with the words, so the database finds the few texts that have both without
reading the many that have the word alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from search.fulltext import ANYWHERE, TITLE, Clauses, Term

NAMES: Final = ("kind", "module", "region", "topic", "language", "year")

Chosen = Mapping[str, Sequence[str]]

_NOT_IN_A_TOKEN: Final = re.compile("[^0-9a-z]+")
# A letter above ASCII, which both databases take for part of a word.
_JOINED: Final = "ǀ"
_LONGEST: Final = 60


def term(name: str, value: str) -> Term:
    """Give the word for one value of a filter; any text is an acceptable value."""
    return Term(name, _NOT_IN_A_TOKEN.sub(_JOINED, value.lower())[:_LONGEST])


def tokens(values: Mapping[str, Iterable[str]]) -> list[str]:
    """Give what stands in the index for the values a text has of each filter; empty values are left out."""
    terms = [term(name, value) for name in NAMES for value in values.get(name, ()) if value]
    return [one.token(place) for place in (TITLE, ANYWHERE) for one in terms]


def narrow(clauses: Clauses, chosen: Chosen) -> Clauses:
    """Ask for one of the chosen values of each filter as well."""
    filters = [[term(name, value) for value in values] for name, values in chosen.items() if values]
    return [[*words, *filters] for words in clauses]
