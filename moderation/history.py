"""An item's past: its events with the words that name them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from members.models import User
from moderation.models import Event, Moderated
from moderation.record import record_of
from moderation.workflow import Workflow


def history(workflow: Workflow, item: Moderated, *, internal: bool) -> list[Event]:
    """Give the events of an item, oldest first, each with its ``label``; at most one query.

    ``internal`` says whether the reader may see what only the Secretariat sees.
    """
    events = [event for event in record_of(workflow.name, item).events if internal or not event.internal]
    for event in events:
        event.label = past(workflow, event.verb)
    return events


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What somebody else did while a person had an older page open."""

    who: str
    what: str
    at: datetime


def meanwhile(workflow: Workflow, latest: Event | None, reader: User) -> Meanwhile | None:
    """Say what was done last, as far as this reader may know.

    Outside the Secretariat nobody learns of its internal moves, nor who of it made the others.
    """
    if latest is None or (latest.internal and not reader.is_secretariat):
        return None
    return Meanwhile(_who(latest, reader), past(workflow, latest.verb), latest.at)


def _who(event: Event, reader: User) -> str:
    if event.actor_id == reader.pk:
        return _("You")
    if event.actor_id is None:
        return _("Somebody without an account")
    colleague = event.administration_id is not None and event.administration_id == reader.administration_id
    return str(event.actor) if colleague or reader.is_secretariat else _("The WCO Secretariat")


def past(workflow: Workflow, verb: str) -> str:
    """Name a move, or what was done without one, as the history does."""
    move = workflow.move(verb)
    return str(move.past if move else workflow.notes.get(verb, verb))
