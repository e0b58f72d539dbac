"""The states of an edition, with both of their names and who has it in each."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from moderation.states import Side, State, Tone


class S(TextChoices):
    """Codes of the states, as they stand in the database."""

    DRAFTING = "drafting", _("Being drafted")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    TABLED = "tabled", _("Tabled")
    ENDORSED = "endorsed", _("Endorsed")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    DISCARDED = "discarded", _("Discarded")


STATES: dict[str, State] = {
    state.code: state
    for state in (
        State(S.DRAFTING, S.DRAFTING.label, _("With the editors"), Side.AUTHOR, Tone.DRAFT),
        State(
            S.IN_REVIEW,
            S.IN_REVIEW.label,
            _("With a publisher, to approve"),
            Side.PUBLISHER,
            Tone.INFO,
            promise="answer",
        ),
        State(
            S.APPROVED,
            S.APPROVED.label,
            _("Approved, waiting to be published"),
            Side.PUBLISHER,
            Tone.GOOD,
            promise="publication",
        ),
        State(S.TABLED, S.TABLED.label, _("Before the body it was tabled at"), Side.PUBLISHER, Tone.WAIT),
        State(
            S.ENDORSED, S.ENDORSED.label, _("Endorsed, waiting to be published"), Side.PUBLISHER, Tone.GOOD
        ),
        State(S.SCHEDULED, S.SCHEDULED.label, _("Will be published on its day"), Side.PUBLISHER, Tone.WAIT),
        State(S.PUBLISHED, S.PUBLISHED.label, _("The current edition"), Side.NOBODY, Tone.GOOD),
        State(S.SUPERSEDED, S.SUPERSEDED.label, _("An earlier edition"), Side.NOBODY, Tone.DRAFT),
        State(S.DISCARDED, S.DISCARDED.label, _("Never published"), Side.NOBODY, Tone.BAD),
    )
}

# At most one edition is in these: the database says so.
OPEN = (S.DRAFTING, S.IN_REVIEW, S.APPROVED, S.TABLED, S.ENDORSED, S.SCHEDULED)
# Its texts may be written in these.
WRITABLE = (S.DRAFTING,)
# Somebody reads and cites it: no byte of it changes any more.
SEALED = (S.PUBLISHED, S.SUPERSEDED)
