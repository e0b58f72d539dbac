"""What the pages of the guide editor show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazily

from members.models import User
from members.roles import Role
from moderation.states import Tone, Words
from modules import care
from modules.compared import STANDINGS, Compared, Standing, Whole
from modules.dressing import SOURCE
from modules.models import Edition, FacilitatorNote, Written
from modules.states import S
from prose.difference import Difference, compare

Languages = Sequence[tuple[str, str]]


def waiting_for(user: User) -> list[QuerySet[Any]]:
    """Give what waits here for this person: the edition if it is his turn, corrections, sections to read."""
    states = {
        Role.EDITOR: (S.DRAFTING,),
        Role.PUBLISHER: (S.IN_REVIEW, S.APPROVED, S.ENDORSED),
    }
    mine = [state for role, held in states.items() if role in user.roles for state in held]
    waiting = [Edition.objects.filter(state__in=mine), care.due()]
    if Role.PUBLISHER in user.roles:
        waiting.append(Edition.objects.unconfirmed())
    return waiting


@dataclass(frozen=True, slots=True)
class Cell:
    """How one text stands in one language."""

    language: str
    name: str
    label: Words
    tone: Tone
    url: str
    approved: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One text of an edition on its page."""

    compared: Compared
    cells: list[Cell]
    # How the facilitators' notes of a section stand, where they changed or wait for somebody.
    guidance: Cell | None = None


def introductions(whole: Whole) -> list[Row]:
    return [Row(entry, cells(entry)) for entry in whole.introductions]


def sections(whole: Whole) -> list[Row]:
    return [
        Row(entry, cells(entry), _most_urgent(cells(guidance)))
        for entry, guidance in zip(whole.sections, whole.guidance, strict=True)
    ]


def _most_urgent(found: Sequence[Cell]) -> Cell | None:
    order = (Tone.BAD, Tone.WAIT, Tone.INFO)
    told = [cell for cell in found if cell.tone in order]
    return min(told, key=lambda cell: order.index(cell.tone), default=None)


def cells(entry: Compared) -> list[Cell]:
    """Give how a text stands in each language; where one lags, official or not, it is said."""
    found = []
    for code, name in settings.LANGUAGES:
        standing = entry.standing(code)
        label, tone = STANDINGS[standing]
        if standing is Standing.MISSING and not _is_owed(entry, code):
            label, tone = _("Not translated") if entry.texts else _("Not written"), Tone.DRAFT
        found.append(Cell(code, str(name), label, tone, entry.write_url(code), entry.is_approved(code)))
    return found


def _is_owed(entry: Compared, language: str) -> bool:
    """Whether an edition cannot be published without it: facilitators' notes may be left out."""
    official = settings.OFFICIAL_LANGUAGES
    return language in official and (entry.is_told or bool(entry.texts.keys() & set(official)))


def behind(whole: Whole) -> list[Cell]:
    """Give what translators are asked for, all languages together."""
    return [cell for entry in whole for cell in cells(entry) if cell.tone is Tone.WAIT]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a text: as it is, and how it differs from what it was."""

    label: Words
    words: str
    difference: Difference | None


def parts(text: Written | None, old: Written | None) -> list[Part]:
    """Give every part of a text in reading order, compared word by word; nothing where there is no word."""
    now, before = as_words(text), as_words(old)
    return [
        Part(label, now.get(label, ""), compare(before.get(label, ""), now.get(label, "")) if old else None)
        for label in now or before
        if now.get(label) or before.get(label)
    ]


def as_words(text: Written | None) -> dict[str, str]:
    """Give each part as lines of text under its name, so that all are compared in the same way."""
    if text is None:
        return {}
    labels = {**LABELS, **OF_GUIDANCE} if isinstance(text, FacilitatorNote) else LABELS
    return {str(labels[part]): _lines(getattr(text, part), *ORDERS.get(part, ())) for part in text.PARTS}


LABELS: dict[str, Words] = {
    "title": _lazily("Title"),
    "message": _lazily("Message in one line"),
    "body": _lazily("Text"),
    "decision": _lazily("The decision you own"),
    "questions": _lazily("Questions to ask your CIO"),
    "pitfalls": _lazily("Pitfalls"),
    "also_known_as": _lazily("Also known as"),
    "question": _lazily("Question at the door"),
    "standfirst": _lazily("Standfirst"),
    "brief": _lazily("In brief, if you have two minutes"),
    "purpose": _lazily("What this module is for"),
    "objectives": _lazily("What you take away"),
    "audience": _lazily("Who it is for"),
    "minutes": _lazily("Minutes it takes"),
    "activity": _lazily("Activity"),
    "discussion": _lazily("Questions for discussion"),
    "collect": _lazily("What to collect"),
    "if_short": _lazily("If time is short"),
    "background": _lazily("Background"),
}
# What is called otherwise there.
OF_GUIDANCE: dict[str, Words] = {"objectives": _lazily("Objectives")}
ORDERS = {
    "decision": ("title", "decide", "delegate", "cannot"),
    "questions": ("ask", "good", "warning"),
    "pitfalls": ("title", "text"),
}


def _lines(value: Any, *order: str) -> str:
    """Give a part as paragraphs: words as they are, entries one after another."""
    if not isinstance(value, (list, dict)):
        return str(value)
    entries = [value] if isinstance(value, dict) else value
    lines: list[Any] = [entry.get(key) for entry in entries for key in order] if order else entries
    return "\n\n".join(line for line in lines if line)


def translated_source(entry: Compared, language: str) -> Written | None:
    """Give the English text a translation was made from, as far as it is still known."""
    text = entry.texts.get(language)
    known = [entry.old_texts.get(SOURCE), entry.texts.get(SOURCE)]
    return next(
        (source for source in known if text and source and source.sha256 == text.translated_from),
        entry.old_texts.get(SOURCE),
    )
