"""A new edition begins as a copy of the current one: the same words under the same keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from members.models import User
from moderation.references import next_reference
from modules.models import Edition, FacilitatorNote, Module, ModuleText, Resource, Section, SectionText

Row = TypeVar("Row", bound=models.Model)


class CannotStart(Exception):
    """No edition can be begun now; the sentence says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@transaction.atomic
def start(author: User, kind: str) -> Edition:
    """Begin the next edition from the current one; at most one is in preparation."""
    # Locked, so that two people who begin at once do so one after the other.
    base = Edition.objects.select_for_update(of=("self",)).filter(state=Edition.State.PUBLISHED).first()
    if base is None:
        raise CannotStart(_("No edition is published yet, so there is nothing to begin from."))
    if (other := Edition.objects.in_preparation().first()) is not None:
        raise CannotStart(
            _("Edition %(number)s is in preparation. One edition is prepared at a time.") % {"number": other}
        )
    edition = Edition.objects.create(
        reference=next_reference(Edition.SERIES),
        number=next_number(base.number, kind),
        kind=kind,
        author=author,
        based_on=base,
    )
    copy_contents(base, edition)
    return edition


def next_number(number: str, kind: str) -> str:
    """Give the number after this one: 4.1 is followed by 4.2 or by 5."""
    whole, _dot, part = number.partition(".")
    return f"{whole}.{int(part or 0) + 1}" if kind == Edition.Kind.MINOR else str(int(whole) + 1)


def copy_contents(base: Edition, edition: Edition) -> None:
    """Copy everything an edition holds into an empty one."""
    modules = _copy(Module.objects.filter(edition=base), edition=edition)
    unsaved = {"saved_by": None, "saved_at": None}
    _copy_under(ModuleText.objects.filter(module__edition=base), "module", modules, **unsaved)
    sections: dict[int, Section] = {}
    for old in Section.objects.filter(edition=base):
        new = _clone(old, edition=edition, module=modules[old.module_id])
        new.save()
        sections[old.pk] = new
    for written in (SectionText, FacilitatorNote):
        _copy_under(written.objects.filter(section__edition=base), "section", sections, **unsaved)
    placed = Resource.sections.through
    placed.objects.bulk_create(
        placed(section_id=sections[row.section_id].pk, resource_id=row.resource_id)
        for row in placed.objects.filter(section_id__in=sections)
    )


def _copy(rows: models.QuerySet[Row], **changes: Any) -> dict[int, Row]:
    copies = {row.pk: _clone(row, **changes) for row in rows}
    for copy in copies.values():
        copy.save()
    return copies


def _copy_under(
    rows: models.QuerySet[Any], owner: str, owners: Mapping[int, models.Model], **changes: Any
) -> None:
    rows.model._default_manager.bulk_create(  # noqa: SLF001 - Django's documented name for it
        _clone(row, **{owner: owners[getattr(row, f"{owner}_id")]}, **changes) for row in rows
    )


def _clone(row: Row, **changes: Any) -> Row:
    fields = row._meta.concrete_fields
    values = {field.attname: getattr(row, field.attname) for field in fields if not field.primary_key}
    left = {name: value for name, value in values.items() if name.removesuffix("_id") not in changes}
    return type(row)(**left, **changes)
