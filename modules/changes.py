"""What changed and why: on a module, on an edition, in the feed, and since an edition somebody cited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from moderation import freshness
from modules.models import (
    Change,
    Edition,
    ModuleText,
    Section,
    SectionText,
    Significance,
    reading_languages,
)
from modules.publication import Heard, Refusal, Said, heard, said_before
from modules.reading import Passage

SHOWN = 12
# Where a module's page says what it is for.
INTRODUCTION = "purpose"
# From which significance on readers of a translation are told that it is behind.
_TOLD = frozenset({Significance.MEDIUM, Significance.MAJOR})


@dataclass(frozen=True, slots=True)
class Told:
    """One change as readers meet it: what was said, what was done, in which edition."""

    change: Change
    said: list[Said]
    number: str
    anchor: str
    # What the section was called in that edition, where it is named.
    title: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Kept:
    """What was said and led to no change."""

    refusal: Refusal
    number: str
    anchor: str


@dataclass(slots=True)
class Changed:
    """What changed in a module, newest first, and what did not, with the reason."""

    told: list[Told] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    more: int = 0
    heard: Heard = field(default_factory=Heard)

    def __bool__(self) -> bool:
        return bool(self.told or self.kept)


def of_module(passages: Sequence[Passage], request: HttpRequest) -> Changed:
    """Give what changed in the sections of a page, and mark translations that are behind.

    What was read for one stranger is remembered for the next, until something is published.
    """
    places, changes = _places(passages), _changes(passages)
    module = passages[0].section.module_id if passages else 0
    found = freshness.remembered(
        request,
        f"heard:{module}:{request.LANGUAGE_CODE}",
        lambda: heard(list(places), changes[:SHOWN]),
    )
    for passage in passages:
        keys = {passage.section.key, *passage.section.predecessors}
        passage.behind = [
            change
            for change in changes
            if change.section_key in keys
            and passage.in_step is not None
            and change.edition_id > passage.in_step
            and change.significance in _TOLD
        ]
    return Changed(
        [
            Told(change, found.said.get(change.pk, []), *places[change.section_key])
            for change in changes[:SHOWN]
        ],
        [Kept(refusal, *places[key]) for key in places for refusal in found.refused.get(key, [])],
        max(0, len(changes) - SHOWN),
        found,
    )


def _changes(passages: Iterable[Passage]) -> list[Change]:
    """Read the changes that came with the sections, each once, newest first."""
    rows = {row["id"]: row for passage in passages for row in passage.told}
    # Sorted twice: the newest edition first, and in it by section.
    by_section = sorted(rows.values(), key=lambda row: (row["section_key"], row["id"]))
    newest = sorted(by_section, key=lambda row: (row["published_on"] or "", row["edition_id"]), reverse=True)
    return [_change(**row) for row in newest]


def _change(number: str, published_on: str | None, edition_id: int, **row: Any) -> Change:
    edition = Edition(pk=edition_id, number=number, published_on=published_on)
    return Change(edition=edition, **row)


def _places(passages: Iterable[Passage]) -> dict[str, tuple[str, str]]:
    """Give number and anchor of what stands today for each key: sections, old ones included, the introduction."""
    places = {}
    for passage in passages:
        module = passage.section.module
        places[module.key] = (str(module.number), INTRODUCTION)
        for key in (*passage.section.predecessors, passage.section.key):
            places[key] = (passage.number, passage.section.key)
    return places


def since(edition: Edition, passages: Sequence[Passage]) -> list[Change]:
    """Give what changed in these sections after an edition, whatever they are called now."""
    asked = {passage.section.key for passage in passages}
    if edition.state == Edition.State.PUBLISHED or not asked:
        return []
    keys = asked | {passage.section.module.key for passage in passages}
    current = Section.objects.filter(edition__in=Edition.objects.current())
    for key, predecessors in current.values_list("key", "predecessors"):
        if asked & set(predecessors):
            keys |= {key, *predecessors}  # renamed twice, it had another name in between
    return list(_published().filter(section_key__in=keys, edition__pk__gt=edition.pk))


def of_edition(edition: Edition, language: str) -> list[tuple[Told, ...]]:
    """Give the changes of an edition, those of each section together, in the order of the guide."""
    changes = list(_published().filter(edition=edition))
    said = said_before(changes)
    titles = _titles(changes, language)
    rows: dict[str, list[Told]] = {}
    for change in changes:
        title = titles[change.edition_id, change.section_key]
        told = Told(change, said[change.pk], title.number, change.section_key, title.words, title.language)
        rows.setdefault(change.section_key, []).append(told)
    return [tuple(rows[key]) for key in sorted(rows, key=lambda key: titles[edition.pk, key].place)]


def newest(most: int, language: str) -> list[Told]:
    """Give the newest changes, for the feed; three queries."""
    changes = list(_published()[:most])
    titles = _titles(changes, language)
    found = [(change, titles[change.edition_id, change.section_key]) for change in changes]
    return [
        Told(change, [], title.number, change.section_key, title.words, title.language)
        for change, title in found
    ]


@dataclass(frozen=True, slots=True)
class _Title:
    """What a section or a module was called in one edition."""

    place: tuple[int, int]
    words: str
    language: str

    @property
    def number(self) -> str:
        """Give the number of a section, or of a module where it is its introduction."""
        module, section = self.place
        return f"{module}.{section}" if section else str(module)


def _titles(changes: Sequence[Change], language: str) -> dict[tuple[int, str], _Title]:
    """Give what the places of these changes were called, in the language or in English; two queries."""
    editions = {change.edition_id for change in changes}
    keys = {change.section_key for change in changes}
    order = reading_languages(language)
    texts = SectionText.objects.filter(section__edition__in=editions, section__key__in=keys)
    modules = ModuleText.objects.filter(module__edition__in=editions, module__key__in=keys)
    found: dict[tuple[int, str], _Title] = {}
    written = [
        *(
            (text.section, (text.section.module.number, text.section.number), text)
            for text in _in(texts, order)
        ),
        *((text.module, (text.module.number, 0), text) for text in _in(modules, order)),
    ]
    for owner, place, text in sorted(written, key=lambda row: -order.index(row[2].language)):
        found[owner.edition_id, owner.key] = _Title(place, text.title, text.language)
    return found


def _in(texts: QuerySet[Any], languages: list[str]) -> QuerySet[Any]:
    owner = "section__module" if texts.model is SectionText else "module"
    return texts.filter(language__in=languages).select_related(owner)


def _published() -> QuerySet[Change]:
    newest_first = ("-edition__published_on", "-edition__pk", "section_key", "pk")
    return Change.objects.published().select_related("edition").order_by(*newest_first)
