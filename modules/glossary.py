"""The words a reader meets in the guide, each explained once: one file a language, read once a process."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import override

from modules.choices import section_choices
from modules.front_matter import ContentError, Table, read_toml
from modules.models import section_address
from modules.source import CONTENT
from modules.structure import read_structure
from prose.plain import word_count

FILE: Final = "glossary.toml"
WORDS_MAX: Final = 40
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# Section: its module.
Places = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the guide; the key is the same in every language and is its place on the page."""

    key: str
    term: str
    means: str
    section: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A term with the way to the section where it matters; without a title there is no way there."""

    term: Term
    address: str
    title: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The terms that begin with one letter."""

    letter: str
    entries: list[Entry]

    @property
    def key(self) -> str:
        return f"letter-{self.letter.lower()}"


@dataclass(frozen=True, slots=True)
class Glossary:
    """The glossary as one reader gets it: in his language, or in the first official one."""

    language: str
    letters: list[Letter]


def glossary(language: str) -> Glossary:
    """Give the terms by letter, with links into the current edition; one query."""
    known = read_glossary(CONTENT)
    written = language if language in known else settings.OFFICIAL_LANGUAGES[0]
    with override(written):
        titles = dict(section_choices())
    with override(language):
        entries = [_entry(term, titles) for term in known[written]]
    return Glossary(
        written,
        [Letter(letter, list(group)) for letter, group in groupby(entries, lambda e: _first(e.term.term))],
    )


@cache
def read_glossary(folder: Path) -> dict[str, tuple[Term, ...]]:
    """Give each language's terms in its alphabet; raise ``ContentError`` on the first fault."""
    places = _places(folder)
    found = {
        code: _read(folder / code / FILE, places)
        for code, _name in settings.LANGUAGES
        if code in settings.OFFICIAL_LANGUAGES or (folder / code / FILE).is_file()
    }
    original = found[settings.OFFICIAL_LANGUAGES[0]]
    for code, terms in found.items():
        if _what(terms) != _what(original):
            different = sorted({key for key, _section in _what(terms) ^ _what(original)})
            raise ContentError(folder / code / FILE, 1, f"Languages differ in: {', '.join(different)}.")
    return found


@cache
def _places(folder: Path) -> Places:
    return {section.key: section.module for section in read_structure(folder).sections}


def _read(file: Path, places: Places) -> tuple[Term, ...]:
    table = read_toml(file)
    table.allow("term")
    terms: dict[str, Term] = {}
    for entry in table.tables("term", 1, 200):
        term = _term(entry, places)
        if term.key in terms:
            raise entry.error("key", f"“{term.key}” stands here a second time.")
        terms[term.key] = term
    return tuple(sorted(terms.values(), key=lambda term: _sortable(term.term)))


def _term(entry: Table, places: Places) -> Term:
    entry.allow("key", "term", "means", "section")
    term = Term(
        entry.text("key", 60), entry.text("term", 80), entry.text("means", 400), entry.text("section", 60)
    )
    if not _SLUG.fullmatch(term.key):
        raise entry.error("key", f"“{term.key}” cannot be a key: use small letters, digits and hyphens.")
    if term.section not in places:
        raise entry.error("section", f"There is no section “{term.section}”.")
    if (count := word_count(term.means)) > WORDS_MAX:
        raise entry.error("means", f"“means” has {count} words; it may have {WORDS_MAX}.")
    return term


def _what(terms: tuple[Term, ...]) -> set[tuple[str, str]]:
    return {(term.key, term.section) for term in terms}


def _entry(term: Term, titles: Mapping[str, str]) -> Entry:
    return Entry(
        term, section_address(_places(CONTENT)[term.section], term.section), titles.get(term.section, "")
    )


def _sortable(term: str) -> str:
    """Without accents and capitals, as dictionaries order words."""
    apart = unicodedata.normalize("NFKD", term.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


def _first(term: str) -> str:
    return _sortable(term)[0].upper()
