"""What is done to an item without a move: written down like one, and the state stays."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from members.models import User
from members.roles import Role
from moderation import clock
from moderation.engine import last_event
from moderation.models import Event, Moderated
from moderation.refusals import MoveOutdated
from moderation.workflow import Workflow


def lock(workflow: Workflow, item: Moderated, expected_version: int) -> Moderated:
    """Lock and read an item again, in a transaction; refuse it if somebody was quicker."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An item is locked in a transaction.")
    fresh: Moderated = workflow.items.select_for_update(of=("self",)).get(pk=item.pk)
    if fresh.version != expected_version:
        raise MoveOutdated(fresh, last_event(workflow, fresh))
    return fresh


def note(
    workflow: Workflow,
    item: Moderated,
    verb: str,
    actor: User,
    *,
    role: Role,
    words: str,
    reason: str = "",
    sha: str = "",
    key: UUID,
) -> Event:
    """Write an internal event that changes no state; ``workflow.notes`` gives it its name in the history."""
    return Event.objects.create(
        workflow=workflow.name,
        item=item.pk,
        reference=item.reference,
        verb=verb,
        source=item.state,
        target=item.state,
        actor=actor,
        role=role,
        revision_sha=sha,
        reason=reason,
        words=words,
        internal=True,
        at=clock.now(),
        key=key,
    )
