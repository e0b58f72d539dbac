"""What readers with an account mark as read or keep for later; without one it stays on their device."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.safestring import SafeString

from members.models import User
from members.people import Person
from modules import registry
from modules.models import Edition, ReadingMark, Section, section_address
from modules.reading import Passage, chapters, headings, marks

Kind = ReadingMark.Kind


class Action(models.TextChoices):
    READ = "read"
    UNREAD = "unread"
    ADD = "add"
    REMOVE = "remove"


FIELDS = {
    Action.READ: ("read", True),
    Action.UNREAD: ("read", False),
    Action.ADD: ("listed", True),
    Action.REMOVE: ("listed", False),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """One row of a reading list."""

    kind: str
    key: str
    title: str
    url: str
    marks: SafeString


@dataclass(frozen=True, slots=True)
class ReadingList:
    """What one person kept and read, in the order of the guide, and how far he is in each module."""

    listed: list[Kept]
    read: list[Kept]
    progress: list[dict[str, Any]]


def exists(kind: str, key: str, person: Person) -> bool:
    """Whether there is such a thing, and for this person."""
    if kind == Kind.SECTION:
        return Section.objects.filter(edition__in=Edition.objects.current(), key=key).exists()
    return key in registry.titles(kind, [key], "", person)


def mark(person: User, kind: str, key: str, action: str) -> None:
    """Set or take away one mark; doing it again changes nothing, and no row stays that says nothing."""
    field, value = FIELDS[Action(action)]
    row: dict[str, Any] = {"user": person, "kind": kind, "key": key}
    if value:
        ReadingMark.objects.update_or_create(defaults={field: True}, **row)
        return
    with transaction.atomic():
        ReadingMark.objects.filter(**row).update(**{field: False})
        ReadingMark.objects.filter(**row, read=False, listed=False).delete()


def marks_of(person: Person, kind: str, keys: Sequence[str]) -> dict[str, ReadingMark]:
    """Give the person's marks by key: one query, and none for a stranger."""
    if not isinstance(person, User):
        return {}
    found = ReadingMark.objects.filter(user=person, kind=kind, key__in=keys)
    return {mark.key: mark for mark in found}


def put_marks(passages: Iterable[Passage], person: Person) -> None:
    """Put the person's marks into the sections of a page."""
    passages = list(passages)
    found = marks_of(person, Kind.SECTION, [passage.section.key for passage in passages])
    for passage in passages:
        passage.mark = found.get(passage.section.key)


def reading_list(person: User, language: str) -> ReadingList:
    """Give everything on a person's list that still exists and that he may read."""
    editions = Edition.objects.current()
    found = headings(editions, language)
    passages = [passage for group in found.values() for passage in group]
    put_marks(passages, person)
    marked = [passage for passage in passages if passage.mark]
    return ReadingList(
        listed=[_kept(p) for p in marked if p.mark and p.mark.listed] + _case_studies(person, language),
        read=[_kept(p) for p in marked if p.mark and p.mark.read],
        progress=[
            {
                "label": chapter.text.title,
                "url": chapter.module.get_absolute_url(),
                "value": sum(bool(p.mark and p.mark.read) for p in found.get(chapter.module.key, [])),
                "of": len(found.get(chapter.module.key, [])),
            }
            for chapter in chapters(editions, language)
        ],
    )


def _kept(passage: Passage) -> Kept:
    section = passage.section
    title = f"{passage.number} {passage.text.title}"
    address = section_address(section.module.key, section.key)
    return Kept(Kind.SECTION, section.key, title, address, passage.marks)


def _case_studies(person: User, language: str) -> list[Kept]:
    listed = ReadingMark.objects.filter(user=person, kind=Kind.CASE_STUDY, listed=True)
    keys = list(listed.values_list("key", flat=True))
    found = registry.titles(Kind.CASE_STUDY, keys, language, person)
    return [
        Kept(Kind.CASE_STUDY, key, found[key].title, found[key].url, marks(found[key].language, language))
        for key in keys
        if key in found
    ]
