"""The daily letter: everything that waited for it, in one, each item once and as it stands now."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from letters.composing import Recipient
from letters.models import Letter
from letters.outbox import write

log = logging.getLogger(__name__)
# Gives the words of the present state, in the active language, of those references that it knows.
Standing = Callable[[Recipient, Collection[str]], Mapping[str, str]]
_standings: list[Standing] = []


def register_standing(standing: Standing) -> None:
    """Let the daily letter say where items stand now; called from ``AppConfig.ready``."""
    if standing not in _standings:
        _standings.append(standing)


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the daily letter: the last that was written about it, and its state as it is now."""

    subject: str
    link: str
    state: str


def write_todays() -> str:
    written = write_digests()
    return f"{written} written" if written else ""


def write_digests() -> int:
    """Write one letter to everybody for whom letters wait; gives how many. Safe to run twice.

    Where one cannot be written the others are, and his letters wait for the next day.
    """
    waiting = Letter.objects.for_next_digest().order_by().values_list("recipient", flat=True).distinct()
    written = 0
    for recipient in [number for number in waiting if number is not None]:
        try:
            written += _write_to(recipient)
        except Exception:
            log.exception("daily letter not written", extra={"actor": recipient})
    return written


@transaction.atomic
def _write_to(recipient: int) -> int:
    user = get_user_model().objects.select_for_update(no_key=True).get(pk=recipient)
    letters = list(Letter.objects.for_next_digest().filter(recipient=user).order_by("written_at", "pk"))
    if not letters or not user.is_active:
        return 0
    with translation.override(user.language):
        context = {"entries": _entries(user, letters)}
    write(
        "letters/digest",
        user,
        context,
        path=lambda: reverse("letters:letters"),
        key=f"digest:{user.pk}:{letters[-1].pk}",
    )
    Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(sent_at=timezone.now())
    return 1


def _entries(recipient: Recipient, letters: list[Letter]) -> list[Entry]:
    latest = {letter.reference or letter.key: letter for letter in letters}
    states: dict[str, str] = {}
    for standing in _standings:
        states.update(standing(recipient, [letter.reference for letter in latest.values()]))
    return [
        Entry(letter.subject, letter.link, states.get(letter.reference, "")) for letter in latest.values()
    ]
