"""Any sequence of moves and editions: implemented is never stored, and always what published editions cite."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from feedback import citing, saying
from feedback.models import Answer, Feedback
from feedback.queue import standing
from feedback.states import CITABLE, IMPLEMENTED, STATES, S
from feedback.workflow import MOVES, REMARKS
from letters.models import Letter
from moderation.engine import perform
from moderation.models import Event
from moderation.refusals import MoveRefused
from modules import publication
from modules.models import Citation, Edition
from tests import factories, people

SETTLED_LETTERS = {
    "acknowledged": S.TRIAGED,
    "considered": S.UNDER_CONSIDERATION,
    "asked_back": S.NEEDS_INFO,
    "planned": S.PLANNED,
    "deferred": S.DEFERRED,
    "merged": S.MERGED,
    "referred": S.REFERRED,
    "out_of_scope": S.OUT_OF_SCOPE,
    "no_change": S.NO_CHANGE,
}
VERBS = [move.name for move in MOVES]


class Remarks(RuleBasedStateMachine):
    """A desk, its readers and its editors, doing anything in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.cast = people.cast()
        factories.edition()
        self.moves = 0
        self.numbers = 1

    def teardown(self) -> None:
        """Leave nothing behind for the next run."""
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @property
    def people(self) -> list[Any]:
        cast = self.cast
        return [
            cast.author,
            cast.contact_point,
            cast.officer,
            cast.second_officer,
            cast.publisher,
            cast.auditor,
        ]

    def _remark(self, at: int) -> Feedback:
        remarks = list(Feedback.objects.order_by("pk"))
        return remarks[at % len(remarks)]

    @rule(capacity=st.sampled_from(["personal", "official"]))
    def say(self, capacity: str) -> None:
        factories.remark(self.cast.author, capacity=capacity)

    @rule()
    def say_without_an_account(self) -> None:
        factories.guest_remark()

    @precondition(lambda _self: Feedback.objects.exists())
    @rule(at=st.integers(0, 9))
    def draft(self, at: int) -> None:
        item = self._remark(at)
        if item.is_answerable:
            saying.draft_answer(item, self.cast.officer, "The sponsor signs.", expected_version=item.version)

    @precondition(lambda _self: Feedback.objects.exists())
    @rule(at=st.integers(0, 9), other=st.integers(0, 9), who=st.integers(0, 5), verb=st.sampled_from(VERBS))
    def move(self, at: int, other: int, who: int, verb: str) -> None:
        item = self._remark(at)
        data = {
            "into": self._remark(other),
            "planned_for": Edition.objects.in_preparation().first(),
            "plan_sentence": "It says who signs.",
            "referred_to": "A committee",
            "shows_remark": True,
        }
        try:
            perform(
                REMARKS,
                item,
                verb,
                self.people[who],
                expected_version=item.version,
                words="Words.",
                data=data,
            )
        except MoveRefused:
            return
        self.moves += 1
        item.refresh_from_db()
        for kind, state in SETTLED_LETTERS.items():
            letter = Letter.objects.filter(kind=f"feedback/{kind}", reference=item.reference).last()
            if verb == Event.objects.order_by("pk").last().verb and item.state == state and letter:
                assert str(STATES[state].plain) in letter.body

    @precondition(lambda _self: Feedback.objects.exists())
    @rule(at=st.integers(0, 9))
    def promise(self, at: int) -> None:
        """Plan a remark for the coming edition, which a choice among all moves does too rarely."""
        self._edition()
        for verb in ("acknowledge", "plan"):
            self.move(at, at, self.people.index(self.cast.officer), verb)

    @precondition(lambda _self: Feedback.objects.exists())
    @rule(at=st.integers(0, 9))
    def cite(self, at: int) -> None:
        """As an editor does: what did not reach the desk cannot be cited, and a follower stands under its lead."""
        named = self._remark(at).reference
        if (found := publication.known([named])).get(named):
            factories.change(self._edition(), Feedback.objects.get(reference=found[named].reference))

    @rule()
    def discard(self) -> None:
        edition = self._edition()
        Edition.objects.filter(pk=edition.pk).update(state=Edition.State.DISCARDED)
        publication.put_back(edition, self.cast.publisher)

    @rule()
    def publish(self) -> None:
        """Publish the coming edition, where nothing that was promised is open."""
        edition = self._edition()
        if not publication.problems_elsewhere(edition):
            factories.publish_edition(edition)

    def _edition(self) -> Edition:
        found = Edition.objects.in_preparation().first()
        if found is None:
            self.numbers += 1
            found = factories.open_edition(str(self.numbers))
        return found

    @invariant()
    def implemented_is_what_published_editions_cite(self) -> None:
        published = Citation.objects.filter(change__edition__state__in=("published", "superseded"))
        cited = set(published.values_list("reference", flat=True))
        for item in Feedback.objects.select_related("merged_into"):
            expected = bool(cited & {item.reference, item.lead.reference})
            found = citing.citations([item.reference, item.lead.reference])
            assert bool(found) == expected
            assert item.state in S.values
            assert item.state != IMPLEMENTED.code
            # Answered by the guide itself, until its asker says that it is not.
            answered = item.lead.state == S.CLOSED
            assert (standing(item, frozenset(cited)) is IMPLEMENTED) == (expected and answered)

    @invariant()
    def what_a_published_edition_cites_waits_for_nobody(self) -> None:
        """Unless it was reopened since."""
        cited = Feedback.objects.filter(reference__in=citing.cited(), state__in=CITABLE)
        for item in cited:
            verbs = Event.objects.filter(workflow=REMARKS.name, item=item.pk).values_list("verb", flat=True)
            assert "reopen" in verbs

    @invariant()
    def every_move_wrote_one_event(self) -> None:
        """Besides those that an edition entails."""
        events = Event.objects.filter(workflow=REMARKS.name).exclude(verb__in=("close", "put_back"))
        assert events.count() == self.moves

    @invariant()
    def what_is_planned_waits_for_an_edition_to_come(self) -> None:
        """A published one kept its promises, and a discarded one gave them back."""
        assert not Feedback.objects.filter(state=S.PLANNED).exclude(
            planned_for__in=Edition.objects.in_preparation()
        )

    @invariant()
    def nobody_follows_what_follows(self) -> None:
        assert not Feedback.objects.filter(state=S.MERGED, merged_into__state=S.MERGED).exists()

    @invariant()
    def no_answer_leaves_by_the_hands_that_wrote_it(self) -> None:
        assert not any(
            answer.drafted_by_id == answer.released_by_id
            for answer in Answer.objects.exclude(released_at=None)
        )


WALKS = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.django_db
def test_any_sequence_of_moves_and_editions() -> None:
    run_state_machine_as_test(Remarks, settings=WALKS)
