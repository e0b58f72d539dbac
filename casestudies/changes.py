"""What each move of a submission writes, besides its state and its event."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _

from casestudies import drafts, publishing, rules
from casestudies.hands import RECEIVER
from casestudies.models import CaseStudy, Submission
from casestudies.sealing import seal
from casestudies.states import S
from letters.outbox import call_back
from members.models import User
from moderation.engine import happen
from moderation.models import Clearance, ClearanceMethod, Event, Point
from moderation.refusals import MoveIncomplete
from moderation.workflow import Step


def item_of(step: Step) -> Submission:
    return cast("Submission", step.item)


# Writing and clearing


def seal_the_text(step: Step) -> None:
    item = item_of(step)
    item.current = seal(item, step.actor)
    step.revision_sha = item.current.sha256


def came_from(step: Step) -> str:
    """Where a text goes back to: the state from which it was sent."""
    sent = Event.objects.about(rules.WORKFLOW, step.item.pk).filter(verb="submit").last()
    return sent.source if sent else S.DRAFT


def as_it_was(step: Step) -> str:
    return step.item.state


def change_hands(step: Step) -> None:
    """Name the new author; with no name, whoever makes the move takes the text himself."""
    author = step.data.get("colleague") or step.actor
    step.item.author = author
    step.reason = f"{RECEIVER}{author.pk}"


def record_clearance(step: Step) -> None:
    alone = rules.wrote_in(item_of(step), step.actor)
    method = ClearanceMethod.SINGLE_PERSON if alone else ClearanceMethod.CONTACT_POINT
    write_clearance(step, method)
    step.item.holder = None


def record_clearance_by_letter(step: Step) -> None:
    write_clearance(step, ClearanceMethod.LETTER)
    step.item.holder = None


def record_confirmation(step: Step) -> None:
    """The administration consents to the Secretariat's text; whoever reviewed it still has it."""
    alone = rules.wrote_in(item_of(step), step.actor)
    write_clearance(step, ClearanceMethod.SINGLE_PERSON if alone else ClearanceMethod.CONTACT_POINT)


def write_clearance(step: Step, method: ClearanceMethod) -> None:
    item = item_of(step)
    if item.current is None or item.administration is None:
        raise ValueError("Only a text that was sent can be cleared.")
    Clearance.objects.create(
        workflow=rules.WORKFLOW,
        item=item.pk,
        reference=item.reference,
        sha256=item.current.sha256,
        audience=item.current.content["audience"],
        attribution=item.current.content["attribution"],
        method=method,
        actor=step.actor,
        role=step.role,
        administration=item.administration,
        at=step.at,
    )
    item.cleared = item.current
    step.revision_sha = item.current.sha256


# Reviewing


def take(step: Step) -> None:
    step.item.holder = step.actor


def give_back(step: Step) -> None:
    step.item.holder = None


def assign(step: Step) -> None:
    """Give it to a colleague, who must be a case officer now."""
    colleague = step.data.get("colleague")
    if not isinstance(colleague, User) or rules.reviews(colleague, item_of(step)) is None:
        raise MoveIncomplete([_("Choose a case officer who does not act for this administration.")])
    step.item.holder = colleague


def keep_who_declined(step: Step) -> None:
    """A reopened submission goes back to whoever declined it."""
    step.item.holder = step.item.holder or step.actor
    name_text(step)


def send_points(step: Step) -> None:
    points = Point.objects.about(rules.WORKFLOW, step.item.pk)
    points.filter(internal=False, sent_at=None).update(sent_at=step.at)
    name_text(step)


def name_text(step: Step) -> None:
    cleared = item_of(step).cleared
    step.revision_sha = cleared.sha256 if cleared else ""


def accepted_or_to_confirm(step: Step) -> str:
    """A text that the Secretariat edited goes back to the administration before it is accepted."""
    return S.ACCEPTED if rules.is_cleared(item_of(step)) else S.AWAITING_CONFIRMATION


def name_accepted(step: Step) -> None:
    """What was accepted is what will be published, even where an earlier text was cleared too."""
    item = item_of(step)
    if rules.is_cleared(item):
        item.cleared = item.current
    step.revision_sha = item.current.sha256 if item.current else ""


# Taking a decision back


def before_the_decision(step: Step) -> str:
    decision = rules.last_event(item_of(step))
    return decision.source if decision else step.item.state


def undo_the_decision(step: Step) -> None:
    """Call the letters back and leave everything as it was; refused once a letter has left."""
    item = item_of(step)
    decision = rules.last_event(item)
    if decision is None or not call_back(f"{decision.key}:"):
        raise MoveIncomplete([_("The letters have left, so this can no longer be taken back.")])
    if decision.verb == "request_changes":
        Point.objects.about(rules.WORKFLOW, item.pk).filter(sent_at=decision.at).update(sent_at=None)
    if decision.source == S.SUBMITTED:
        item.holder = None
    name_text(step)


# Publishing


def hold_case_study(item: Submission) -> None:
    """Let one submission of a case study at a time change what readers get of it.

    Before any of the submissions is locked: the one that is published locks the one it replaces too.
    """
    held = CaseStudy.objects.select_for_update(of=("self",), no_key=True)
    held.only("pk").get(pk=item.case_study_id)


def go_live(step: Step) -> None:
    item = item_of(step)
    before = item.case_study.live
    # The text before gives way first: the database keeps one published submission for a case study.
    if before is not None and before.submission_id != item.pk and before.submission.state == S.PUBLISHED:
        happen(rules.workflow(), before.submission, "supersede", step.actor, role=step.role)
    publishing.go_live(item)
    forget_schedule(step)
    item.holder = None
    name_text(step)


def schedule(step: Step) -> None:
    moment = step.data.get("publish_at")
    if moment is None or moment <= step.at:
        raise MoveIncomplete([_("Choose a time that is still to come.")])
    item = item_of(step)
    item.publish_at, item.scheduled_by = moment, step.actor
    name_text(step)


def forget_schedule(step: Step) -> None:
    item = item_of(step)
    item.publish_at = item.scheduled_by = None


def stop(step: Step) -> None:
    """Withdrawn: nobody of the Secretariat has it any more, and nothing is published by itself."""
    forget_schedule(step)
    step.item.holder = None


def retract(step: Step) -> None:
    publishing.retract(item_of(step).case_study, step.words, step.at)
    name_text(step)


def restore(step: Step) -> None:
    item = item_of(step)
    published = Event.objects.about(rules.WORKFLOW, item.pk).filter(verb="publish").last()
    publishing.restore(item.case_study, published.at if published else step.at)
    name_text(step)


def start_anew(step: Step) -> None:
    """Begin a new pass from the live text, which stays live meanwhile."""
    drafts.start_anew(item_of(step).case_study, step.actor)


def stand_by_it(step: Step) -> None:
    case_study = item_of(step).case_study
    case_study.confirmed_at = step.at
    case_study.save(update_fields=["confirmed_at"])
