"""What other apps put beside a section: the guide knows neither case studies nor feedback."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from members.people import Person
from modules.publication import (
    ChangeSource,
    Citable,
    Heard,
    Problem,
    Refusal,
    Said,
    register_change_citations,
    register_change_source,
    register_discarded,
    register_publication_check,
    register_published,
    register_voices,
)

# What has to do with publishing an edition is documented in ``modules.publication``.
__all__ = [
    "ChangeSource",
    "Citable",
    "Foot",
    "Heard",
    "Problem",
    "Refusal",
    "Said",
    "SideNote",
    "Title",
    "add_case_counter",
    "add_foot",
    "add_side_notes",
    "add_titles",
    "case_counts",
    "feet",
    "register_change_citations",
    "register_change_source",
    "register_discarded",
    "register_publication_check",
    "register_published",
    "register_voices",
    "side_notes",
    "titles",
]


@dataclass(frozen=True, slots=True)
class SideNote:
    """One entry beside a section: a case study, for instance."""

    title: str
    url: str
    detail: str
    language: str = ""


# Given the keys of the sections on the page and the request: side notes for each key.
SideNotes = Callable[[Sequence[str], HttpRequest], Mapping[str, Sequence[SideNote]]]


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands at the foot of each section: a template, and one context for each section key.

    The keys come with those of earlier editions that each section carries on, itself first. The context is made from what was heard (``modules.publication.Heard``) without any query of its own.
    """

    template: str
    context: Callable[[Mapping[str, Sequence[str]], Heard, HttpRequest], Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Title:
    """What a reading list shows of something that stands outside the guide."""

    title: str
    url: str
    language: str


# Given keys, the reader's language and the reader: titles of those that exist and that he may read.
Titles = Callable[[Sequence[str], str, Person], Mapping[str, Title]]


_side_notes: list[SideNotes] = []
_feet: list[Foot] = []
_counters: list[Callable[[], Mapping[str, int]]] = []
_titles: dict[str, Titles] = {}


def add_side_notes(provider: SideNotes) -> None:
    if provider not in _side_notes:
        _side_notes.append(provider)


def add_foot(foot: Foot) -> None:
    if foot not in _feet:
        _feet.append(foot)


def add_case_counter(counter: Callable[[], Mapping[str, int]]) -> None:
    """Register who counts the public case studies of each module key, for the doors."""
    if counter not in _counters:
        _counters.append(counter)


def add_titles(kind: str, provider: Titles) -> None:
    """Register who knows the titles of one kind of thing that a reader may keep for later."""
    _titles[kind] = provider


def titles(kind: str, keys: Sequence[str], language: str, person: Person) -> Mapping[str, Title]:
    """Give the titles by key; what does not exist, or is not for this reader, has none."""
    return _titles[kind](keys, language, person) if keys and kind in _titles else {}


def side_notes(keys: Sequence[str], request: HttpRequest) -> dict[str, list[SideNote]]:
    notes: dict[str, list[SideNote]] = {key: [] for key in keys}
    for provider in _side_notes:
        for key, found in provider(keys, request).items():
            notes[key].extend(found)
    return notes


def feet(
    keys: Mapping[str, Sequence[str]], heard: Heard, request: HttpRequest
) -> dict[str, list[tuple[str, Mapping[str, Any]]]]:
    """Give, for each section, the templates at its foot with their contexts."""
    result: dict[str, list[tuple[str, Mapping[str, Any]]]] = {key: [] for key in keys}
    for foot in _feet:
        for key, context in foot.context(keys, heard, request).items():
            result[key].append((foot.template, context))
    return result


def case_counts() -> dict[str, int]:
    return {key: count for counter in _counters for key, count in counter().items()}
