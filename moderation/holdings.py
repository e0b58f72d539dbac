"""What moderation holds about a person, and the history of an item as whoever contributed it may have it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from members.bundle import Bundle
from members.holdings import Holding, Subject
from members.models import User
from moderation.models import Event, Moderated, Point
from moderation.registry import workflows


def give(subject: Subject, bundle: Bundle) -> None:
    """Give the moves and words of this person; what is internal to the Secretariat stays there."""
    moves = Event.objects.filter(**subject.account("actor"), internal=False)
    bundle.rows(
        "moves.json",
        (
            {"about": event.reference, "move": event.verb, "as": event.role, "words": event.words}
            | {"when": event.at}
            for event in moves
        ),
    )
    points = Point.objects.told()
    bundle.rows(
        "points-you-raised.json",
        (
            {"about": point.reference, "field": point.field, "words": point.words, "when": point.written_at}
            for point in points.filter(**subject.account("author"))
        ),
    )
    bundle.rows(
        "answers-you-gave.json",
        (
            {"about": point.reference, "field": point.field, "words": point.answer, "when": point.answered_at}
            for point in points.filter(**subject.account("answered_by"))
        ),
    )


def let_go(_subject: Subject) -> None:
    """Change nothing: events, points and clearances hold no name, and must stay as they are."""


def in_hand(user: User) -> Iterable[str]:
    """Name what nobody else would take up, and what is to happen on this person's decision."""
    for workflow in workflows():
        states = [code for code, state in workflow.states.items() if state.is_open]
        held = workflow.items.filter(holder=user, state__in=states).values_list("reference", flat=True)
        if references := ", ".join(held):
            yield _(
                "This person has something in hand: %(references)s. Somebody else must take it first."
            ) % {"references": references}
        if not any(field.name == "scheduled_by" for field in workflow.model._meta.get_fields()):
            continue
        scheduled = workflow.items.filter(scheduled_by=user, publish_at__isnull=False, state="scheduled")
        if references := ", ".join(scheduled.values_list("reference", flat=True)):
            yield _(
                "This person scheduled a publication: %(references)s. Somebody else must schedule it anew first."
            ) % {"references": references}


def told_history(workflow: str, item: Moderated) -> dict[str, list[dict[str, Any]]]:
    """Give events and points as the contributor was told of them, without names of people."""
    events = Event.objects.about(workflow, item.pk).filter(internal=False)
    points = Point.objects.about(workflow, item.pk).told()
    return {
        "events": [
            {
                "move": event.verb,
                "from": event.source,
                "to": event.target,
                "as": event.role,
                "text_sha256": event.revision_sha,
                "words": event.words,
                "when": event.at,
            }
            for event in events
        ],
        "points": [
            {
                "field": point.field,
                "text": point.revision,
                "words": point.words,
                "sent": point.sent_at,
                "answer": point.answer,
                "answered": point.answered_at,
                "settled": point.settled_at,
            }
            for point in points
        ],
    }


HOLDING = Holding("moderation", give, let_go, in_hand)
