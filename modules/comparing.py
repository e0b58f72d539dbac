"""An edition beside the one it was begun from: what is new, what changed, and which translations follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from modules.compared import Compared, ComparedGuidance, ComparedIntroduction, ComparedSection, Whole
from modules.models import (
    Approval,
    Change,
    Edition,
    FacilitatorNote,
    Module,
    ModuleText,
    Section,
    SectionText,
    Written,
)

_OPENED = "_compared"


def opened(edition: Edition) -> Whole:
    """Compare an edition for a page, and for every guard that this page asks.

    A move reads its row afresh, so its guards never see what a page remembered.
    """
    whole = compare(edition)
    setattr(edition, _OPENED, whole)
    return whole


def compare(edition: Edition) -> Whole:
    """Compare everything an edition holds; as many queries whatever its size."""
    known: Whole | None = getattr(edition, _OPENED, None)
    if known is not None:
        return known
    beside = _beside(edition)
    sections = _compared_sections(edition, *beside)
    return Whole(sections, _introductions(edition, *beside), _guidance(edition, sections, *beside))


def entry_of(edition: Edition, key: str, of: type[Written] = SectionText) -> Compared | None:
    """Give one text of an edition, compared; ``None`` where it has no such section or module."""
    beside = _beside(edition)
    found: Sequence[Compared]
    if of is ModuleText:
        found = _introductions(edition, *beside)
    else:
        sections = _compared_sections(edition, *beside)
        found = sections if of is SectionText else _guidance(edition, sections, *beside)
    return next((entry for entry in found if entry.key == key), None)


Changes = Mapping[str, list[Change]]
Consents = Mapping[str, frozenset[tuple[str, str]]]


def _beside(edition: Edition) -> tuple[Changes, Consents]:
    """Give what is told of changes, and which translations are approved, by key."""
    changes: dict[str, list[Change]] = {}
    for change in Change.objects.filter(edition=edition).prefetch_related("citations"):
        changes.setdefault(change.section_key, []).append(change)
    approved: dict[str, set[tuple[str, str]]] = {}
    for key, language, sha in Approval.objects.filter(
        edition=edition, method=Approval.Method.TRANSLATION
    ).values_list("section_key", "language", "sha256"):
        approved.setdefault(key, set()).add((language, sha))
    return changes, {key: frozenset(given) for key, given in approved.items()}


def _compared_sections(edition: Edition, changes: Changes, consents: Consents) -> list[ComparedSection]:
    old = {section.key: section for section in _sections(edition.based_on_id)}
    texts = _texts(SectionText, edition)
    rows = []
    for section in _sections(edition.pk):
        section.edition = edition
        before = _before(section, old)
        rows.append(
            ComparedSection(
                edition=edition,
                section=section,
                texts=texts.get((edition.pk, section.key), {}),
                old=before,
                old_texts=texts.get((edition.based_on_id, before.key), {}) if before else {},
                changes=changes.get(section.key, []),
                approved=consents.get(section.key, frozenset()),
                resources=_resources(section),
                old_resources=_resources(before),
            )
        )
    return rows


def _introductions(edition: Edition, changes: Changes, consents: Consents) -> list[ComparedIntroduction]:
    texts = _texts(ModuleText, edition)
    return [
        ComparedIntroduction(
            edition=edition,
            module=module,
            texts=texts.get((edition.pk, module.key), {}),
            old_texts=texts.get((edition.based_on_id, module.key), {}),
            changes=changes.get(module.key, []),
            approved=consents.get(module.key, frozenset()),
        )
        for module in Module.objects.filter(edition=edition).order_by("number")
    ]


def _guidance(
    edition: Edition, sections: Sequence[ComparedSection], _changes: Changes, consents: Consents
) -> list[ComparedGuidance]:
    texts = _texts(FacilitatorNote, edition)
    return [
        ComparedGuidance(
            edition=edition,
            section=section,
            texts=texts.get((edition.pk, section.key), {}),
            old_texts=texts.get((edition.based_on_id, section.old.key), {}) if section.old else {},
            approved=consents.get(section.key, frozenset()),
        )
        for section in sections
    ]


def lost_keys(edition: Edition) -> list[str]:
    """Give the keys of the edition before that no section has or carries on."""
    kept: set[str] = set()
    for key, predecessors in _keys(edition.pk):
        kept |= {key, *predecessors}
    owed = {key for row in _keys(edition.based_on_id) for key in (row[0], *row[1])}
    return sorted(owed - kept)


def _keys(edition: int | None) -> list[tuple[str, list[str]]]:
    return list(Section.objects.filter(edition=edition).values_list("key", "predecessors"))


def _before(section: Section, old: Mapping[str, Section]) -> Section | None:
    """Find what a section was made from: the same key, or the last one it carries on."""
    keys = (section.key, *reversed(section.predecessors))
    return next((old[key] for key in keys if key in old), None)


def _resources(section: Section | None) -> frozenset[str]:
    return frozenset(resource.key for resource in section.resources.all()) if section else frozenset()


def _sections(edition: int | None) -> list[Section]:
    rows = Section.objects.filter(edition=edition).select_related("module").prefetch_related("resources")
    return list(rows.order_by("module__number", "number"))


def _texts(of: type[Written], edition: Edition) -> dict[tuple[int | None, str], dict[str, Written]]:
    """Give the texts of an edition and of the one before, by edition and key of what they belong to."""
    found: dict[tuple[int | None, str], dict[str, Written]] = {}
    editions = {f"{of.OWNER}__edition__in": [pk for pk in (edition.pk, edition.based_on_id) if pk]}
    texts = of._default_manager.filter(**editions).select_related(of.OWNER, "saved_by")  # noqa: SLF001 - Django's documented name for it
    for text in texts:
        owner = getattr(text, of.OWNER)
        found.setdefault((owner.edition_id, owner.key), {})[text.language] = text
    return found
