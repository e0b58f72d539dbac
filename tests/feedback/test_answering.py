"""Saying something and being answered."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core import mail

from feedback import saying
from feedback.models import Answer, Feedback
from feedback.states import S
from feedback.workflow import REMARKS
from letters.models import Letter
from members.models import RoleHeld
from members.roles import Role
from moderation.refusals import MoveIncomplete, MoveOutdated
from tests import factories, people
from tests.factories import move

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


def _acknowledged(cast: people.Cast) -> Feedback:
    item = factories.remark(cast.delegate)
    move(REMARKS, item, "acknowledge", cast.officer)
    return item


def test_the_same_form_twice_is_stored_once(cast: people.Cast) -> None:
    key = uuid4()
    first = factories.remark(cast.delegate, key=key)
    assert factories.remark(cast.delegate, key=key, words="Other words.") == first
    assert Feedback.objects.count() == 1


def test_case_officers_are_told(cast: people.Cast, django_capture_on_commit_callbacks) -> None:  # noqa: ANN001
    with django_capture_on_commit_callbacks(execute=True):
        factories.remark(cast.delegate)
    assert sorted(message.to[0] for message in mail.outbox) == [
        "officer@example.org",
        "second.officer@example.org",
    ]


def test_release_needs_a_draft(cast: people.Cast) -> None:
    with pytest.raises(MoveIncomplete):
        move(REMARKS, _acknowledged(cast), "release", cast.publisher)


def test_release_by_whoever_drafted_is_refused(cast: people.Cast) -> None:
    RoleHeld.objects.create(user=cast.officer, role=Role.PUBLISHER)
    item = _acknowledged(cast)
    saying.draft_answer(item, cast.officer, "The sponsor signs.", expected_version=item.version)
    with pytest.raises(MoveIncomplete):
        move(REMARKS, item, "release", cast.officer)
    assert not Answer.objects.get().is_released


def test_released_answer_reaches_the_asker(cast: people.Cast) -> None:
    item = _acknowledged(cast)
    saying.draft_answer(item, cast.officer, "The **sponsor** signs.", expected_version=item.version)
    move(REMARKS, item, "release", cast.publisher, data={})
    assert item.state == S.CLOSED
    assert "<strong>sponsor</strong>" in item.answer.html
    letter = Letter.objects.get(kind="feedback/answered")
    assert letter.recipient == cast.delegate
    assert "sponsor" in letter.body
    assert not Feedback.objects.shown().exists()


def test_shown_only_when_the_publisher_decides_so(cast: people.Cast) -> None:
    item = _acknowledged(cast)
    saying.draft_answer(item, cast.officer, "Yes.", expected_version=item.version)
    move(REMARKS, item, "release", cast.publisher, data={"shows_remark": True, "shows_answer": True})
    assert list(Feedback.objects.shown()) == [item]


def test_an_older_draft_never_overwrites(cast: people.Cast) -> None:
    item = _acknowledged(cast)
    seen = item.version
    saying.draft_answer(item, cast.officer, "First.", expected_version=seen)
    with pytest.raises(MoveOutdated):
        saying.draft_answer(item, cast.second_officer, "Second.", expected_version=seen)
    assert Answer.objects.get().words == "First."
