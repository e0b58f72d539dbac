"""Writing an edition: one text, one change, one note at a time, and an older tab never overwrites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from members.models import User
from members.roles import Role
from moderation import clock
from modules.dressing import SOURCE, refresh
from modules.fingerprints import of_text
from modules.models import Approval, Change, Citation, Edition, Module, Section, SectionText, Written
from modules.rendering import make_html


class TextConflict(Exception):
    """Somebody saved these words since the form was opened; nothing was written."""

    def __init__(self, text: Written) -> None:
        super().__init__("saved by somebody else meanwhile")
        self.text = text


class NotWritable(Exception):
    """The edition is not with the editors now; nothing was written."""


class SectionGone(Exception):
    """Somebody removed or renamed the section meanwhile, or it has no such text; nothing was written."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the person had before him: the text he changed, and the source he translated."""

    text: str
    source: str = ""


def writable(edition: Edition) -> Edition:
    """Lock an edition for writing; saving and moving wait for each other."""
    fresh = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if not fresh.is_writable:
        raise NotWritable
    return fresh


def written(edition: Edition, actor: User, *, dressed: bool = True) -> None:
    """Note who wrote in an edition, and bring numbers and links up to date."""
    edition.edited_at = clock.now()
    edition.version += 1
    edition.save(update_fields=["edited_at", "version"])
    edition.writers.add(actor)
    if dressed:
        refresh(edition)


def section_of(edition: Edition, key: str) -> Section:
    section = Section.objects.filter(edition=edition, key=key).select_related("module").first()
    if section is None:
        raise SectionGone
    return section


def _owner(edition: Edition, key: str, of: type[Written]) -> Section | Module:
    """Give what a text belongs to."""
    if of.OWNER == "section":
        return section_of(edition, key)
    module = Module.objects.filter(edition=edition, key=key).first()
    if module is None:
        raise SectionGone
    return module


def _text(edition: Edition, key: str, language: str, of: type[Written]) -> Written | None:
    owner = _owner(edition, key, of)
    texts = of._default_manager  # noqa: SLF001 - Django's documented name for it
    return texts.filter(**{of.OWNER: owner}, language=language).first()


@transaction.atomic
def save_text(
    edition: Edition,
    key: str,
    language: str,
    words: Mapping[str, Any],
    *,
    seen: Seen,
    actor: User,
    of: type[Written] = SectionText,
) -> Written:
    """Save words in one language: of a section, of its facilitators' notes, or of a module's introduction.

    ``seen.text`` is the fingerprint of these words as the form showed them (empty for a text that did not
    exist). A translation follows ``seen.source``; without it, it stays behind. Raises ``TextConflict``,
    ``NotWritable`` or ``SectionGone``; nothing is written then.
    """
    fresh = writable(edition)
    text = _text(fresh, key, language, of) or of(**{of.OWNER: _owner(fresh, key, of)}, language=language)
    sha = of_text(words)
    follows = sha if language == SOURCE else (seen.source or text.translated_from)
    if (text.sha256, text.translated_from) == (sha, follows):
        return text
    if text.sha256 not in {seen.text, sha}:
        raise TextConflict(text)
    for part in of.PARTS:
        setattr(text, part, words[part])
    text.sha256, text.translated_from = sha, follows
    text.saved_by, text.saved_at = actor, clock.now()
    make_html(text)
    text.save()
    written(fresh, actor)
    text.refresh_from_db()
    return text


@transaction.atomic
def follow(
    edition: Edition, key: str, language: str, *, seen: Seen, actor: User, of: type[Written] = SectionText
) -> Written:
    """Say that a translation says what the source says now, without a new word."""
    fresh = writable(edition)
    text = _seen_text(fresh, key, language, seen.text, of)
    text.translated_from = seen.source
    text.save(update_fields=["translated_from"])
    written(fresh, actor, dressed=False)
    return text


def _seen_text(edition: Edition, key: str, language: str, seen: str, of: type[Written]) -> Written:
    """Give a text if it still reads as somebody saw it."""
    text = _text(edition, key, language, of)
    if text is None:
        raise SectionGone
    if text.sha256 != seen:
        raise TextConflict(text)
    return text


@transaction.atomic
def save_change(
    edition: Edition,
    key: str,
    values: Mapping[str, str],
    references: Sequence[str],
    *,
    actor: User,
    change: int | None = None,
    seen: str = "",
) -> Change:
    """Tell readers of a change of a section or of a module's introduction, or tell it better.

    ``seen`` is the fingerprint of what the form showed.
    """
    fresh = writable(edition)
    if not Module.objects.filter(edition=fresh, key=key).exists():
        section_of(fresh, key)
    row = Change(edition=fresh, section_key=key)
    if change is not None:
        found = Change.objects.filter(edition=fresh, section_key=key, pk=change).first()
        if found is None:
            raise SectionGone
        row = found
        if change_seen(row) != seen:
            raise ChangeConflict(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.written_by, row.written_at = actor, clock.now()
    row.save()
    row.citations.exclude(reference__in=references).delete()
    known = set(row.citations.values_list("reference", flat=True))
    Citation.objects.bulk_create(
        Citation(change=row, reference=reference) for reference in references if reference not in known
    )
    written(fresh, actor, dressed=False)
    return row


class ChangeConflict(Exception):
    """Somebody saved this change since the form was opened; nothing was written."""

    def __init__(self, change: Change) -> None:
        super().__init__("saved by somebody else meanwhile")
        self.change = change


def change_seen(change: Change) -> str:
    """Give the fingerprint of a change as a form shows it."""
    return change.written_at.isoformat()


@transaction.atomic
def remove_change(edition: Edition, key: str, change: int, *, actor: User) -> None:
    fresh = writable(edition)
    Change.objects.filter(edition=fresh, section_key=key, pk=change).delete()
    written(fresh, actor, dressed=False)


@transaction.atomic
def save_note(edition: Edition, note: str, note_fr: str, *, actor: User) -> None:
    """Save what the edition says of itself."""
    fresh = writable(edition)
    fresh.note, fresh.note_fr = note, note_fr
    fresh.save(update_fields=["note", "note_fr"])
    written(fresh, actor, dressed=False)


@transaction.atomic
def approve_translation(
    edition: Edition, key: str, language: str, *, seen: str, actor: User, of: type[Written] = SectionText
) -> Approval:
    """Approve exactly the words that were seen; a later edit does not match."""
    fresh = writable(edition)
    text = _seen_text(fresh, key, language, seen, of)
    return Approval.objects.create(
        edition=fresh,
        method=Approval.Method.TRANSLATION,
        section_key=key,
        language=language,
        sha256=text.sha256,
        actor=actor,
        role=Role.LANGUAGE_REVIEWER,
        at=clock.now(),
    )
