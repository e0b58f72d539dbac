"""Reminders to whoever has an item: before it is due, on the first day over, and then again and again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils import timezone

from letters.models import Letter
from moderation.models import Moderated
from moderation.workflow import Workflow
from moderation.working_days import add_working_days, working_days_between

log = logging.getLogger(__name__)
# In working days: how long before the day, and how often after it.
NOTICE = 2
AGAIN = 5
# Writes to whoever has the item; called with the item, locked, and the key that its letters begin with.
Write = Callable[[Moderated, str], Iterable[Letter | None]]
_reminders: dict[str, tuple[Workflow, Write]] = {}


def register_reminder(workflow: Workflow, write: Write) -> None:
    """Let an app remind of its items; called from ``AppConfig.ready``."""
    _reminders[workflow.name] = (workflow, write)


def remind() -> str:
    """Write the reminders of today; safe to run twice, and late: what was not reminded of yet is."""
    written = sum(_remind(workflow, write) for workflow, write in list(_reminders.values()))
    return f"{written} written" if written else ""


def _remind(workflow: Workflow, write: Write) -> int:
    until = add_working_days(timezone.now().date(), NOTICE)
    states = [code for code, state in workflow.states.items() if state.is_open]
    due = workflow.items.filter(state__in=states, due_on__lte=until).order_by("due_on", "pk")
    written = 0
    for number in list(due.values_list("pk", flat=True)):
        try:
            written += _remind_of(workflow, number, write)
        except Exception:
            log.exception("reminder not written", extra={"workflow": workflow.name, "item": number})
    return written


@transaction.atomic
def _remind_of(workflow: Workflow, number: int, write: Write) -> int:
    begun = timezone.now()
    item = workflow.items.select_for_update(of=("self",)).get(pk=number)
    stage = stage_of(workflow, item)
    if not stage:
        return 0
    key = f"remind-{item.reference}-{item.due_on:%Y%m%d}-{stage}"
    return sum(letter is not None and letter.written_at >= begun for letter in write(item, key))


def stage_of(workflow: Workflow, item: Moderated) -> str:
    """Name the reminder that is due for an item now; empty when none is. Each is written once."""
    if item.due_on is None or not workflow.state(item).is_open:
        return ""
    if item.days_over:
        return f"over{(item.days_over - 1) // AGAIN}"
    left = working_days_between(timezone.now().date(), item.due_on)
    promised = working_days_between(item.state_since.date(), item.due_on)
    # Something promised within two days would be reminded of with the letter that brings it.
    return "before" if left <= NOTICE < promised else ""
