"""Where sections stand: new ones, moves, renames, splits and mergers, with what each carries on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from members.models import User
from modules.drafting import section_of, writable, written
from modules.models import Change, Edition, Module, Resource, Section


class KeyTaken(Exception):
    """Another section of the edition, or a module, has this key."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a section is called and where it stands; ``position`` counts from 1 inside its module."""

    key: str
    module: str
    position: int
    predecessors: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@transaction.atomic
def add_section(edition: Edition, place: Place, *, actor: User) -> Section:
    """Add an empty section; its texts are written next."""
    fresh = writable(edition)
    _free(fresh, place.key)
    section = Section(edition=fresh, first_paragraph=0, paragraphs=0)
    _set(section, fresh, place)
    written(fresh, actor)
    return section


@transaction.atomic
def place_section(edition: Edition, key: str, place: Place, *, actor: User) -> Section:
    """Move a section, rename it, say what it carries on and what it refers to."""
    fresh = writable(edition)
    section = section_of(fresh, key)
    if place.key != key:
        _free(fresh, place.key)
        Change.objects.filter(edition=fresh, section_key=key).update(section_key=place.key)
        place = replace(place, predecessors=tuple(dict.fromkeys((*place.predecessors, key))))
    left = section.module
    _set(section, fresh, place)
    if left.pk != section.module_id:
        _close_ranks(left)
    written(fresh, actor)
    return section


@transaction.atomic
def remove_section(edition: Edition, key: str, *, actor: User) -> None:
    """Take a section out; before publication another one must carry its key on."""
    fresh = writable(edition)
    section = section_of(fresh, key)
    module = section.module
    section.delete()
    Change.objects.filter(edition=fresh, section_key=key).delete()
    _close_ranks(module)
    written(fresh, actor)


def _free(edition: Edition, key: str) -> None:
    """Refuse a key that a section has, or a module: changes are told under both."""
    for held in (Section, Module):
        if held.objects.filter(edition=edition, key=key).exists():
            raise KeyTaken


def _set(section: Section, edition: Edition, place: Place) -> None:
    section.key = place.key
    section.module = Module.objects.get(edition=edition, key=place.module)
    section.predecessors = list(place.predecessors)
    kept = [key for key in section.references if key.startswith("CS-")]
    section.references = [*place.references, *(key for key in kept if key not in place.references)]
    others = list(section.module.sections.exclude(pk=section.pk).order_by("number"))
    at = max(0, min(place.position - 1, len(others)))
    _rank([*others[:at], section, *others[at:]])
    section.resources.set(Resource.objects.filter(key__in=place.references))


def _close_ranks(module: Module) -> None:
    _rank(list(module.sections.order_by("number")))


def _rank(sections: Sequence[Section]) -> None:
    """Number sections in this order; first out of each other's way, as no two may share a number."""
    for at, section in enumerate(sections, start=1):
        section.number = 1_000 + at
        section.save()
    for at, section in enumerate(sections, start=1):
        section.number = at
        section.save()
