"""What held when a text was accepted is asked again when it is published, set for a day, confirmed or restored."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from casestudies.models import CaseStudy, Submission
from casestudies.sealing import seal
from casestudies.states import S
from casestudies.workflow import SUBMISSIONS
from members.models import RoleHeld, User
from members.roles import Role
from moderation.refusals import MoveIncomplete
from tests import factories, people
from tests.factories import make, move

pytestmark = pytest.mark.django_db
OUTSTANDING = pytest.mark.parametrize("verb", ["publish", "schedule"])


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


def _refused(item: Submission, verb: str, actor: User, **data: object) -> str:
    before = (item.state, item.version)
    data.setdefault("publish_at", timezone.now() + timedelta(days=3))
    with pytest.raises(MoveIncomplete) as refusal:
        move(SUBMISSIONS, item, verb, actor, data=data)
    item.refresh_from_db()
    assert (item.state, item.version) == before
    return " ".join(refusal.value.sentences)


def _resealed(item: Submission, by: User, **changes: object) -> None:
    item.draft = {**item.draft, **changes}
    item.current = seal(item, by)
    item.save()


@OUTSTANDING
def test_a_text_that_nobody_cleared(cast: people.Cast, verb: str) -> None:
    item = people.submission_in(S.ACCEPTED, cast)
    _resealed(item, cast.author, situation="Other words.")
    assert "has not cleared exactly this text" in _refused(item, verb, cast.publisher)
    assert not CaseStudy.objects.published().exists()


@OUTSTANDING
def test_a_text_without_french(cast: people.Cast, verb: str) -> None:
    item = people.submission_in(S.ACCEPTED, cast)
    _resealed(item, cast.author, title_fr="")
    assert "Title and summary are needed in French" in _refused(item, verb, cast.publisher)


@OUTSTANDING
def test_the_hands_that_wrote(cast: people.Cast, verb: str) -> None:
    item = people.submission_in(S.ACCEPTED, cast)
    item.writers.add(cast.publisher)
    assert _refused(item, verb, cast.publisher).startswith("You contributed to this text")


@OUTSTANDING
def test_the_hands_that_accepted(cast: people.Cast, verb: str) -> None:
    RoleHeld.objects.create(user=cast.officer, role=Role.PUBLISHER)
    item = people.submission_in(S.ACCEPTED, cast)
    assert _refused(item, verb, cast.officer).startswith("You accepted this text")


def test_whoever_wrote_does_not_confirm_while_there_are_others(cast: people.Cast) -> None:
    item = people.submission_in(S.AWAITING_CONFIRMATION, cast)
    item.writers.add(cast.contact_point)
    assert "Another contact point" in _refused(item, "confirm", cast.contact_point)


def test_a_withdrawn_consent_restores_nothing(cast: people.Cast) -> None:
    item = people.submission_in(S.RETRACTED, cast)
    _resealed(item, cast.author, situation="Other words.")
    assert "has not cleared exactly this text" in _refused(item, "restore", cast.contact_point)


def test_nothing_is_restored_over_a_newer_text(cast: people.Cast) -> None:
    item = people.submission_in(S.RETRACTED, cast)
    CaseStudy.objects.filter(pk=item.case_study_id).update(live=seal(item, cast.author))
    assert "A newer text has taken its place" in _refused(item, "restore", cast.contact_point)


def test_one_new_text_at_a_time(cast: people.Cast) -> None:
    item = people.submission_in(S.PUBLISHED, cast)
    make(item, "new_submission", cast.author)
    newer = Submission.objects.open().get(case_study=item.case_study_id)
    assert newer.reference in _refused(item, "new_submission", cast.colleague)


def test_a_text_is_handed_to_a_colleague_only(cast: people.Cast) -> None:
    item = factories.draft(cast.author)
    refused = "This person does not write for your administration"
    for person in (cast.other_contributor, cast.delegate, cast.officer, cast.author):
        assert _refused(item, "hand_over", cast.author, colleague=person).startswith(refused)
    User.objects.filter(pk=cast.colleague.pk).update(is_active=False)
    assert _refused(item, "hand_over", cast.author, colleague=cast.colleague).startswith(refused)
    User.objects.filter(pk=cast.contact_point.pk).update(is_active=False)
    assert _refused(item, "hand_over", cast.author).startswith("Nobody else writes")


def test_an_old_letter_verifies_nothing_once_a_contact_point_is_there(cast: people.Cast) -> None:
    RoleHeld.objects.filter(user=cast.contact_point).delete()
    item = people.submission_in(S.IN_CLEARANCE, cast)
    factories.letter_recorded(item, cast.officer)
    RoleHeld.objects.create(user=cast.contact_point, role=Role.CONTACT_POINT)
    assert "has an active contact point" in _refused(item, "clear_by_letter", cast.second_officer)


def test_no_letter_verifies_nothing(cast: people.Cast) -> None:
    RoleHeld.objects.filter(user=cast.contact_point).delete()
    item = people.submission_in(S.IN_CLEARANCE, cast)
    assert "No signed letter that names" in _refused(item, "clear_by_letter", cast.second_officer)
