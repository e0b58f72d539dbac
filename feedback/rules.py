"""What must hold before a remark moves on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.utils.translation import gettext as _

from feedback.models import Answer, Feedback
from feedback.states import OPEN, SETTLED
from members.models import User
from members.roles import Role
from moderation.models import Event
from moderation.workflow import Step
from modules.models import Edition

WORKFLOW = "feedback.remark"


def an_answer_is_drafted(step: Step) -> Iterable[str]:
    answer = answer_of(_remark(step))
    if answer is None or answer.is_released:
        yield _("No answer is drafted yet. A case officer writes it first.")


def other_hands_release(step: Step) -> Iterable[str]:
    """Whoever drafted an answer does not release it."""
    answer = answer_of(_remark(step))
    if answer is not None and not answer.is_released and answer.drafted_by_id == step.actor.pk:
        yield _("You drafted this answer. Somebody else must release it.")


def somebody_else_clears(step: Step) -> Iterable[str]:
    """Four eyes inside the administration, except where there is only one pair."""
    item = _remark(step)
    if item.author_id == step.actor.pk and not is_single_contact_point(item):
        yield _("You wrote this remark. Another contact point of your administration must clear it.")


def the_other_remark_can_lead(step: Step) -> Iterable[str]:
    """A remark is treated with one that is open and stands for itself; asked once a remark is named."""
    if "into" not in step.data:
        return
    lead = step.data["into"]
    if lead is None:
        yield _("There is no remark with this reference.")
    elif lead.pk == step.item.pk:
        yield _("A remark cannot be treated together with itself.")
    elif lead.received_at is None or lead.state not in {*OPEN, *SETTLED}:
        yield _("%(reference)s cannot lead: it is withdrawn, or treated with another itself.") % {
            "reference": lead.reference
        }


def the_edition_is_still_open(step: Step) -> Iterable[str]:
    """A change is planned for an edition that is not published yet; asked once an edition is named."""
    edition = step.data.get("planned_for")
    if edition is not None and Edition.objects.readable().filter(pk=edition.pk).exists():
        yield _("Edition %(number)s is published already. Choose a coming one.") % {"number": edition.number}


def it_was_never_reopened(step: Step) -> Iterable[str]:
    if Event.objects.about(WORKFLOW, step.item.pk).filter(verb="reopen").exists():
        yield _("This remark was reopened once. Say what is still open as a new remark.")


def answer_of(item: Feedback) -> Answer | None:
    return Answer.objects.filter(feedback=item).first()


def is_single_contact_point(item: Feedback) -> bool:
    """Whether the administration has only one active contact point."""
    speaks = User.objects.filter(
        administration=item.administration_id, is_active=True, roles_held__role=Role.CONTACT_POINT
    )
    return speaks.count() <= 1


def _remark(step: Step) -> Feedback:
    return cast("Feedback", step.item)
