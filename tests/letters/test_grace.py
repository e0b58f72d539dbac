"""A decision's letters wait for the grace period: they can be called back, and a later step overtakes them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from casestudies.workflow import SUBMISSIONS
from feedback import saying
from feedback.workflow import REMARKS
from letters import outbox
from letters.delivery import deliver, deliver_due
from letters.digest import write_digests
from letters.models import Letter, Preference
from letters.results import Result
from tests import factories, people
from tests.factories import move
from tests.letters.conftest import WriteLetter
from tests.letters.mail import BUSY, BusyServer

pytestmark = pytest.mark.django_db


def _declined(cast: people.Cast) -> tuple[Any, Any]:
    item = people.submission_in("in_review", cast)
    Letter.objects.all().delete()
    event = move(SUBMISSIONS, item, "decline", cast.officer, words="It is a plan.", reason="not_implemented")
    return item, event


def _a_minute_later() -> None:
    Letter.objects.exclude(not_before=None).update(not_before=timezone.now())


def test_a_decision_waits_a_minute_and_leaves(django_capture_on_commit_callbacks: Any) -> None:
    cast = people.cast()
    with django_capture_on_commit_callbacks(execute=True):
        _declined(cast)
    assert not mail.outbox
    assert Letter.objects.count() == 2
    waits = [letter.not_before - timezone.now() for letter in Letter.objects.all()]
    assert all(timedelta(seconds=55) <= wait <= timedelta(minutes=1) for wait in waits)
    assert deliver_due() == (0, 0)
    assert not any(deliver(letter.pk) for letter in Letter.objects.all())
    _a_minute_later()
    assert deliver_due() == (2, 2)
    assert {letter.result for letter in Letter.objects.all()} == {Result.SENT}


def test_a_letter_that_is_no_decision_leaves_at_once(django_capture_on_commit_callbacks: Any) -> None:
    cast = people.cast()
    with django_capture_on_commit_callbacks(execute=True):
        people.submission_in("in_clearance", cast)
    assert [message.to for message in mail.outbox] == [[cast.contact_point.email]]


def test_called_back_letters_never_leave() -> None:
    cast = people.cast()
    _item, event = _declined(cast)
    with transaction.atomic():
        assert outbox.call_back(f"{event.key}:")
    _a_minute_later()
    assert deliver_due() == (0, 0)
    assert {letter.result for letter in Letter.objects.all()} == {Result.CALLED_BACK}


def test_one_letter_that_left_keeps_all_of_them() -> None:
    _item, event = _declined(people.cast())
    first = Letter.objects.earliest("pk")
    Letter.objects.filter(pk=first.pk).update(not_before=timezone.now())
    assert deliver(first.pk)
    assert not outbox.call_back(str(event.key))
    assert not Letter.objects.exclude(called_back_at=None).exists()


def test_a_letter_that_is_leaving_cannot_be_called_back(settings: Any) -> None:
    settings.EMAIL_BACKEND = BUSY
    _item, event = _declined(people.cast())
    _a_minute_later()
    answers: list[bool] = []
    BusyServer.meanwhile = lambda: answers.append(outbox.call_back(str(event.key)))
    assert deliver(Letter.objects.earliest("pk").pk)
    assert answers == [False]
    assert not Letter.objects.exclude(called_back_at=None).exists()


def test_an_event_that_wrote_to_nobody_holds_nobody_up() -> None:
    assert outbox.call_back("no-such-event")


@transaction.atomic
def _call_back_and_fail(key: str) -> None:
    assert outbox.call_back(key)
    raise RuntimeError


def test_calling_back_is_undone_with_its_transaction() -> None:
    _item, event = _declined(people.cast())
    with pytest.raises(RuntimeError):
        _call_back_and_fail(str(event.key))
    assert Letter.objects.in_grace().count() == 2


def test_letters_of_other_events_stay(write_letter: WriteLetter) -> None:
    write_letter(key="abc:one:1", grace=True)
    other = write_letter(key="abcd:one:2", grace=True)
    assert outbox.call_back("abc")
    assert list(Letter.objects.open()) == [other]


def test_a_later_letter_to_the_same_person_overtakes() -> None:
    cast = people.cast()
    item = people.submission_in("in_review", cast)
    Letter.objects.all().delete()
    move(SUBMISSIONS, item, "accept", cast.officer)
    earlier = {letter.recipient_id: letter for letter in Letter.objects.filter(kind="casestudies/accepted")}
    move(SUBMISSIONS, item, "publish", cast.publisher)
    for later in Letter.objects.filter(kind="casestudies/published"):
        before = earlier[later.recipient_id]
        before.refresh_from_db()
        assert (before.superseded_by, before.result) == (later, Result.SUPERSEDED)
    _a_minute_later()
    deliver_due()
    assert len(mail.outbox) == 2
    assert all("is published" in message.subject for message in mail.outbox)


def test_a_later_step_overtakes_letters_to_people_it_does_not_write_to() -> None:
    cast = people.cast()
    item = people.submission_in("accepted", cast)
    ready = Letter.objects.get(kind="casestudies/ready")
    move(SUBMISSIONS, item, "withdraw", cast.contact_point)
    ready.refresh_from_db()
    assert ready.recipient == cast.publisher
    assert ready.result == Result.SUPERSEDED


def test_a_letter_that_left_is_not_overtaken() -> None:
    cast = people.cast()
    item = people.submission_in("accepted", cast)
    _a_minute_later()
    deliver_due()
    move(SUBMISSIONS, item, "publish", cast.publisher)
    assert not Letter.objects.exclude(superseded_at=None).exists()


def test_an_answer_to_a_remark_waits_too() -> None:
    cast = people.cast()
    item = factories.remark(cast.delegate)
    move(REMARKS, item, "acknowledge", cast.officer)
    saying.draft_answer(item, cast.officer, "The sponsor signs.", expected_version=item.version)
    event = move(REMARKS, item, "release", cast.publisher)
    assert list(Letter.objects.in_grace()) == [Letter.objects.get(kind="feedback/answered")]
    assert outbox.call_back(str(event.key))


def test_the_daily_letter_waits_for_the_grace_period_and_leaves_out_what_was_called_back() -> None:
    cast = people.cast()
    Preference.objects.create(user=cast.publisher, mode="daily")
    item = people.submission_in("in_review", cast)
    event = move(SUBMISSIONS, item, "accept", cast.officer)
    assert write_digests() == 0
    assert outbox.call_back(str(event.key))
    _a_minute_later()
    assert write_digests() == 0


def test_without_a_grace_period_letters_leave_at_once(
    settings: Any, write_letter: WriteLetter, django_capture_on_commit_callbacks: Any
) -> None:
    settings.GRACE_SECONDS = 0
    with django_capture_on_commit_callbacks(execute=True):
        write_letter(grace=True)
    deliver_due()
    assert len(mail.outbox) == 1
