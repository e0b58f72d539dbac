"""Whoever has an item is reminded before it is due, when it is over, and every week after that; once each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from casestudies.models import Submission
from casestudies.workflow import SUBMISSIONS
from feedback import saying
from feedback.models import Feedback
from feedback.workflow import REMARKS
from letters.models import Letter, Preference
from members.models import User
from moderation.reminders import remind
from moderation.working_days import add_working_days
from tests import factories, people

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 2)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=True) as traveller:
        yield traveller


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


def _on(clock: time_machine.Traveller, day: date) -> str:
    clock.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
    return remind()


def _reminded() -> list[str]:
    letters = Letter.objects.filter(kind__endswith="/reminded").select_related("recipient").order_by("pk")
    return [letter.recipient.full_name for letter in letters]


def _due(item: Any, day: date) -> None:
    type(item).objects.filter(pk=item.pk).update(due_on=day)


def test_days_of_reminders(cast: people.Cast, clock: time_machine.Traveller) -> None:
    item = people.submission_in("in_clearance", cast)
    item.refresh_from_db()
    days = []
    for ahead in range(45):
        day = MONDAY + timedelta(days=ahead)
        if _on(clock, day):
            days.append(day)
    due = item.due_on
    after = [add_working_days(due, 1 + 5 * n) for n in range(4)]
    assert days[0] == date(2026, 11, 12)
    assert add_working_days(days[0], 2) == due
    assert days[1:5] == after


def test_a_reminder_is_written_once(cast: people.Cast, clock: time_machine.Traveller) -> None:
    item = people.submission_in("in_clearance", cast)
    _due(item, MONDAY - timedelta(days=3))
    assert remind() == "1 written"
    assert remind() == ""
    assert _reminded() == [cast.contact_point.full_name]


def test_a_day_without_a_tick_is_made_up_for(cast: people.Cast, clock: time_machine.Traveller) -> None:
    people.submission_in("in_clearance", cast)
    assert _on(clock, date(2026, 11, 13)) == "1 written"


def test_what_is_due_at_once_is_not_reminded_of_at_once(
    cast: people.Cast, clock: time_machine.Traveller
) -> None:
    factories.remark(cast.delegate)
    assert remind() == ""


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("in_clearance", {"Contact Point"}),
        ("submitted", {"Officer", "Second Officer"}),
        ("in_review", {"Officer"}),
        ("changes_requested", {"Author", "Contact Point"}),
        ("accepted", {"Publisher"}),
        ("draft", set()),
        ("published", set()),
        ("declined", set()),
    ],
)
def test_whoever_has_it_is_reminded(cast: people.Cast, state: str, names: set[str]) -> None:
    item = people.submission_in(state, cast)
    if state not in {"draft", "published", "declined"}:
        _due(item, date.today() - timedelta(days=9))  # noqa: DTZ011 - any day that is over
    remind()
    assert set(_reminded()) == names
    item.refresh_from_db()
    for letter in Letter.objects.filter(kind="casestudies/reminded"):
        assert letter.state == item.state
        assert (
            str(SUBMISSIONS.state(item).label) in letter.body
            or str(SUBMISSIONS.state(item).plain) in letter.body
        )


def test_a_remark_waits_for_officers_then_for_publishers(cast: people.Cast) -> None:
    item = factories.remark(cast.delegate)
    factories.move(REMARKS, item, "acknowledge", cast.officer)
    _due(item, date.today() - timedelta(days=9))  # noqa: DTZ011 - any day that is over
    remind()
    assert set(_reminded()) == {"Officer", "Second Officer"}
    item.refresh_from_db()
    saying.draft_answer(item, cast.officer, "The sponsor signs.", expected_version=item.version)
    remind()
    assert _reminded()[2:] == ["Publisher"]


def test_a_released_answer_is_no_draft_when_a_remark_is_open_again(cast: people.Cast) -> None:
    item = factories.remark(cast.delegate)
    factories.move(REMARKS, item, "acknowledge", cast.officer)
    saying.draft_answer(item, cast.officer, "The sponsor signs.", expected_version=item.version)
    factories.move(REMARKS, item, "release", cast.publisher)
    factories.move(REMARKS, item, "reopen", cast.delegate, words="Which sponsor?")
    _due(item, date.today() - timedelta(days=9))  # noqa: DTZ011 - any day that is over
    remind()
    letters = Letter.objects.filter(kind="feedback/reminded")
    assert {letter.recipient for letter in letters} == {cast.officer, cast.second_officer}
    assert all("Draft the answer" in letter.body for letter in letters)


def test_reminders_come_in_their_readers_language(cast: people.Cast) -> None:
    User.objects.filter(pk=cast.contact_point.pk).update(language="fr")
    item = people.submission_in("in_clearance", cast)
    _due(item, date.today() - timedelta(days=9))  # noqa: DTZ011 - any day that is over
    remind()
    letter = Letter.objects.get(kind="casestudies/reminded")
    assert letter.language == "fr"
    assert "/fr/contribute/" in letter.link


def test_reminders_of_everybody_follow_the_preference_and_those_of_the_holder_do_not(
    cast: people.Cast,
) -> None:
    Preference.objects.create(user=cast.officer, mode="off")
    held, free = people.submission_in("in_review", cast), people.submission_in("submitted", cast)
    for item in (held, free):
        _due(item, date.today() - timedelta(days=9))  # noqa: DTZ011 - any day that is over
    remind()
    mine = Letter.objects.filter(kind="casestudies/reminded", recipient=cast.officer)
    assert [letter.reference for letter in mine] == [held.reference]


def test_one_broken_item_does_not_stop_the_others(cast: people.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = people.submission_in("submitted", cast), people.submission_in("submitted", cast)
    for item in (first, second):
        _due(item, date.today() - timedelta(days=9))  # noqa: DTZ011 - any day that is over
    title = Submission.get_desk_url

    def fails_once(self: Submission) -> str:
        if self.pk == first.pk:
            raise ValueError
        return title(self)

    monkeypatch.setattr(Submission, "get_desk_url", fails_once)
    assert remind() == "2 written"
    assert Feedback.objects.count() == 0
