"""Publishing what was scheduled: when the time comes, every guard is asked again."""

from __future__ import annotations

import logging

from django.db import transaction

from members.roles import Role
from moderation import clock
from moderation.engine import happen, perform
from moderation.models import Moderated
from moderation.refusals import MoveForbidden, MoveIncomplete, MoveOutdated
from moderation.workflow import Workflow

log = logging.getLogger(__name__)


def publish_due(workflow: Workflow, state: str) -> tuple[int, int]:
    """Publish everything in this state whose time has come; gives how many were, and how many could not be.

    What no longer may be published goes back to where it was, by the move ``miss``, and whoever scheduled
    it is told why. What fails for another reason stays scheduled for the next time and stops nothing else.
    Safe to run twice, and twice at once.
    """
    due = workflow.items.filter(state=state, publish_at__lte=clock.now()).order_by("publish_at", "pk")
    outcomes = [_tried(workflow, item) for item in due.select_related("scheduled_by")]
    return outcomes.count(True), outcomes.count(False)


def _tried(workflow: Workflow, item: Moderated) -> bool | None:
    try:
        return _publish(workflow, item)
    except Exception:
        log.exception("scheduled publication failed", extra={"workflow": workflow.name, "item": item.pk})
        return False


def _publish(workflow: Workflow, item: Moderated) -> bool | None:
    scheduled_by = item.scheduled_by  # type: ignore[attr-defined]
    try:
        perform(workflow, item, "publish", scheduled_by, expected_version=item.version)
    except MoveOutdated:
        return None  # somebody was quicker
    except (MoveForbidden, MoveIncomplete) as refusal:
        with transaction.atomic():
            happen(
                workflow,
                item,
                "miss",
                scheduled_by,
                role=Role.PUBLISHER,
                words="\n".join(refusal.sentences),
            )
        log.warning("scheduled publication refused", extra={"workflow": workflow.name, "item": item.pk})
        return False
    return True
