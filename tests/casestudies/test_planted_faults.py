"""The model-based test would notice: each fault planted here is found by random walks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from casestudies import changes, notifications, rules
from casestudies.models import CaseStudy, Submission, SubmissionQuerySet
from casestudies.states import STATES, S
from casestudies.workflow import MOVES, SUBMISSIONS
from members.models import User
from members.roles import Role
from moderation.workflow import Party
from tests.casestudies.test_machine import WALKS, SubmissionMachine

# Random walks take minutes to meet a fault; what they guard is the walks, not the product.
ASKED_FOR = pytest.mark.skipif("PLANTED_FAULTS" not in os.environ, reason="`make planted` plants faults.")
pytestmark = [pytest.mark.django_db, ASKED_FOR]
Patch = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def _true_table() -> Iterator[None]:
    yield
    object.__setattr__(SUBMISSIONS, "moves", MOVES)


def _table(**faults: dict[str, Any]) -> None:
    moves = tuple(replace(move, **faults.get(move.name, {})) for move in MOVES)
    object.__setattr__(SUBMISSIONS, "moves", moves)


def _published_without_clearance(_patch: Patch) -> None:
    """The contact point's consent is taken for granted and never written down."""
    publish = {"guards": (rules.other_hands_publish,)}
    _table(clear={"change": _as_if_cleared}, accept={"target": S.ACCEPTED}, publish=publish)


def _edited_text_unconfirmed(patch: Patch) -> None:
    """The Secretariat's own text goes out without being confirmed."""
    go_live = changes.publishing.go_live

    def current(item: Submission) -> None:
        item.cleared = item.current
        go_live(item)

    patch.setattr(changes.publishing, "go_live", current)
    _table(accept={"target": S.ACCEPTED}, publish={"guards": (rules.other_hands_publish,)})


def _as_if_cleared(step: Any) -> None:
    step.item.cleared, step.item.holder = step.item.current, None


def _wider_than_cleared(patch: Patch) -> None:
    go_live = changes.publishing.go_live

    def widen(item: Submission) -> None:
        go_live(item)
        CaseStudy.objects.filter(pk=item.case_study_id).update(audience="public")

    patch.setattr(changes.publishing, "go_live", widen)


def _published_by_the_same_hands(_patch: Patch) -> None:
    _table(publish={"guards": (rules.the_text_is_cleared,)})


def _cleared_by_whoever_wrote_it(_patch: Patch) -> None:
    _table(clear={"guards": (), "change": _always_by_contact_point})


def _always_by_contact_point(step: Any) -> None:
    changes.write_clearance(step, changes.ClearanceMethod.CONTACT_POINT)
    step.item.holder = None


def _cleared_by_another_administration(_patch: Patch) -> None:
    anybody = Party("any", lambda actor, _item: Role.CONTACT_POINT if actor.is_writer else None)
    _table(clear={"who": (anybody,)})


def _still_on_the_desk_when_withdrawn(patch: Patch) -> None:
    def everything(self: SubmissionQuerySet, user: User) -> SubmissionQuerySet:
        return self.exclude(cleared=None) if user.is_at_desk else self.none()

    patch.setattr(SubmissionQuerySet, "at_desk_for", everything)


def _letters_of_another_state(patch: Patch) -> None:
    patch.setattr(notifications, "STATES", dict.fromkeys(STATES, STATES[S.DRAFT]))


def _an_effect_without_an_event(patch: Patch) -> None:
    def silently(_workflow: Any, item: Submission, *_others: Any, **_named: Any) -> None:
        Submission.objects.filter(pk=item.pk).update(state=S.SUPERSEDED)

    patch.setattr(changes, "happen", silently)
    _table(publish={"guards": (rules.the_text_is_cleared,)}, new_submission={"guards": ()})


def _in_review_with_nobody(_patch: Patch) -> None:
    _table(claim={"change": None})


FAULTS: list[Callable[[Patch], None]] = [
    _published_without_clearance,
    _edited_text_unconfirmed,
    _wider_than_cleared,
    _published_by_the_same_hands,
    _cleared_by_whoever_wrote_it,
    _cleared_by_another_administration,
    _still_on_the_desk_when_withdrawn,
    _letters_of_another_state,
    _an_effect_without_an_event,
    _in_review_with_nobody,
]


@pytest.mark.parametrize("plant", FAULTS, ids=lambda fault: fault.__name__.strip("_"))
def test_fault_is_found(monkeypatch: Patch, plant: Callable[[Patch], None]) -> None:
    plant(monkeypatch)
    # As many as it takes: a walk that finds the fault is the last one.
    walks = settings(WALKS, max_examples=200, phases=[Phase.generate], print_blob=False)
    with pytest.raises(Exception):  # noqa: B017 - an assertion of the machine, or what the database refused
        run_state_machine_as_test(SubmissionMachine, settings=walks)
