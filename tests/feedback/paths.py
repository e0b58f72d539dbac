"""The moves that bring a fresh remark to each state, made by the people who may make them."""

from __future__ import annotations

from typing import Any

from feedback import saying
from feedback.models import Feedback
from feedback.states import S
from feedback.workflow import REMARKS
from modules.models import Edition
from tests import factories, people

ACKNOWLEDGED = (("acknowledge", "officer"),)
PATHS: dict[str, tuple[tuple[str, str], ...]] = {
    S.IN_CLEARANCE: (),
    S.RETURNED: (("return", "contact_point"),),
    S.RECEIVED: (),
    S.TRIAGED: ACKNOWLEDGED,
    S.NEEDS_INFO: (*ACKNOWLEDGED, ("ask_back", "officer")),
    S.UNDER_CONSIDERATION: (*ACKNOWLEDGED, ("consider", "officer")),
    S.PLANNED: (*ACKNOWLEDGED, ("plan", "officer")),
    S.DEFERRED: (*ACKNOWLEDGED, ("defer", "officer")),
    S.MERGED: (*ACKNOWLEDGED, ("merge", "officer")),
    S.REFERRED: (*ACKNOWLEDGED, ("refer", "officer")),
    S.OUT_OF_SCOPE: (*ACKNOWLEDGED, ("out_of_scope", "officer")),
    S.NO_CHANGE: (*ACKNOWLEDGED, ("no_change", "officer")),
    S.CLOSED: (*ACKNOWLEDGED, ("release", "publisher")),
    S.WITHDRAWN: (("withdraw", "author"),),
}
OFFICIAL = (S.IN_CLEARANCE, S.RETURNED)


def remark_in(state: str, cast: people.Cast, **fields: Any) -> Feedback:
    """Bring a remark to a state by the moves themselves."""
    capacity = "official" if state in OFFICIAL else "personal"
    item = factories.remark(cast.author, **{"capacity": capacity, **fields})
    for verb, who in PATHS[state]:
        make(item, verb, getattr(cast, who), cast)
    assert item.state == state
    return item


def make(item: Feedback, verb: str, actor: Any, cast: people.Cast) -> None:
    """Make one move with what it needs to be complete."""
    if verb == "release":
        item.refresh_from_db()
        saying.draft_answer(item, cast.officer, "The sponsor signs.", expected_version=item.version)
    factories.move(REMARKS, item, verb, actor, words=f"Words of {verb}.", data=data_of(verb, cast))


def data_of(verb: str, cast: people.Cast) -> dict[str, Any]:
    """What the form of a move would bring along."""
    if verb == "plan":
        return {"planned_for": coming(), "plan_sentence": "Paragraph 1 says who signs."}
    if verb == "merge":
        return {"into": factories.remark(cast.delegate)}
    return {"referred_to": "The Harmonized System Committee"} if verb == "refer" else {}


def coming() -> Edition:
    return Edition.objects.in_preparation().first() or factories.open_edition()
