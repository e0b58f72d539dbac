"""Random people make random moves, edits and clock jumps; what must always hold is checked after each step."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from casestudies import drafts, editing, submissions
from casestudies.models import CaseStudy, Submission
from casestudies.rules import WORKFLOW
from casestudies.states import STATES, S
from casestudies.workflow import SUBMISSIONS
from letters.models import Letter
from members.models import RoleHeld, User
from members.roles import Role
from moderation.engine import perform
from moderation.models import Clearance, ClearanceMethod, Event, Point
from moderation.refusals import MoveRefused
from moderation.scheduling import publish_due
from moderation.states import Side
from tests import factories

MOST = 4
AUDIENCES = st.sampled_from(["public", "members", "unattributed"])
YEARS = st.sampled_from(["2019", "2020–2021", "2021–2024"])
# Drawn less often: they end a walk, or lead it back to where it was.
BACKWARDS = frozenset({"withdraw", "decline", "return", "release", "take_back", "still_true"})


class SubmissionMachine(RuleBasedStateMachine):
    """The administration of Meridia, another one, and a Secretariat where some hold two roles."""

    def __init__(self) -> None:
        super().__init__()
        self.moves = self.followed = 0
        self.known: list[User] = []
        self.world = transaction.atomic()
        self.world.__enter__()
        self.clock = time_machine.travel("2026-11-02 09:00:00+00:00", tick=False)
        self.time = self.clock.start()

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    @initialize()
    def people(self) -> None:
        own = factories.administration("Customs of Meridia")
        other = factories.administration("Customs of Valoria")
        roles = {
            "author": ((Role.CONTRIBUTOR,), own),
            "contact.point": ((Role.CONTACT_POINT,), own),
            "second.contact.point": ((Role.CONTACT_POINT, Role.CONTRIBUTOR), own),
            "other.contact.point": ((Role.CONTACT_POINT,), other),
            "officer": ((Role.CASE_OFFICER,), None),
            "publisher": ((Role.PUBLISHER,), None),
            # Those in whose hands the four eyes could become two.
            "officer.and.publisher": ((Role.CASE_OFFICER, Role.PUBLISHER), None),
            "contact.point.and.publisher": ((Role.CONTACT_POINT, Role.PUBLISHER, Role.CASE_OFFICER), own),
        }
        self.cast = [
            factories.person(name, *held, administration=administration)
            for name, (held, administration) in roles.items()
        ]
        factories.topic()
        for author, audience in ((self.cast[0], "public"), (self.cast[2], "unattributed")):
            factories.draft(author, audience=audience)

    # What people do

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        """One thing, mostly a move: drawn by weight, so that walks reach the far states."""
        data.draw(st.sampled_from(self.happenings))(data)

    @property
    def happenings(self) -> list[Callable[[st.DataObject], None]]:
        seldom = [self.begin, self.write, self.forge, self.change_roles, self.wait]
        under_review = Submission.objects.filter(state=S.IN_REVIEW).exists()
        return [self.move] * 10 + [self.edit_on_the_desk] * (4 if under_review else 1) + seldom

    def begin(self, data: st.DataObject) -> None:
        author = data.draw(st.sampled_from([person for person in self.everybody() if person.is_writer]))
        if Submission.objects.count() < MOST:
            factories.draft(author, audience=data.draw(AUDIENCES))

    def write(self, data: st.DataObject) -> None:
        submission, person = self.pick(data), self.somebody(data)
        if not Submission.objects.in_room_of(person).filter(pk=submission.pk).exists():
            return
        for step, values in (
            ("about", {"years": data.draw(YEARS)}),
            ("clearance", {"audience": data.draw(AUDIENCES)}),
        ):
            submission.refresh_from_db()
            try:
                drafts.save(submission, step, values, expected=drafts.seen(submission, step), actor=person)
            except drafts.NotWritable:
                assert not submission.is_writable

    def edit_on_the_desk(self, data: st.DataObject) -> None:
        """Mostly whoever reviews a text edits it; now and then somebody tries who may not."""
        under_review = Submission.objects.filter(state=S.IN_REVIEW).order_by("pk").first()
        submission = under_review or self.pick(data)
        may = data.draw(st.sampled_from([True] * 3 + [False]))
        person = submission.holder if under_review and may else self.somebody(data)
        content = submission.current.content if submission.current else {}
        years = data.draw(YEARS.filter(lambda years: years != content.get("years")))
        try:
            seen = drafts.fingerprint(content, "about") if content else ""
            editing.edit(submission, "about", {"years": years}, expected=seen, actor=person)
        except drafts.NotWritable:
            assert submission.state != S.IN_REVIEW or submission.holder != person

    def move(self, data: st.DataObject) -> None:
        """Somebody makes a move that is his to make, whether or not what must hold does."""
        backwards = data.draw(st.sampled_from([False] * 5 + [True]))
        offers: dict[str, list[tuple[Submission, User]]] = {}
        for submission in Submission.objects.order_by("pk"):
            for move in SUBMISSIONS.moves:
                if submission.state in move.sources and (backwards or move.name not in BACKWARDS):
                    who = [person for person in self.everybody() if move.role_of(person, submission)]
                    offers.setdefault(move.name, []).extend((submission, person) for person in who)
        # The move first: those that many may make would crowd out the others.
        verbs = [verb for verb, found in offers.items() if found]
        if verbs:
            verb = data.draw(st.sampled_from(verbs))
            submission, person = data.draw(st.sampled_from(offers[verb]))
            self.prepare(submission, verb, well=data.draw(st.sampled_from([True] * 4 + [False])))
            self.attempt(submission, verb, person, self.asked_for(data))

    def forge(self, data: st.DataObject) -> None:
        """Anybody posts anything, from a page of any age."""
        submission, verb = self.pick(data), data.draw(st.sampled_from(SUBMISSIONS.moves)).name
        version = submission.version - data.draw(st.integers(0, 1))
        self.attempt(submission, verb, self.somebody(data), self.asked_for(data), version=version)

    def change_roles(self, data: st.DataObject) -> None:
        """Those who hold two roles lose one, or get it back."""
        person = data.draw(st.sampled_from(self.cast[-2:]))
        role = data.draw(st.sampled_from([Role.CONTACT_POINT, Role.PUBLISHER, Role.CASE_OFFICER]))
        lost, _rows = RoleHeld.objects.filter(user=person, role=role).delete()
        self.known = []
        if not lost:
            RoleHeld.objects.create(user=person, role=role)

    def wait(self, data: st.DataObject) -> None:
        self.time.shift(timedelta(hours=data.draw(st.sampled_from([0.01, 1, 30, 24 * 20]))))
        published, missed = publish_due(SUBMISSIONS, S.SCHEDULED)
        self.moves += published + missed + self.superseded_since()

    # What always holds

    @invariant()
    def nothing_is_public_that_was_not_cleared(self) -> None:
        for case in CaseStudy.objects.published().select_related("live__submission"):
            consents = Clearance.objects.filter(
                sha256=case.live.sha256,
                actor__administration=case.administration,
                item=case.live.submission_id,
            )
            assert any(consent.covers(case.live.sha256, case.audience) for consent in consents)
            assert case.years == case.live.content["years"]

    @invariant()
    def an_administration_is_spoken_for_by_its_own(self) -> None:
        for clearance in Clearance.objects.select_related("actor"):
            assert clearance.actor.administration_id == clearance.administration_id

    @invariant()
    def whoever_published_had_no_hand_in_the_text(self) -> None:
        for event in Event.objects.filter(verb="publish"):
            submission = Submission.objects.get(pk=event.item)
            sealed = submission.revisions.filter(sealed_at__lte=event.at).values_list("sealed_by", flat=True)
            accepted = Event.objects.filter(item=event.item, verb="accept", pk__lt=event.pk).last()
            assert event.actor_id not in {*sealed, accepted.actor_id, submission.author_id}

    @invariant()
    def a_case_study_has_one_open_submission(self) -> None:
        still_open = list(Submission.objects.open().values_list("case_study", flat=True))
        assert len(still_open) == len(set(still_open))

    @invariant()
    def every_move_made_is_one_event(self) -> None:
        assert Event.objects.count() == self.moves

    @invariant()
    def the_stored_state_follows_from_what_happened(self) -> None:
        for submission in Submission.objects.all():
            last = Event.objects.about(WORKFLOW, submission.pk).last()
            assert submission.state == (last.target if last else S.DRAFT)
            assert submission.holder is not None or submission.state != S.IN_REVIEW

    @invariant()
    def whoever_has_it_is_asked_and_nobody_else(self) -> None:
        items = list(Submission.objects.all())
        for person in self.everybody():
            sides = {Side.AUTHOR} if person.is_writer else set()
            sides |= {Side.CONTACT_POINT} if Role.CONTACT_POINT in person.roles else set()
            assert set(submissions.waits_for(person)) == {
                item
                for item in items
                if STATES[item.state].side in sides and item.administration_id == person.administration_id
            }

    @invariant()
    def the_desk_sees_only_what_was_cleared_and_not_taken_back(self) -> None:
        for person in self.everybody():
            for submission in Submission.objects.at_desk_for(person):
                assert submission.cleared is not None
                assert submission.state != S.WITHDRAWN

    @invariant()
    def every_letter_states_the_state_that_was_stored(self) -> None:
        events = {str(event.key): event for event in Event.objects.all()}
        for letter in Letter.objects.exclude(reference=""):
            event = events.get(letter.key.split(":")[0])
            if event is not None:
                state = STATES[event.target]
                assert str(state.plain) in letter.body or str(state.label) in letter.body

    # How it is done

    def pick(self, data: st.DataObject) -> Submission:
        return data.draw(st.sampled_from(list(Submission.objects.order_by("pk"))))

    def somebody(self, data: st.DataObject) -> User:
        return data.draw(st.sampled_from(self.everybody()))

    def everybody(self) -> list[User]:
        """Everybody with the roles held now; read again when roles change."""
        if not self.known:
            self.known = list(User.objects.order_by("pk"))
        return self.known

    def prepare(self, item: Submission, verb: str, well: bool) -> None:
        """Do what usually comes before a move, so that walks reach the far states."""
        points = Point.objects.about(WORKFLOW, item.pk)
        if verb == "request_changes" and well:
            factories.point(item, self.cast[4])
        elif verb == "submit" and well:
            points.update(answered_at=timezone.now())
            Submission.objects.filter(pk=item.pk).update(draft={**item.draft, "statement": True})
        elif verb == "accept" and well:
            points.update(settled_at=timezone.now())
        item.refresh_from_db()

    def asked_for(self, data: st.DataObject) -> dict[str, Any]:
        publish_at = timezone.now() + timedelta(hours=data.draw(st.integers(-1, 40)))
        return {"colleague": self.somebody(data), "publish_at": publish_at}

    def attempt(
        self, item: Submission, verb: str, person: User, data: dict[str, Any], version: int | None = None
    ) -> bool:
        before, wrote = self.picture(), item.writers.filter(pk=person.pk).exists()
        try:
            perform(
                SUBMISSIONS,
                item,
                verb,
                person,
                expected_version=item.version if version is None else version,
                words="Words.",
                data=data,
            )
        except MoveRefused:
            assert self.picture() == before
            return False
        self.moves += 1 + self.superseded_since()
        if verb in {"clear", "confirm"}:
            alone = Clearance.objects.latest("pk").method == ClearanceMethod.SINGLE_PERSON
            assert alone == wrote
        return True

    def superseded_since(self) -> int:
        """Count what followed by itself since the last count."""
        followed = Event.objects.filter(verb="supersede").count()
        new, self.followed = followed - self.followed, followed
        return new

    def picture(self) -> list[Any]:
        rows = Submission.objects.order_by("pk").values_list(
            "state", "version", "holder", "cleared", "current"
        )
        return [*rows, Event.objects.count(), Letter.objects.count(), Clearance.objects.count()]


WALKS = settings(
    max_examples=int(os.environ.get("WALKS", "12")),
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


# Each walk in a transaction of its own: PostgreSQL becomes slow in one that has seen thousands of savepoints.
@pytest.mark.django_db(transaction=True)
def test_whatever_people_do() -> None:
    run_state_machine_as_test(SubmissionMachine, settings=WALKS)
