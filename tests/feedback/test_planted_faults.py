"""The model-based test of remarks would notice: each fault planted here is found by random walks."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from feedback import editions
from feedback.states import IMPLEMENTED
from modules import publication
from modules.models import CitationQuerySet
from tests.feedback import test_feedback_machine
from tests.feedback.test_feedback_machine import WALKS, Remarks

# Random walks take minutes to meet a fault; what they guard is the walks, not the product.
ASKED_FOR = pytest.mark.skipif("PLANTED_FAULTS" not in os.environ, reason="`make planted` plants faults.")
pytestmark = [pytest.mark.django_db, ASKED_FOR]
Patch = pytest.MonkeyPatch


def _a_draft_counts_as_published(patch: Patch) -> None:
    patch.setattr(CitationQuerySet, "published", lambda self: self.all())


def _implemented_is_where_it_was_planned(patch: Patch) -> None:
    """Whatever an edition planned is called implemented, cited or not."""
    standing = test_feedback_machine.standing

    def hopeful(remark: object, cited: frozenset[str]) -> object:
        return IMPLEMENTED if getattr(remark, "planned_for_id", None) else standing(remark, cited)  # type: ignore[arg-type]

    patch.setattr(test_feedback_machine, "standing", hopeful)


def _what_is_cited_stays_open(patch: Patch) -> None:
    patch.setattr(editions, "CITABLE", ())


def _an_edition_goes_out_with_its_promise_open(patch: Patch) -> None:
    patch.setattr(publication, "_checks", [])


def _a_discarded_edition_keeps_its_promises(patch: Patch) -> None:
    patch.setattr(publication, "_put_back", [])


FAULTS: list[Callable[[Patch], None]] = [
    _a_draft_counts_as_published,
    _implemented_is_where_it_was_planned,
    _what_is_cited_stays_open,
    _an_edition_goes_out_with_its_promise_open,
    _a_discarded_edition_keeps_its_promises,
]


@pytest.mark.parametrize("plant", FAULTS, ids=lambda fault: fault.__name__.strip("_"))
def test_fault_is_found(monkeypatch: Patch, plant: Callable[[Patch], None]) -> None:
    plant(monkeypatch)
    # As many as it takes: a walk that finds the fault is the last one.
    walks = settings(WALKS, max_examples=200, phases=[Phase.generate], print_blob=False, derandomize=True)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Remarks, settings=walks)
