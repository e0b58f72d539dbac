"""Every move of a submission: those of readers stand in ``publication``. What is in neither table does not exist."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casestudies import by_letter, changes, notifications, rules
from casestudies.attachments import guards
from casestudies.models import Submission
from casestudies.parties import CASE_OFFICER, CONTACT_POINT, HOLDER, PUBLISHER, WRITER
from casestudies.publication import PUBLICATION
from casestudies.states import OPEN, STATES, WRITABLE, S
from members.roles import Role
from moderation.parties import author
from moderation.scheduling import publish_due
from moderation.workflow import Move, Say, Workflow

MOVES = (
    Move(
        "submit",
        _("Send for clearance"),
        _("Sent for clearance"),
        (S.DRAFT, S.CHANGES_REQUESTED),
        S.IN_CLEARANCE,
        (WRITER,),
        (
            rules.the_text_is_complete,
            rules.every_point_is_answered,
            guards.every_file_is_checked,
            guards.no_file_name_names_the_administration,
        ),
        change=changes.seal_the_text,
        tone="primary",
    ),
    Move(
        "clear",
        _("Clear and send to the Secretariat"),
        _("Cleared by the administration"),
        (S.IN_CLEARANCE,),
        S.SUBMITTED,
        (CONTACT_POINT,),
        (rules.somebody_else_wrote_it,),
        Say.OPTIONAL,
        change=changes.record_clearance,
        tone="primary",
    ),
    Move(
        "record_letter",
        _("Record a signed letter"),
        _("Signed letter recorded"),
        (S.IN_CLEARANCE,),
        S.IN_CLEARANCE,
        (CASE_OFFICER,),
        (by_letter.the_administration_has_no_contact_point,),
        change=by_letter.record_letter,
    ),
    Move(
        "clear_by_letter",
        _("Verify the letter and clear the text"),
        _("Cleared by letter"),
        (S.IN_CLEARANCE,),
        S.SUBMITTED,
        (CASE_OFFICER, PUBLISHER),
        (
            by_letter.the_administration_has_no_contact_point,
            by_letter.a_letter_names_exactly_this_text,
            by_letter.other_eyes_verify,
        ),
        Say.OPTIONAL,
        change=changes.record_clearance_by_letter,
        tone="primary",
    ),
    Move(
        "return",
        _("Return to the authors"),
        _("Returned to the authors"),
        (S.IN_CLEARANCE,),
        changes.came_from,
        (CONTACT_POINT,),
        say=Say.REQUIRED,
        targets=(S.DRAFT, S.CHANGES_REQUESTED),
    ),
    Move(
        "claim",
        _("Take it"),
        _("Taken by a case officer"),
        (S.SUBMITTED,),
        S.IN_REVIEW,
        (CASE_OFFICER,),
        change=changes.take,
        internal=True,
        tone="primary",
    ),
    Move(
        "assign",
        _("Give it to a colleague"),
        _("Given to a case officer"),
        (S.SUBMITTED, S.IN_REVIEW),
        S.IN_REVIEW,
        (CASE_OFFICER,),
        change=changes.assign,
        internal=True,
    ),
    Move(
        "release",
        _("Give it back"),
        _("Given back"),
        (S.IN_REVIEW,),
        S.SUBMITTED,
        (HOLDER,),
        change=changes.give_back,
        internal=True,
    ),
    Move(
        "request_changes",
        _("Ask for changes"),
        _("Changes asked"),
        (S.IN_REVIEW,),
        S.CHANGES_REQUESTED,
        (HOLDER,),
        (rules.something_is_asked,),
        Say.OPTIONAL,
        change=changes.send_points,
        tone="primary",
    ),
    Move(
        "accept",
        _("Accept"),
        _("Accepted"),
        (S.IN_REVIEW,),
        changes.accepted_or_to_confirm,
        (HOLDER,),
        (rules.no_blocking_point_is_open, rules.both_languages_stand),
        Say.OPTIONAL,
        (S.ACCEPTED, S.AWAITING_CONFIRMATION),
        change=changes.name_accepted,
    ),
    Move(
        "confirm",
        _("Confirm the edited text"),
        _("Confirmed by the administration"),
        (S.AWAITING_CONFIRMATION,),
        S.ACCEPTED,
        (CONTACT_POINT,),
        (rules.somebody_else_wrote_it,),
        Say.OPTIONAL,
        change=changes.record_confirmation,
        tone="primary",
    ),
    Move(
        "dispute",
        _("Do not agree to the edited text"),
        _("The edited text was not agreed to"),
        (S.AWAITING_CONFIRMATION,),
        S.IN_REVIEW,
        (CONTACT_POINT,),
        say=Say.REQUIRED,
    ),
    Move(
        "decline",
        _("Decline"),
        _("Declined"),
        (S.SUBMITTED, S.IN_REVIEW),
        S.DECLINED,
        (CASE_OFFICER,),
        say=Say.REQUIRED,
        change=changes.keep_who_declined,
        tone="stop",
    ),
    Move(
        "reopen",
        _("Open it again"),
        _("Opened again"),
        (S.DECLINED,),
        S.IN_REVIEW,
        (PUBLISHER,),
        (rules.none_is_open,),
        say=Say.OPTIONAL,
        holds=changes.hold_case_study,
    ),
    Move(
        "take_back",
        _("Take the decision back"),
        _("Decision taken back"),
        (S.CHANGES_REQUESTED, S.AWAITING_CONFIRMATION, S.ACCEPTED, S.DECLINED),
        changes.before_the_decision,
        (rules.DECIDED_JUST_NOW,),
        (rules.none_is_open,),
        targets=(S.SUBMITTED, S.IN_REVIEW),
        holds=changes.hold_case_study,
        change=changes.undo_the_decision,
        internal=True,
    ),
    Move(
        "withdraw",
        _("Withdraw"),
        _("Withdrawn"),
        OPEN,
        S.WITHDRAWN,
        (CONTACT_POINT, rules.author_until_cleared(author(Role.CONTRIBUTOR))),
        say=Say.OPTIONAL,
        change=changes.stop,
        tone="stop",
    ),
    Move(
        "hand_over",
        _("Hand it to a colleague"),
        _("Handed to a colleague"),
        WRITABLE,
        changes.as_it_was,
        (WRITER,),
        (rules.a_colleague_takes_it,),
        Say.OPTIONAL,
        targets=WRITABLE,
        change=changes.change_hands,
    ),
    *PUBLICATION,
)

SUBMISSIONS = Workflow(
    name=rules.WORKFLOW,
    model=Submission,
    states=STATES,
    moves=MOVES,
    notify=notifications.notify,
    notes={"narrow": _("Readers narrowed")},
)


def publish_scheduled() -> str:
    """Publish what was set for now; says what became of it, or nothing when nothing was due."""
    published, missed = publish_due(SUBMISSIONS, S.SCHEDULED)
    return f"{published} published, {missed} could not be" if published or missed else ""
