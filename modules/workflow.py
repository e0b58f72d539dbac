"""Every move of an edition, on one screen. What is not in this table does not exist."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.roles import Role
from moderation import clock
from moderation.engine import happen
from moderation.models import Event
from moderation.parties import of_secretariat
from moderation.refusals import MoveIncomplete
from moderation.scheduling import publish_due
from moderation.workflow import Move, Say, Step, Workflow
from modules import guards, notifications, publishing
from modules.guards import edition_of
from modules.models import Approval, Edition, Tabling
from modules.states import STATES, S

EDITOR = of_secretariat(Role.EDITOR)
PUBLISHER = of_secretariat(Role.PUBLISHER)
# What happens by itself: through another move, or because its time has come.
NOBODY = ()


def _record_approval(step: Step) -> None:
    step.revision_sha = publishing.approve(edition_of(step), step.actor, Approval.Method.FOUR_EYES)


def _record_tabling(step: Step) -> None:
    names = ("body", "session", "document", "tabled_on")
    Tabling.objects.create(edition=edition_of(step), **{name: _given(step, name) for name in names})


def _record_outcome(step: Step) -> None:
    tabling = edition_of(step).tablings.last()
    if tabling is not None:
        tabling.outcome, tabling.endorsed_on = _given(step, "outcome"), _given(step, "endorsed_on")
        tabling.save(update_fields=["outcome", "endorsed_on"])


def _given(step: Step, name: str) -> Any:
    """Give what the form of the move asks for; whoever comes without it is told, not failed."""
    if (value := step.data.get(name)) in (None, ""):
        raise MoveIncomplete([_now("Fill in every field of the form.")])
    return value


def _set_day(step: Step) -> None:
    edition, day = edition_of(step), _given(step, "publish_at")
    if day <= clock.now():
        raise MoveIncomplete([_now("Choose a time that is still to come.")])
    edition.publish_at, edition.scheduled_by = day, step.actor


def _clear_day(step: Step) -> None:
    edition = edition_of(step)
    edition.publish_at = edition.scheduled_by = None


def _came_from(step: Step) -> str:
    """Where an edition goes back to: the state from which it was scheduled."""
    scheduled = Event.objects.about(guards.WORKFLOW, step.item.pk).filter(verb="schedule").last()
    return scheduled.source if scheduled else S.APPROVED


def _take_authorship(step: Step) -> None:
    """An edition that was loaded from files has nobody who answers for it: now it has."""
    step.item.author = step.item.author or step.actor


def _go_live(step: Step) -> None:
    before = Edition.objects.current().first()
    if before is not None:
        happen(EDITIONS, before, "supersede", step.actor, role=step.role)
    _clear_day(step)
    step.revision_sha = publishing.go_live(edition_of(step))


def _correct(step: Step) -> None:
    edition = edition_of(step)
    publishing.approve(edition, step.actor, Approval.Method.CORRECTION)
    publishing.ask_for_confirmation(edition)
    _go_live(step)


def _confirm(step: Step) -> None:
    edition = edition_of(step)
    edition.confirmed_at, edition.confirmed_by = clock.now(), step.actor
    step.revision_sha = publishing.approve(edition, step.actor, Approval.Method.CONFIRMED)


def _stays(step: Step) -> str:
    return step.item.state


MOVES = (
    Move(
        "send_for_review",
        _("Send for review"),
        _("Sent for review"),
        (S.DRAFTING,),
        S.IN_REVIEW,
        (EDITOR,),
        (guards.something_has_changed, guards.nothing_is_missing),
        Say.OPTIONAL,
        change=_take_authorship,
        tone="primary",
    ),
    Move(
        "approve",
        _("Approve"),
        _("Approved"),
        (S.IN_REVIEW,),
        S.APPROVED,
        (PUBLISHER,),
        (guards.nothing_is_missing, guards.other_hands_approve),
        Say.OPTIONAL,
        change=_record_approval,
        tone="primary",
    ),
    Move(
        "table",
        _("Record where it was tabled"),
        _("Tabled"),
        (S.APPROVED,),
        S.TABLED,
        (guards.PUBLISHER_OF_MAJOR,),
        change=_record_tabling,
    ),
    Move(
        "endorse",
        _("Record that it was endorsed"),
        _("Endorsed"),
        (S.TABLED,),
        S.ENDORSED,
        (guards.PUBLISHER_OF_MAJOR,),
        change=_record_outcome,
        tone="primary",
    ),
    Move(
        "publish",
        _("Publish"),
        _("Published"),
        (S.APPROVED, S.ENDORSED, S.SCHEDULED),
        S.PUBLISHED,
        (PUBLISHER,),
        (
            guards.the_approval_is_for_this_text,
            guards.other_hands_publish,
            guards.nothing_is_missing,
            guards.promises_are_kept,
        ),
        Say.OPTIONAL,
        change=_go_live,
        public=True,
        tone="primary",
    ),
    Move(
        "schedule",
        _("Publish on a day to come"),
        _("Scheduled"),
        (S.APPROVED, S.ENDORSED),
        S.SCHEDULED,
        (PUBLISHER,),
        (
            guards.the_approval_is_for_this_text,
            guards.other_hands_publish,
            guards.nothing_is_missing,
            guards.promises_are_kept,
        ),
        change=_set_day,
    ),
    Move(
        "unschedule",
        _("Do not publish on that day"),
        _("Taken off the calendar"),
        (S.SCHEDULED,),
        _came_from,
        (PUBLISHER,),
        say=Say.OPTIONAL,
        targets=(S.APPROVED, S.ENDORSED),
        change=_clear_day,
    ),
    Move(
        "miss",
        _("Could not be published"),
        _("Could not be published on its day"),
        (S.SCHEDULED,),
        _came_from,
        NOBODY,
        targets=(S.APPROVED, S.ENDORSED),
        change=_clear_day,
    ),
    Move(
        "supersede",
        _("Replaced"),
        _("Replaced by a newer edition"),
        (S.PUBLISHED,),
        S.SUPERSEDED,
        NOBODY,
    ),
    Move(
        "request_changes",
        _("Send back to the editors"),
        _("Sent back to the editors"),
        (S.IN_REVIEW, S.APPROVED, S.TABLED, S.ENDORSED, S.SCHEDULED),
        S.DRAFTING,
        (PUBLISHER,),
        say=Say.REQUIRED,
        change=_clear_day,
    ),
    Move(
        "publish_correction",
        _("Publish as a small correction"),
        _("Published as a small correction"),
        (S.DRAFTING, S.IN_REVIEW),
        S.PUBLISHED,
        (guards.PUBLISHER_OF_MINOR,),
        (
            guards.something_has_changed,
            guards.no_change_is_major,
            guards.nothing_is_missing,
            guards.promises_are_kept,
        ),
        Say.REQUIRED,
        change=_correct,
        public=True,
    ),
    Move(
        "confirm",
        _("Confirm the correction"),
        _("Confirmed by a second person"),
        (S.PUBLISHED, S.SUPERSEDED),
        _stays,
        (guards.PUBLISHER_OF_UNCONFIRMED,),
        (guards.a_second_person_confirms,),
        Say.OPTIONAL,
        targets=("as it was",),
        change=_confirm,
        tone="primary",
    ),
    Move(
        "discard",
        _("Discard"),
        _("Discarded"),
        (S.DRAFTING, S.IN_REVIEW),
        S.DISCARDED,
        (EDITOR, PUBLISHER),
        say=Say.REQUIRED,
        tone="stop",
    ),
)

EDITIONS = Workflow(
    name=guards.WORKFLOW,
    model=Edition,
    states=STATES,
    moves=MOVES,
    notify=notifications.notify,
)


def publish_scheduled() -> str:
    """Publish the edition whose hour has come; says what became of it, or nothing when none was due."""
    published, missed = publish_due(EDITIONS, S.SCHEDULED)
    return f"{published} published, {missed} could not be" if published or missed else ""
