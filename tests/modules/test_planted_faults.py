"""The model-based test of editions would notice: each fault planted here is found by random walks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from modules import guards, publication, publishing
from modules.compared import Compared, Standing
from modules.models import Edition, SectionText
from modules.publication import ChangeSource, Citable
from modules.workflow import EDITIONS, MOVES
from tests.modules import test_edition_machine
from tests.modules.test_edition_machine import WALKS, Editions

# Random walks take minutes to meet a fault; what they guard is the walks, not the product.
ASKED_FOR = pytest.mark.skipif("PLANTED_FAULTS" not in os.environ, reason="`make planted` plants faults.")
pytestmark = [pytest.mark.django_db, ASKED_FOR]
Patch = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def _true_table(monkeypatch: Patch) -> Iterator[None]:
    everything = ChangeSource(lambda _keys: [], lambda asked: {name: Citable(name, name) for name in asked})
    monkeypatch.setattr(publication, "_sources", [everything])
    yield
    object.__setattr__(EDITIONS, "moves", MOVES)


def _without(*dropped: Callable[..., Any]) -> None:
    """Take guards out of every move."""
    kept = (
        replace(move, guards=tuple(guard for guard in move.guards if guard not in dropped)) for move in MOVES
    )
    object.__setattr__(EDITIONS, "moves", tuple(kept))


def _published_with_something_missing(_patch: Patch) -> None:
    _without(guards.nothing_is_missing)


def _approved_by_the_hands_that_wrote(_patch: Patch) -> None:
    _without(guards.other_hands_approve)


def _altered_after_its_seal(patch: Patch) -> None:
    """The last words come in between the seal and the moment from which the database keeps them."""
    go_live = publishing.go_live

    def sealed_too_early(edition: Edition) -> str:
        seal = go_live(edition)
        SectionText.objects.filter(section__edition=edition, language="fr").update(message="Plus tard.")
        return seal

    patch.setattr(publishing, "go_live", sealed_too_early)


def _french_never_behind(patch: Patch) -> None:
    """Nobody notices that the French text says what the English one said before."""
    standing = Compared.standing

    def blind(self: Compared, language: str) -> Standing:
        found = standing(self, language)
        return Standing.SAME if found is Standing.BEHIND else found

    patch.setattr(Compared, "standing", blind)


def _an_older_tab_writes_over(patch: Patch) -> None:
    save_text = test_edition_machine.drafting.save_text

    def whatever_was_seen(edition: Edition, key: str, language: str, words: Any, **given: Any) -> Any:
        kept = SectionText.objects.filter(
            section__edition=edition, section__key=key, language=language
        ).first()
        if kept is not None and "of" not in given:
            given["seen"] = replace(given["seen"], text=kept.sha256)
        return save_text(edition, key, language, words, **given)

    patch.setattr(test_edition_machine.drafting, "save_text", whatever_was_seen)


FAULTS: list[Callable[[Patch], None]] = [
    _published_with_something_missing,
    _approved_by_the_hands_that_wrote,
    _altered_after_its_seal,
    _french_never_behind,
    _an_older_tab_writes_over,
]


@pytest.mark.parametrize("plant", FAULTS, ids=lambda fault: fault.__name__.strip("_"))
def test_fault_is_found(monkeypatch: Patch, plant: Callable[[Patch], None]) -> None:
    plant(monkeypatch)
    # As many as it takes: a walk that finds the fault is the last one.
    walks = settings(WALKS, max_examples=200, phases=[Phase.generate], print_blob=False, derandomize=True)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Editions, settings=walks)
