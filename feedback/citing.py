"""What editions say they changed because of a remark: read from the guide, never stored here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse

from feedback.models import Feedback
from modules.aggregates import Row, Rows
from modules.models import Change, Citation, Edition, Module, Section


@dataclass(frozen=True, slots=True)
class Implemented:
    """One change, in an edition that was published, that answers a remark."""

    reference: str
    change: Change
    # The changed section in that edition; None where it is the introduction of a module, or is no more there.
    section: Section | None
    # The module whose introduction has changed, by its key.
    introduced: str | None = None

    def address(self, paragraph: int | None = None) -> str:
        """Give the changed words at the address that the edition keeps for ever."""
        number = self.change.edition.number
        if self.section is None:
            if self.introduced:
                return reverse("modules:edition_module", args=[number, self.introduced])
            return reverse("modules:edition", args=[number])
        module = reverse("modules:edition_module", args=[number, self.section.module.key])
        first, count = self.section.first_paragraph, self.section.paragraphs
        if paragraph is not None and first <= paragraph < first + count:
            return f"{module}#p{paragraph}"
        return f"{module}#{self.section.key}"

    @property
    def url(self) -> str:
        return self.address()


def cited() -> QuerySet[Citation, Any]:
    """Give the references that published editions cite, to be asked inside another query."""
    return Citation.objects.published().order_by().values("reference")


def citations(references: Collection[str]) -> Mapping[str, list[Implemented]]:
    """Give the published changes that cite these remarks, newest edition first; two queries."""
    if not references:
        return {}
    found = Citation.objects.published().filter(reference__in=references)
    newest = found.select_related("change__edition").order_by("-change__edition__published_on", "-pk")
    return located(list(newest))


def located(found: list[Citation]) -> dict[str, list[Implemented]]:
    """Find what each citation's change has changed, in its own edition; one query, two with introductions."""
    changes = {citation.change_id: citation.change for citation in found}
    sections = {
        (section.edition_id, section.key): section
        for section in Section.objects.filter(
            edition__in={change.edition_id for change in changes.values()},
            key__in={change.section_key for change in changes.values()},
        ).select_related("module")
    }
    introductions = _introductions(
        [change for change in changes.values() if (change.edition_id, change.section_key) not in sections]
    )
    result: dict[str, list[Implemented]] = {}
    for citation in found:
        change = citation.change
        place = (change.edition_id, change.section_key)
        introduced = change.section_key if place in introductions else None
        entry = Implemented(citation.reference, change, sections.get(place), introduced)
        result.setdefault(citation.reference, []).append(entry)
    return result


def _introductions(changes: list[Change]) -> set[tuple[int, str]]:
    """Give edition and key of the modules among what has changed."""
    if not changes:
        return set()
    keys, editions = {change.section_key for change in changes}, {change.edition_id for change in changes}
    return set(Module.objects.filter(edition__in=editions, key__in=keys).values_list("edition_id", "key"))


def with_changes(remarks: QuerySet[Feedback]) -> QuerySet[Feedback]:
    """Fetch with each remark the published changes that cite it, in the query that reads it."""
    here: QuerySet[Any] = Section.objects.filter(
        edition=OuterRef("change__edition"), key=OuterRef("change__section_key")
    )
    introductions: QuerySet[Any] = Module.objects.filter(
        edition=OuterRef("change__edition"), key=OuterRef("change__section_key")
    )
    columns = {
        "id": "id",
        "change_id": "change_id",
        **{name: f"change__{name}" for name in ("section_key", "note_en", "note_fr", "edition_id")},
        "number": "change__edition__number",
        "published_on": Cast("change__edition__published_on", TextField()),
        "module": Subquery(here.values("module__key")[:1]),
        "introduced": Subquery(introductions.values("key")[:1]),
        "first": Subquery(here.values("first_paragraph")[:1]),
        "count": Subquery(here.values("paragraphs")[:1]),
    }
    found: QuerySet[Any] = Citation.objects.published().filter(reference=OuterRef("reference"))
    # One group: all of them.
    grouped = found.order_by().annotate(all=Value(1)).values("all")
    return remarks.annotate(cited=Subquery(grouped.annotate(rows=Rows(Row(**columns))).values("rows")))


def rows_of(remark: Feedback) -> list[dict[str, Any]]:
    """Give what ``with_changes`` fetched, as it came."""
    return getattr(remark, "cited", None) or []


def changes_of(remark: Feedback) -> list[Implemented]:
    """Give the published changes that cite a remark fetched through ``with_changes``, newest edition first."""
    newest = sorted(rows_of(remark), key=lambda row: (row["published_on"] or "", row["id"]), reverse=True)
    return [_implemented(remark.reference, row) for row in newest]


def _implemented(reference: str, row: Mapping[str, Any]) -> Implemented:
    edition = Edition(pk=row["edition_id"], number=row["number"], published_on=row["published_on"])
    words = {name: row[name] for name in ("section_key", "note_en", "note_fr")}
    section = None
    if row["module"] is not None:
        section = Section(
            key=row["section_key"],
            module=Module(key=row["module"]),
            first_paragraph=row["first"],
            paragraphs=row["count"],
        )
    change = Change(pk=row["change_id"], edition=edition, **words)
    return Implemented(reference, change, section, row["introduced"])
