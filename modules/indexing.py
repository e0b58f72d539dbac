"""What can be found of the guide: the modules and sections of the current edition, in every language."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from modules.models import Edition, Module, ModuleText, Section, SectionText, section_address
from prose.plain import plain
from search import index
from search.models import Entry

KINDS = ("module", "section")
# Everything of a text that an entry keeps as it was given.
COMPARED = ("language", "address", "title", "text", "byline", "module")


def things() -> Iterator[tuple[str, str]]:
    """Name every module and section of the current edition, for a rebuild of the index."""
    current = Edition.objects.current()
    for key in Module.objects.filter(edition__in=current).order_by("number").values_list("key", flat=True):
        yield "module", key
    sections = Section.objects.filter(edition__in=current).order_by("first_paragraph")
    for key in sections.values_list("key", flat=True):
        yield "section", key


def texts_of(kind: str, key: str) -> Iterator[index.Text]:
    """Give the texts of one module or section, if the current edition has it."""
    if kind == "module":
        return _of_modules(_module_texts().filter(module__key=key))
    return _of_sections(_section_texts().filter(section__key=key))


def texts() -> Iterator[index.Text]:
    """Give every text of the current edition."""
    yield from _of_modules(_module_texts())
    yield from _of_sections(_section_texts())


def _module_texts() -> QuerySet[ModuleText]:
    current = ModuleText.objects.filter(module__edition__in=Edition.objects.current())
    return current.select_related("module").order_by("module__number")


def _section_texts() -> QuerySet[SectionText]:
    current = SectionText.objects.filter(section__edition__in=Edition.objects.current())
    return current.select_related("section__module").order_by("section__first_paragraph")


def _of_modules(found: QuerySet[ModuleText]) -> Iterator[index.Text]:
    for text in found:
        with translation.override(_interface(text.language)):
            yield _module(text)


def _of_sections(found: QuerySet[SectionText]) -> Iterator[index.Text]:
    for text in found:
        with translation.override(_interface(text.language)):
            yield _section(text)


@transaction.atomic
def index_guide() -> None:
    """Index the current edition in place of the one before; what it no longer holds is forgotten.

    Most sections of an edition read as they did, and to stem their words again takes seconds.
    """
    index.await_turn()
    given: dict[tuple[str, str], list[index.Text]] = {}
    for text in texts():
        given.setdefault((text.kind, text.key), []).append(text)
    known = _known()
    for (kind, key), found in given.items():
        if {_as_known(text) for text in found} != known.pop((kind, key), set()):
            index.replace(kind, key, found)
    for kind in KINDS:
        index.remove_many(kind, [key for gone, key in known if gone == kind])


def _known() -> dict[tuple[str, str], set[tuple[str, ...]]]:
    """Give what the index holds of the guide, in all languages together, by kind and key; one query."""
    rows: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    entries = Entry.objects.filter(kind__in=KINDS)
    for kind, key, *words in entries.values_list("kind", "key", *COMPARED):
        rows.setdefault((kind, key), set()).add(tuple(words))
    return rows


def _as_known(text: index.Text) -> tuple[str, ...]:
    return tuple(getattr(text, name) for name in COMPARED)


def _interface(language: str) -> str:
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def _module(text: ModuleText) -> index.Text:
    return index.Text(
        kind="module",
        key=text.module.key,
        language=text.language,
        address=text.module.get_absolute_url(),
        title=text.title,
        text=" ".join([text.standfirst, plain(text.purpose), *text.brief]),
        module=text.module.key,
    )


def _section(text: SectionText) -> index.Text:
    module = text.section.module
    asked = [question["ask"] for question in text.questions]
    return index.Text(
        kind="section",
        key=text.section.key,
        language=text.language,
        address=section_address(module.key, text.section.key),
        title=text.title,
        text=" ".join([text.message, text.plain, *asked]),
        byline=f"{module.number}.{text.section.number}",
        module=module.key,
    )
