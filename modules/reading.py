"""What readers get of the guide: few queries, and words in their language or in English with a mark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils.html import format_html
from django.utils.safestring import SafeString

from modules.aggregates import changes_of, resources_of
from modules.models import (
    Change,
    Edition,
    EditionQuerySet,
    FacilitatorNote,
    Module,
    ModuleText,
    ReadingMark,
    Resource,
    Section,
    SectionText,
    reading_languages,
)
from modules.registry import SideNote, case_counts

Text = TypeVar("Text", ModuleText, SectionText, FacilitatorNote)


def marks(written: str, page: str) -> SafeString:
    """Give the attributes that say in which language words stand, where it is not the page's."""
    if written == page:
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', written, "rtl" if written in settings.LANGUAGES_BIDI else "ltr")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A module with the words a reader gets."""

    module: Module
    text: ModuleText
    marks: SafeString
    cases: int = 0
    # Whether the introduction is a translation of an older one.
    behind: bool = False

    @property
    def translated(self) -> bool:
        return not self.marks


@dataclass(slots=True)
class Passage:
    """A section with the words a reader gets, what stands beside it and what at its foot."""

    section: Section
    text: SectionText
    number: str
    marks: SafeString
    tools: list[Resource] = field(default_factory=list)
    references: list[Resource] = field(default_factory=list)
    notes: list[SideNote] = field(default_factory=list)
    feet: list[SafeString] = field(default_factory=list)
    # Of the person who is signed in, if he has marked it.
    mark: ReadingMark | None = None
    # What changed in it in any published edition, as rows; ``modules.changes`` makes sense of them.
    told: list[dict[str, Any]] = field(default_factory=list)
    # Of a translation that is behind: the newest edition it follows, and what changed after it.
    in_step: int | None = None
    behind: list[Change] = field(default_factory=list)

    @property
    def translated(self) -> bool:
        return not self.marks


@dataclass(frozen=True, slots=True)
class ModulePage:
    """A module's page, as far as the guide itself knows it."""

    edition: Edition
    chapter: Chapter
    total: int
    previous: Chapter | None
    following: Chapter | None
    passages: list[Passage]

    @property
    def keys(self) -> list[str]:
        return [passage.section.key for passage in self.passages]

    @property
    def translated(self) -> bool:
        """Whether every word of it stands in the page's language."""
        return self.chapter.translated and all(passage.translated for passage in self.passages)


def doors(language: str) -> list[Chapter]:
    """Give the modules of the current edition with their case studies counted, for the four doors."""
    found = chapters(Edition.objects.current(), language)
    cases = case_counts() if found else {}
    return [
        Chapter(chapter.module, chapter.text, chapter.marks, cases.get(chapter.module.key, 0))
        for chapter in found
    ]


def headings(editions: EditionQuerySet, language: str) -> dict[str, list[Passage]]:
    """Give the titles and messages of all sections, by the key of their module."""
    return _by_module(_section_texts(editions, language).only("title", "message", *_PLACE), language)


def questions(language: str) -> list[tuple[Chapter, list[Passage]]]:
    """Give all questions of the current edition, by module and section."""
    editions = Edition.objects.current()
    asked = _by_module(_section_texts(editions, language).only("title", "questions", *_PLACE), language)
    return [(chapter, asked.get(chapter.module.key, [])) for chapter in chapters(editions, language)]


def module_page(editions: EditionQuerySet, key: str, language: str) -> ModulePage:
    """Give a module's page in two queries; raise ``Http404`` where the edition has no such module."""
    all_of_them = chapters(editions, language)
    at = _position(all_of_them, key)
    chapter = all_of_them[at]
    texts = _section_texts(editions, language).filter(section__module=chapter.module)
    return ModulePage(
        edition=chapter.module.edition,
        chapter=chapter,
        total=len(all_of_them),
        previous=all_of_them[at - 1] if at else None,
        following=all_of_them[at + 1] if at + 1 < len(all_of_them) else None,
        passages=_passages(_beside(texts, language), language),
    )


def _beside(texts: QuerySet[SectionText], language: str) -> QuerySet[SectionText]:
    """Fetch with each text what stands beside it, what changed, and how far a translation follows its source."""
    texts = texts.annotate(beside=resources_of("section_id"), told=changes_of("section"))
    if language in settings.OFFICIAL_LANGUAGES:
        return texts  # those are published in step
    sources = SectionText.objects.filter(language=settings.OFFICIAL_LANGUAGES[0])
    followed = sources.filter(
        section__key=OuterRef("section__key"), sha256=OuterRef("translated_from")
    ).order_by("-section__edition_id")
    return texts.annotate(
        source_sha=Subquery(sources.filter(section=OuterRef("section")).values("sha256")[:1]),
        followed=Subquery(followed.values("section__edition_id")[:1]),
    )


def guidance(
    key: str, language: str
) -> tuple[Chapter, list[tuple[Passage, FacilitatorNote | None, SafeString]]]:
    """Give the sections of a module with their facilitators' notes and the marks of these."""
    editions = Edition.objects.current()
    found = chapters(editions, language)
    chapter = found[_position(found, key)]
    titles = _section_texts(editions, language).filter(section__module=chapter.module)
    written = FacilitatorNote.objects.filter(
        section__module=chapter.module, language__in=reading_languages(language)
    )
    notes = {note.section_id: note for note in _best(written, language, "section_id")}
    rows = []
    for passage in _passages(titles.only("title", *_PLACE), language):
        note = notes.get(passage.section.pk)
        rows.append((passage, note, marks(note.language if note else language, language)))
    return chapter, rows


# What says where a section stands; everything else is fetched by those who show it.
_PLACE = ("language", "section__key", "section__number", "section__module__key", "section__module__number")


def _position(found: list[Chapter], key: str) -> int:
    keys = [chapter.module.key for chapter in found]
    if key not in keys:
        raise Http404
    return keys.index(key)


def chapters(editions: EditionQuerySet, language: str) -> list[Chapter]:
    """Give the modules of an edition, in order."""
    texts = ModuleText.objects.filter(module__edition__in=editions, language__in=reading_languages(language))
    ordered = list(texts.select_related("module__edition").order_by("module__number"))
    source = {
        text.module_id: text.sha256 for text in ordered if text.language == settings.OFFICIAL_LANGUAGES[0]
    }
    return [
        Chapter(
            text.module,
            text,
            marks(text.language, language),
            behind=text.translated_from != source.get(text.module_id, text.translated_from),
        )
        for text in _best(ordered, language, "module_id")
    ]


def _section_texts(editions: EditionQuerySet, language: str) -> QuerySet[SectionText]:
    return (
        SectionText.objects.filter(section__edition__in=editions, language__in=reading_languages(language))
        .select_related("section__module")
        .order_by("section__module__number", "section__number")
    )


def _by_module(texts: QuerySet[SectionText], language: str) -> dict[str, list[Passage]]:
    found: dict[str, list[Passage]] = {}
    for passage in _passages(texts, language):
        found.setdefault(passage.section.module.key, []).append(passage)
    return found


def _passages(texts: Iterable[SectionText], language: str) -> list[Passage]:
    return [_passage(text, language) for text in _best(texts, language, "section_id")]


def _passage(text: SectionText, language: str) -> Passage:
    section = text.section
    beside = sorted(
        (Resource(**row) for row in getattr(text, "beside", None) or []), key=lambda resource: resource.name
    )
    return Passage(
        section=section,
        text=text,
        number=f"{section.module.number}.{section.number}",
        marks=marks(text.language, language),
        tools=[resource for resource in beside if resource.kind == Resource.Kind.WCO_TOOL],
        references=[resource for resource in beside if resource.kind == Resource.Kind.REFERENCE],
        told=getattr(text, "told", None) or [],
        in_step=_in_step(text),
    )


def _in_step(text: SectionText) -> int | None:
    """Give the newest edition whose words a translation follows, where it is behind the source."""
    source = getattr(text, "source_sha", None)
    if source is None or text.translated_from == source:
        return None
    return getattr(text, "followed", None) or 0


def _best(texts: Iterable[Text], language: str, owner: str) -> list[Text]:
    """Keep one text for each owner, in the best language there is, in the order of the owners."""
    order = reading_languages(language)
    found: dict[int, Text] = {}
    for text in texts:
        known = found.get(getattr(text, owner))
        if known is None or order.index(text.language) < order.index(known.language):
            found[getattr(text, owner)] = text
    return list(found.values())
