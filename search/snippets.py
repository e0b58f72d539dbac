"""The part of a text that says most about the query, with the words that were found set apart.

Parts are plain strings: the template escapes each and puts the found ones into ``<mark>``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final, NamedTuple

from search.query import Query
from search.words import Word, fold, forms, words

LENGTH: Final = 240
BEFORE: Final = 60
MOST_WORDS_READ: Final = 20_000
MOST_PLACES: Final = 200

Wanted = Callable[[str], bool]


class Part(NamedTuple):
    text: str
    found: bool


def wanted(query: Query, of_family: str) -> Wanted:
    """Give the test by which a word of a text in this family's language is one of the query's."""
    sought = {form for word in query.spelt(of_family) for form in forms(word, of_family)}
    last = query.last

    def is_wanted(spelt: str) -> bool:
        if not sought.isdisjoint(forms(spelt, of_family)):
            return True
        return bool(last) and fold(spelt).startswith(last)

    return is_wanted


def marked(text: str, is_wanted: Wanted) -> list[Part]:
    """Cut a whole text, such as a title, into parts that were found and parts that were not."""
    return _parts(text, [word for word in words(text) if is_wanted(word.spelt)], 0, len(text))


def snippet(text: str, is_wanted: Wanted) -> list[Part]:
    """Give the stretch of a text with most of the words, earliest first; its beginning when it has none."""
    found = [word for word in islice(words(text), MOST_WORDS_READ) if is_wanted(word.spelt)][:MOST_PLACES]
    start = _start(text, _densest(found))
    end = _end(text, start)
    parts = _parts(text, [word for word in found if word.start >= start and word.end <= end], start, end)
    before = [Part("… ", False)] if start > 0 else []
    return [*before, *parts, *([Part(" …", False)] if end < len(text) else [])]


def _densest(found: Sequence[Word]) -> int:
    """Give the place of the first word of the stretch in which most different words stand."""
    best, place = 0, 0
    for i, first in enumerate(found):
        within = {fold(word.spelt) for word in found[i:] if word.end <= first.start + LENGTH - BEFORE}
        if len(within) > best:
            best, place = len(within), first.start
    return place


def _start(text: str, place: int) -> int:
    if place <= BEFORE:
        return 0
    space = text.find(" ", place - BEFORE, place)
    return space + 1 if space >= 0 else place


def _end(text: str, start: int) -> int:
    if len(text) <= start + LENGTH:
        return len(text)
    space = text.rfind(" ", start + LENGTH // 2, start + LENGTH)
    return space if space >= 0 else start + LENGTH


def _parts(text: str, found: Sequence[Word], start: int, end: int) -> list[Part]:
    parts, at = [], start
    for word in found:
        parts += [Part(text[at : word.start], False), Part(text[word.start : word.end], True)]
        at = word.end
    return [part for part in (*parts, Part(text[at:end], False)) if part.text]
