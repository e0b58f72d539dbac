"""Which choices were made: by a ticked box, or by the words of a choice in any of our languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils import translation

from casestudies.choices import choices_of
from casestudies.word.anchors import normal

_BOXES: Final = "☐□▢◻[]○◯"
_TICKS: Final = "☒☑✓✔✗✘×◉●⊠"
_START = re.compile(rf"^(?:[{re.escape(_BOXES + _TICKS)}\s]|[xX](?=[\s{re.escape(_BOXES)}]))+")
_NUMBER = re.compile(r"^\s*(\d+(?:\.\d+)+)\s*$")
_YES: Final = frozenset({"yes", "oui", "نعم", "true", "x"})
_NO: Final = frozenset({"no", "non", "لا", "false"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line under a field with choices."""

    words: str
    has_box: bool
    ticked: bool


def line(text: str) -> Line:
    found = _START.match(text)
    start = found[0] if found else ""
    ticked = any(sign in _TICKS or sign in "xX" for sign in start)
    return Line(text[len(start) :].strip(), any(sign in _BOXES + _TICKS for sign in start), ticked)


def known_words(key: str) -> dict[str, str]:
    """Give the code of each choice by its words in any language, by its number, and by itself."""
    known: dict[str, str] = {}
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            for code, words in choices_of(key):
                known.setdefault(normal(str(words)), str(code))
                known.setdefault(str(words).split(" ")[0].casefold(), str(code))
                known.setdefault(str(code).casefold(), str(code))
                known.setdefault(normal(str(code)), str(code))
    return known


def codes(words: str, known: dict[str, str]) -> list[str]:
    """Give the codes that a line names: one, or several with commas between; none where one is unknown."""
    whole = _code(words, known)
    if whole:
        return [whole]
    parts = [part for part in re.split(r"[,;،؛\n]", words) if part.strip()]
    found = [_code(part, known) for part in parts]
    return found if all(found) else []


def _code(words: str, known: dict[str, str]) -> str:
    number = _NUMBER.match(words)
    return (
        known.get(number[1], "")
        if number
        else known.get(normal(words)) or known.get(words.strip().casefold(), "")
    )


def said_yes(lines: Iterable[Line]) -> tuple[bool, list[str]]:
    """Read a box that may be ticked; the second value is what neither says yes nor no."""
    ticked, unread = False, []
    for entry in lines:
        word = normal(entry.words)
        if entry.ticked or (not entry.has_box and word in _YES):
            ticked = True
        elif word not in _YES | _NO and not (entry.has_box and not word):
            unread.append(entry.words)
    return ticked, unread


def chosen(lines: Iterable[tuple[Line, bool]], key: str) -> Iterator[tuple[str, str]]:
    """Give ``(code, "")`` for each choice made, and ``("", words)`` for what is no choice.

    The second value of a line says that it stands as it was printed: then only its tick counts.
    """
    known = known_words(key)
    for entry, untouched in lines:
        if (entry.has_box and not entry.ticked and (untouched or codes(entry.words, known))) or not (
            entry.words or entry.ticked
        ):
            continue
        found = codes(entry.words, known)
        yield from ((code, "") for code in found)
        if not found:
            yield "", entry.words
