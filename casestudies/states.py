"""The states of a submission, with both of their names and who has it in each."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from moderation.states import Side, State, Tone


class S(TextChoices):
    """Codes of the states, as they stand in the database."""

    DRAFT = "draft", _("Draft")
    IN_CLEARANCE = "in_clearance", _("In clearance")
    SUBMITTED = "submitted", _("Submitted")
    IN_REVIEW = "in_review", _("In review")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    AWAITING_CONFIRMATION = "awaiting_confirmation", _("Awaiting confirmation")
    ACCEPTED = "accepted", _("Accepted")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    RETRACTED = "retracted", _("Retracted")
    SUPERSEDED = "superseded", _("Superseded")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


WITH_SECRETARIAT = _("With the Secretariat")

STATES: dict[str, State] = {
    state.code: state
    for state in (
        State(S.DRAFT, S.DRAFT.label, _("Draft, waiting for you"), Side.AUTHOR, Tone.DRAFT),
        State(
            S.IN_CLEARANCE,
            S.IN_CLEARANCE.label,
            _("With your contact point"),
            Side.CONTACT_POINT,
            Tone.WAIT,
            promise="clearance",
        ),
        State(S.SUBMITTED, _("New"), WITH_SECRETARIAT, Side.SECRETARIAT, Tone.INFO, promise="answer"),
        State(
            S.IN_REVIEW, S.IN_REVIEW.label, WITH_SECRETARIAT, Side.SECRETARIAT, Tone.INFO, promise="answer"
        ),
        State(
            S.CHANGES_REQUESTED,
            S.CHANGES_REQUESTED.label,
            _("Waiting for you: changes asked"),
            Side.AUTHOR,
            Tone.WAIT,
            promise="changes",
        ),
        State(
            S.AWAITING_CONFIRMATION,
            S.AWAITING_CONFIRMATION.label,
            _("With your contact point: the Secretariat edited the text"),
            Side.CONTACT_POINT,
            Tone.WAIT,
            promise="clearance",
        ),
        State(
            S.ACCEPTED,
            _("Accepted, to publish"),
            _("Accepted, waiting to be published"),
            Side.PUBLISHER,
            Tone.GOOD,
            promise="publication",
        ),
        State(
            S.SCHEDULED, S.SCHEDULED.label, _("Accepted, publication is scheduled"), Side.PUBLISHER, Tone.GOOD
        ),
        State(S.PUBLISHED, S.PUBLISHED.label, _("Published"), Side.NOBODY, Tone.GOOD),
        State(
            S.RETRACTED,
            S.RETRACTED.label,
            _("Retracted; a notice stands in its place"),
            Side.NOBODY,
            Tone.BAD,
        ),
        State(S.SUPERSEDED, S.SUPERSEDED.label, _("Replaced by a newer text"), Side.NOBODY, Tone.DRAFT),
        State(S.DECLINED, S.DECLINED.label, _("Declined"), Side.NOBODY, Tone.BAD),
        State(S.WITHDRAWN, S.WITHDRAWN.label, _("Withdrawn by your administration"), Side.NOBODY, Tone.DRAFT),
    )
}

# A case study has at most one submission in these: the database says so.
OPEN = (
    S.DRAFT,
    S.IN_CLEARANCE,
    S.SUBMITTED,
    S.IN_REVIEW,
    S.CHANGES_REQUESTED,
    S.AWAITING_CONFIRMATION,
    S.ACCEPTED,
    S.SCHEDULED,
)
# The text may be written in these.
WRITABLE = (S.DRAFT, S.CHANGES_REQUESTED)
# The Secretariat may have edited the text in these: what it sent out, or is sending.
WITH_EDITS = (S.IN_REVIEW, S.AWAITING_CONFIRMATION, S.ACCEPTED, S.SCHEDULED)
