"""Each guard asked by itself, at its edges: what it refuses, and what it must let through."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from casestudies import rules
from casestudies.attachments import guards
from casestudies.attachments.models import Scan
from casestudies.by_letter import awaiting_letter, has_no_contact_point, letter_for
from casestudies.models import Submission
from casestudies.states import S
from casestudies.workflow import MOVES, SUBMISSIONS
from members.models import RoleHeld, User
from members.roles import Role
from moderation import clock
from moderation.models import Event, Point
from moderation.refusals import MoveForbidden, MoveIncomplete, MoveOutdated
from moderation.workflow import Guard, Move, Step
from tests import factories, people
from tests.factories import make, move

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


def _says(guard: Guard, item: Submission, verb: str, actor: User, **data: Any) -> list[str]:
    """Ask one guard of an item as the database holds it."""
    fresh = Submission.objects.get(pk=item.pk)
    row = SUBMISSIONS.move(verb)
    assert row is not None
    return [str(sentence) for sentence in guard(Step(fresh, row, actor, Role.CONTRIBUTOR, data=data))]


def test_whoever_reviews_decides_nothing_while_the_administration_has_it_again(cast: people.Cast) -> None:
    item = people.submission_in(S.CHANGES_REQUESTED, cast)
    Point.objects.update(answer="Five hours.", answered_at=timezone.now(), answered_by=cast.author)
    make(item, "submit", cast.author)
    assert (item.state, item.holder) == (S.IN_CLEARANCE, cast.officer)
    for verb in ("release", "request_changes", "accept", "decline", "assign", "claim"):
        with pytest.raises((MoveOutdated, MoveForbidden)):
            move(SUBMISSIONS, item, verb, cast.officer, words="Now.", data={"colleague": cast.second_officer})
    assert item.state == S.IN_CLEARANCE


@pytest.mark.parametrize("state", ["draft", "submitted", "published", "retracted", "superseded", "withdrawn"])
def test_nobody_holds_what_is_not_reviewed(cast: people.Cast, state: str) -> None:
    assert people.submission_in(state, cast).holder is None


@pytest.mark.parametrize("row", MOVES, ids=lambda row: row.name)
def test_who_wrote_it_and_may_write_no_more_moves_nothing(cast: people.Cast, row: Move) -> None:
    item = people.submission_in(row.sources[0], cast)
    RoleHeld.objects.filter(user=cast.author).update(role=Role.DELEGATE)
    with pytest.raises(MoveForbidden):
        move(SUBMISSIONS, item, row.name, cast.author, words="Once more.")
    assert item.state == row.sources[0]


# Points and new texts


def test_a_settled_point_blocks_nothing(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_REVIEW, cast)
    factories.point(item, cast.officer, settled_at=timezone.now(), settled_by=cast.officer)
    assert _says(rules.no_blocking_point_is_open, item, "accept", cast.officer) == []
    factories.point(item, cast.officer, blocking=False)
    assert _says(rules.no_blocking_point_is_open, item, "accept", cast.officer) == []
    factories.point(item, cast.officer)
    assert len(_says(rules.no_blocking_point_is_open, item, "accept", cast.officer)) == 1


def test_another_case_study_is_no_reason_to_wait(cast: people.Cast) -> None:
    item = people.submission_in(S.PUBLISHED, cast)
    people.submission_in(S.IN_REVIEW, cast)
    assert _says(rules.none_is_open, item, "new_submission", cast.author) == []
    make(item, "new_submission", cast.author)
    assert len(_says(rules.none_is_open, item, "new_submission", cast.author)) == 1


@pytest.mark.parametrize("verb", ["reopen", "take_back"])
def test_what_was_declined_comes_back_only_while_no_other_text_is_written(
    cast: people.Cast, verb: str
) -> None:
    live = people.submission_in(S.PUBLISHED, cast)
    make(live, "new_submission", cast.author)
    item = Submission.objects.open().get()
    Submission.objects.filter(pk=item.pk).update(state=S.IN_REVIEW, holder=cast.officer)
    item.refresh_from_db()
    make(item, "decline", cast.officer)
    make(live, "new_submission", cast.author)
    actor = cast.publisher if verb == "reopen" else cast.officer
    with pytest.raises(MoveIncomplete) as refusal:
        make(item, verb, actor)
    assert "is being written already" in refusal.value.sentences[0]
    make(Submission.objects.open().get(), "withdraw", cast.contact_point)
    make(item, verb, actor)
    assert item.state == S.IN_REVIEW


# Taking a decision back


def test_only_a_decision_is_taken_back(cast: people.Cast) -> None:
    """An officer who is a publisher too has taken it off the calendar: that decided nothing."""
    RoleHeld.objects.create(user=cast.officer, role=Role.PUBLISHER)
    item = people.submission_in(S.SCHEDULED, cast)
    make(item, "unschedule", cast.officer)
    with pytest.raises(MoveForbidden):
        make(item, "take_back", cast.officer)
    assert item.state == S.ACCEPTED


@pytest.mark.parametrize(("seconds", "allowed"), [(-1, True), (0, False), (1, False)])
def test_a_decision_is_taken_back_until_its_letters_leave(
    cast: people.Cast, seconds: int, allowed: bool
) -> None:
    item = people.submission_in(S.IN_REVIEW, cast)
    make(item, "accept", cast.officer)
    decided = Event.objects.get(verb="accept").at
    with clock.at(decided + timedelta(seconds=settings.GRACE_SECONDS + seconds)):
        role = rules.DECIDED_JUST_NOW(cast.officer, Submission.objects.get(pk=item.pk))
    assert role == (Role.CASE_OFFICER if allowed else None)


# People


def test_case_officers_are_those_who_hold_the_role_now(cast: people.Cast) -> None:
    item = people.submission_in(S.SUBMITTED, cast)
    assert set(rules.case_officers_for(item)) == {cast.officer, cast.second_officer}
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)
    assert set(rules.case_officers_for(item)) == {cast.second_officer}


def test_two_who_write_are_not_one(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_CLEARANCE, cast)
    User.objects.filter(pk=cast.colleague.pk).update(is_active=False)
    assert not rules.is_single_person(item)
    User.objects.filter(pk=cast.author.pk).update(is_active=False)
    assert rules.is_single_person(item)


def test_a_colleague_takes_a_text_over_and_the_list_may_be_asked_for(cast: people.Cast) -> None:
    item = factories.draft(cast.author)
    assert set(rules.colleagues(item)) == {cast.colleague, cast.contact_point}
    for chosen in ({}, {"colleague": cast.colleague}, {"colleague": cast.contact_point}):
        assert _says(rules.a_colleague_takes_it, item, "hand_over", cast.author, **chosen) == []


# Clearance by letter


def test_nobody_outside_the_desk_sees_what_awaits_a_letter(cast: people.Cast) -> None:
    RoleHeld.objects.filter(user=cast.contact_point).delete()
    item = people.submission_in(S.IN_CLEARANCE, cast)
    assert list(awaiting_letter(cast.author)) == []
    assert list(awaiting_letter(cast.officer)) == [item]


def test_a_closed_account_is_no_contact_point(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_CLEARANCE, cast)
    assert not has_no_contact_point(item)
    User.objects.filter(pk=cast.contact_point.pk).update(is_active=False)
    assert has_no_contact_point(item)
    assert list(awaiting_letter(cast.officer)) == [item]


def test_a_letter_is_for_the_text_it_names(cast: people.Cast) -> None:
    RoleHeld.objects.filter(user=cast.contact_point).delete()
    item, other = people.submission_in(S.IN_CLEARANCE, cast), people.submission_in(S.IN_CLEARANCE, cast)
    event = factories.letter_recorded(item, cast.officer)
    assert event.revision_sha == item.current.sha256
    assert letter_for(item).recorded_by == cast.officer
    assert letter_for(other) is None
    assert letter_for(factories.draft(cast.author)) is None


def test_a_letter_without_its_file_is_not_recorded(cast: people.Cast) -> None:
    RoleHeld.objects.filter(user=cast.contact_point).delete()
    item = people.submission_in(S.IN_CLEARANCE, cast)
    with pytest.raises(MoveIncomplete, match="Choose the file"):
        factories.letter_recorded(item, cast.officer, file=None)


# Files


def test_a_file_of_another_text_keeps_none_back(cast: people.Cast) -> None:
    item, other = factories.draft(cast.author), factories.draft(cast.author)
    factories.attachment(item)
    factories.attachment(other, scan=Scan.WAITING, name="Other.pdf")
    assert _says(guards.every_file_is_checked, item, "submit", cast.author) == []
    assert "“Other.pdf”" in "".join(_says(guards.every_file_is_checked, other, "submit", cast.author))


@pytest.mark.parametrize(
    ("audience", "attribution", "name", "refused"),
    [
        ("unattributed", "", "Meridia-Customs.pdf", False),
        ("unattributed", "", "Customs_Service_of_Meridia.pdf", True),
        ("unattributed", "", "Le Service des douanes de Méridie.pdf", True),
        ("public", "", "Customs_Service_of_Meridia.pdf", False),
        ("members", "", "Customs_Service_of_Meridia.pdf", False),
        ("unattributed", "MRDA", "Report of MRDA.pdf", True),
        ("unattributed", "MRD", "Report of MRD.pdf", False),
        ("unattributed", "MRDA", "Annex.pdf", False),
        ("unattributed", None, "None of them.pdf", False),
    ],
)
def test_a_file_name_that_names_the_administration(
    cast: people.Cast, audience: str, attribution: str | None, name: str, refused: bool
) -> None:
    cast.author.administration.name_fr = "Service des douanes de Méridie"
    cast.author.administration.save()
    item = factories.draft(cast.author, audience=audience, attribution=attribution)
    factories.attachment(item, name=name, sha256=uuid4().hex * 2)
    said = _says(guards.no_file_name_names_the_administration, item, "submit", cast.author)
    assert bool(said) == refused
    if refused:
        with pytest.raises(MoveIncomplete, match="names your administration"):
            move(SUBMISSIONS, item, "submit", cast.author)


def test_without_an_administration_there_is_no_name_to_hide(cast: people.Cast) -> None:
    item = factories.draft(cast.author, audience="unattributed")
    factories.attachment(item, name="Customs_Service_of_Meridia.pdf")
    Submission.objects.filter(pk=item.pk).update(administration=None)
    assert _says(guards.no_file_name_names_the_administration, item, "submit", cast.author) == []
