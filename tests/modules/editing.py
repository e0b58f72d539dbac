"""Editions brought to a state by the moves themselves, and the shortest ways of writing in one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from members.models import User
from modules import drafting, starting
from modules.fingerprints import words_of
from modules.models import Change, Edition, SectionText
from modules.states import S
from modules.workflow import EDITIONS
from tests import factories
from tests.people import Cast

KEY = "mission-first"
TABLED = {"body": "PTC", "session": "230th", "document": "PC0700E1", "tabled_on": date(2027, 3, 1)}
ENDORSED = {"outcome": "Endorsed", "endorsed_on": date(2027, 3, 4)}


def begin(editor: User, kind: str = "major") -> Edition:
    """The next edition, begun from edition 1 of the factories (made where there is none)."""
    if not Edition.objects.current().exists():
        factories.edition()
    return starting.start(editor, kind)


def text_of(edition: Edition, key: str = KEY, language: str = "en") -> SectionText:
    return SectionText.objects.get(section__edition=edition, section__key=key, language=language)


def write(
    edition: Edition, actor: User, key: str = KEY, language: str = "en", *, follows: bool = True, **parts: Any
) -> SectionText:
    """Save a text as somebody does who has the page open as it is now."""
    text = SectionText.objects.filter(section__edition=edition, section__key=key, language=language).first()
    source = SectionText.objects.filter(section__edition=edition, section__key=key, language="en").first()
    blank = {"title": "", "message": "", "body": "", "decision": {}, "questions": [], "pitfalls": []}
    words = {**(words_of(text) if text else blank), **parts}
    seen = drafting.Seen(text.sha256 if text else "", source.sha256 if source and follows else "")
    return drafting.save_text(edition, key, language, words, seen=seen, actor=actor)


def tell(
    edition: Edition, actor: User, key: str = KEY, references: tuple[str, ...] = (), **values: str
) -> Change:
    note = {"significance": "medium", "note_en": "Says who signs.", "note_fr": "Dit qui signe.", **values}
    return drafting.save_change(edition, key, note, references, actor=actor)


def reword(edition: Edition, editor: User, body: str = "Other words.", key: str = KEY, **values: str) -> None:
    """Change a section in both languages, with its note: the edition is complete again."""
    write(edition, editor, key, body=body)
    write(edition, editor, key, "fr", body=f"{body} (fr)")
    tell(edition, editor, key, **values)


PATHS: dict[str, tuple[str, ...]] = {
    "drafting": (),
    "in_review": ("send_for_review",),
    "approved": ("send_for_review", "approve"),
    "tabled": ("send_for_review", "approve", "table"),
    "endorsed": ("send_for_review", "approve", "table", "endorse"),
    "scheduled": ("send_for_review", "approve", "schedule"),
    "published": ("send_for_review", "approve", "publish"),
    "superseded": ("send_for_review", "approve", "publish"),
    "discarded": ("discard",),
}


def data_for(verb: str) -> dict[str, Any]:
    return {
        "table": TABLED,
        "endorse": ENDORSED,
        "schedule": {"publish_at": timezone.now() + timedelta(days=3)},
    }.get(verb, {})


def edition_in(state: str, cast: Cast, kind: str = "major") -> Edition:
    edition = begin(cast.editor, kind)
    reword(edition, cast.editor)
    for verb in PATHS[state]:
        actor = cast.editor if verb in {"send_for_review", "discard"} else cast.publisher
        move(edition, verb, actor)
    if state == S.SUPERSEDED:
        edition_in(S.PUBLISHED, cast)  # the next one
    edition.refresh_from_db()
    return edition


def move(edition: Edition, verb: str, actor: User, words: str = "Because.", **data: Any) -> None:
    factories.move(EDITIONS, edition, verb, actor, words=words, data={**data_for(verb), **data})
