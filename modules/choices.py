"""What other apps let people choose from: the sections of the current edition, by module."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import get_language

from modules.models import (
    Edition,
    Module,
    ModuleText,
    Section,
    SectionText,
    reading_languages,
    section_address,
)


def section_choices() -> list[tuple[str, str]]:
    """Give ``(key, "3.2 Title")`` for every section of the current edition, in the reader's language."""
    wanted = reading_languages(get_language() or "en")
    texts = (
        SectionText.objects.filter(section__edition__in=Edition.objects.current(), language__in=wanted)
        .select_related("section", "section__module")
        .order_by("section__module__number", "section__number")
    )
    best: dict[str, SectionText] = {}
    for text in texts:
        known = best.get(text.section.key)
        if known is None or wanted.index(text.language) < wanted.index(known.language):
            best[text.section.key] = text
    return [
        (key, f"{text.section.module.number}.{text.section.number} {text.title}")
        for key, text in best.items()
    ]


def module_choices() -> list[tuple[str, str]]:
    """Give ``(key, title)`` for the modules of the current edition, in the reader's language."""
    wanted = reading_languages(get_language() or "en")
    texts = ModuleText.objects.filter(
        module__edition__in=Edition.objects.current(), language__in=wanted
    ).select_related("module")
    best: dict[str, ModuleText] = {}
    for text in texts.order_by("module__number"):
        known = best.get(text.module.key)
        if known is None or wanted.index(text.language) < wanted.index(known.language):
            best[text.module.key] = text
    return [(key, text.title) for key, text in best.items()]


def module_numbers() -> dict[str, int]:
    """Give the number of each module of the current edition by its key; one query."""
    return dict(Module.objects.filter(edition__in=Edition.objects.current()).values_list("key", "number"))


def carried_on() -> dict[str, str]:
    """Give, for keys of earlier editions that are gone, the section that carries each on; one query."""
    rows = list(
        Section.objects.filter(edition__in=Edition.objects.current()).values_list("key", "predecessors")
    )
    current = {key for key, _older in rows}
    return {old: key for key, older in rows for old in older if old not in current}


def section_links(keys: Sequence[str]) -> list[tuple[str, str]]:
    """Give ``(address, "3.2 Title")`` for these sections of the current edition, in the given order."""
    wanted = reading_languages(get_language() or "en")
    texts = SectionText.objects.filter(
        section__edition__in=Edition.objects.current(), section__key__in=keys, language__in=wanted
    ).select_related("section", "section__module")
    best: dict[str, SectionText] = {}
    for text in sorted(texts, key=lambda text: wanted.index(text.language)):
        best.setdefault(text.section.key, text)
    return [
        (
            section_address(best[key].section.module.key, key),
            f"{best[key].section.module.number}.{best[key].section.number} {best[key].title}",
        )
        for key in keys
        if key in best
    ]
