"""The states of a remark, with both of their names and who has it in each.

"Implemented" is not among the stored ones: it is worked out from what published editions cite.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from moderation.states import Side, State, Tone


class S(TextChoices):
    IN_CLEARANCE = "in_clearance", _("In clearance")
    RETURNED = "returned", _("Returned to its author")
    RECEIVED = "received", _("Received")
    TRIAGED = "triaged", _("Acknowledged")
    NEEDS_INFO = "needs_info", _("Asked back")
    UNDER_CONSIDERATION = "under_consideration", _("Under consideration")
    PLANNED = "planned", _("Planned")
    DEFERRED = "deferred", _("Deferred")
    MERGED = "merged", _("Treated together with another")
    REFERRED = "referred", _("Referred")
    OUT_OF_SCOPE = "out_of_scope", _("Out of scope")
    NO_CHANGE = "no_change", _("No change")
    CLOSED = "closed", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


WITH_SECRETARIAT = _("With the Secretariat")

STATES: dict[str, State] = {
    state.code: state
    for state in (
        State(
            S.IN_CLEARANCE,
            S.IN_CLEARANCE.label,
            _("With your contact point"),
            Side.CONTACT_POINT,
            Tone.WAIT,
            promise="clearance",
        ),
        State(S.RETURNED, S.RETURNED.label, _("Waiting for you: returned"), Side.AUTHOR, Tone.DRAFT),
        State(S.RECEIVED, _("New"), WITH_SECRETARIAT, Side.SECRETARIAT, Tone.WAIT, promise="acknowledge"),
        State(S.TRIAGED, S.TRIAGED.label, WITH_SECRETARIAT, Side.SECRETARIAT, promise="answer"),
        State(
            S.NEEDS_INFO,
            S.NEEDS_INFO.label,
            _("Waiting for you: a question"),
            Side.AUTHOR,
            Tone.WAIT,
            promise="changes",
        ),
        State(
            S.UNDER_CONSIDERATION,
            S.UNDER_CONSIDERATION.label,
            _("With the Secretariat: under consideration"),
            Side.SECRETARIAT,
            promise="answer",
        ),
        State(S.PLANNED, S.PLANNED.label, _("Planned for an edition"), Side.SECRETARIAT, Tone.INFO),
        State(S.DEFERRED, S.DEFERRED.label, _("Kept for later"), Side.NOBODY, Tone.DRAFT),
        State(S.MERGED, S.MERGED.label, _("Treated together with another remark"), Side.NOBODY, Tone.INFO),
        State(S.REFERRED, S.REFERRED.label, _("Passed on to others"), Side.NOBODY, Tone.INFO),
        State(
            S.OUT_OF_SCOPE, S.OUT_OF_SCOPE.label, _("Outside what the guide covers"), Side.NOBODY, Tone.BAD
        ),
        State(S.NO_CHANGE, S.NO_CHANGE.label, _("No change, with a reason"), Side.NOBODY, Tone.BAD),
        State(S.CLOSED, S.CLOSED.label, _("Answered"), Side.NOBODY, Tone.GOOD),
        State(S.WITHDRAWN, S.WITHDRAWN.label, _("Withdrawn by you"), Side.NOBODY, Tone.DRAFT),
    )
}
# Worked out, never stored: answered, and cited by a change of an edition that was published.
IMPLEMENTED = State("implemented", _("Implemented"), _("The guide has changed"), Side.NOBODY, Tone.GOOD)

# Whoever said it may still take it back.
OPEN = (
    S.IN_CLEARANCE,
    S.RETURNED,
    S.RECEIVED,
    S.TRIAGED,
    S.NEEDS_INFO,
    S.UNDER_CONSIDERATION,
    S.PLANNED,
    S.DEFERRED,
)
# The Secretariat owes the next step.
WAITING = (S.RECEIVED, S.TRIAGED, S.UNDER_CONSIDERATION)
# The Secretariat thinks about what becomes of it.
IN_HAND = (S.TRIAGED, S.UNDER_CONSIDERATION)
# Releasing an answer changes nothing else in these: what becomes of the remark is decided.
DECIDED = (S.PLANNED, S.DEFERRED, S.REFERRED, S.OUT_OF_SCOPE, S.NO_CHANGE)
ANSWERABLE = (*IN_HAND, *DECIDED)
# A published change that cites it answers it; what is answered already stays so.
CITABLE = (S.RECEIVED, S.NEEDS_INFO, *ANSWERABLE, S.MERGED)
# What may stand in public once somebody decides so.
SETTLED = (*DECIDED, S.CLOSED)
