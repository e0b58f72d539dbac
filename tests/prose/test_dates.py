"""How dates are written in each language."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils import timezone, translation

from prose.dates import written


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [
        ("fr", date(2027, 1, 1), "1er janvier 2027"),
        ("fr", date(2027, 1, 11), "11 janvier 2027"),
        ("fr", date(2027, 1, 2), "2 janvier 2027"),
        ("en", date(2027, 1, 1), "1 January 2027"),
    ],
)
def test_first_of_a_month_is_an_ordinal_in_french(language: str, day: date, words: str) -> None:
    with translation.override(language):
        assert written(day, "j F Y") == words
        assert engines["django"].from_string('{{ day|date:"j F Y" }}').render({"day": day}) == words


def test_day_is_the_readers() -> None:
    at = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    template = engines["django"].from_string('{{ at|date:"j F Y, H:i" }}')
    with translation.override("fr"), timezone.override("Europe/Brussels"):
        assert template.render({"at": at}) == "1er janvier 2027, 00:30"


@pytest.mark.parametrize("nothing", [None, "", "words"])
def test_no_date_is_no_words(nothing: object) -> None:
    assert engines["django"].from_string("{{ nothing|date:'j F Y' }}").render({"nothing": nothing}) == ""
