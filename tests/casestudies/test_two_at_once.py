"""Two people act on the same version at the same moment: one wins, the other is told and keeps his words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from casestudies.models import Submission
from casestudies.states import S
from casestudies.workflow import SUBMISSIONS
from members.models import User
from moderation import freshness
from moderation.engine import perform
from moderation.models import Event
from moderation.refusals import MoveIncomplete, MoveOutdated, MoveRefused
from tests import factories, people
from tests.factories import make
from tests.threads import at_once, window_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.threads]


def test_two_officers_one_wins_the_other_gets_409_and_keeps_his_words(file_database: None) -> None:
    cast = people.cast()
    item: Submission = people.submission_in(S.SUBMITTED, cast)
    url = reverse("casestudies:decide", args=[item.reference, "decline"])
    answers: list[tuple[int, str]] = []

    def decline(user: User) -> Callable[[], None]:
        window, words = window_of(user), f"Not for this guide, says {user.full_name}."

        def call() -> None:
            data = {"version": item.version, "key": str(uuid4()), "words": words, "reason": "outside"}
            response = window.post(url, data)
            answers.append(
                (response.status_code, response.content.decode() if response.status_code != 302 else words)
            )

        return call

    at_once(decline(cast.officer), decline(cast.second_officer))
    assert sorted(status for status, _body in answers) == [302, 409]
    refused = next(body for status, body in answers if status == 409)
    winner = Event.objects.get(verb="decline").actor
    loser = cast.second_officer if winner == cast.officer else cast.officer
    assert f"Not for this guide, says {loser.full_name}." in refused
    assert winner.full_name in refused
    item.refresh_from_db()
    assert item.state == S.DECLINED


def test_a_double_click_has_one_effect(file_database: None) -> None:
    cast = people.cast()
    item: Submission = people.submission_in(S.SUBMITTED, cast)
    url = reverse("casestudies:decide", args=[item.reference, "claim"])
    data = {"version": item.version, "key": str(uuid4())}
    statuses: list[int] = []
    windows = [window_of(cast.officer) for _ in range(6)]
    at_once(
        *[lambda window=window: statuses.append(window.post(url, data).status_code) for window in windows]
    )
    assert statuses == [302] * 6
    assert Event.objects.filter(verb="claim").count() == 1


def _live_and_accepted(cast: people.Cast) -> tuple[Submission, Submission]:
    """A published submission, and the next one of the same case study, ready to take its place."""
    item: Submission = people.submission_in(S.PUBLISHED, cast)
    make(item, "new_submission", cast.author)
    newer = Submission.objects.open().get(case_study=item.case_study_id)
    newer.draft = {**newer.draft, "years": "2021–2026", "statement": True}
    newer.save()
    roles = {"contributor": cast.author, "contact_point": cast.contact_point, "officer": cast.officer}
    for verb, who in factories.PATHS["accepted"]:
        make(newer, verb, roles[who])
    return item, newer


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="SQLite has one writer: the second move begins when the first is stored",
)
@pytest.mark.parametrize(
    ("before", "first", "second", "after", "refused"),
    [
        (S.RETRACTED, "publish", "restore", S.RETRACTED, MoveIncomplete),
        (S.RETRACTED, "restore", "publish", S.SUPERSEDED, None),
        (S.PUBLISHED, "publish", "retract", S.SUPERSEDED, MoveOutdated),
        (S.PUBLISHED, "retract", "publish", S.RETRACTED, None),
        (S.PUBLISHED, "publish", "still_true", S.SUPERSEDED, MoveOutdated),
        (S.PUBLISHED, "still_true", "publish", S.SUPERSEDED, None),
    ],
)
def test_two_submissions_of_a_case_study_are_never_published_both(  # noqa: PLR0917 - one row of a table
    monkeypatch: pytest.MonkeyPatch,
    before: str,
    first: str,
    second: str,
    after: str,
    refused: type[MoveRefused] | None,
) -> None:
    cast = people.cast()
    live, newer = _live_and_accepted(cast)
    if before == S.RETRACTED:
        make(live, "retract", cast.contact_point)
    begun, ended, refusals = threading.Event(), threading.Event(), []
    touch = freshness.touch

    def slowly() -> None:
        touch()
        begun.set()
        ended.wait(0.5)  # written, and not stored yet

    def call(verb: str) -> None:
        item, actor = (newer, cast.publisher) if verb == "publish" else (live, cast.contact_point)
        try:
            perform(SUBMISSIONS, item, verb, actor, expected_version=item.version, words="It was wrong.")
        except MoveRefused as refusal:
            refusals.append(type(refusal))

    def meanwhile() -> None:
        begun.wait(10)
        call(second)
        ended.set()

    monkeypatch.setattr(freshness, "touch", slowly)
    at_once(lambda: call(first), meanwhile)
    states = dict(Submission.objects.values_list("pk", "state"))
    assert states == {live.pk: after, newer.pk: S.PUBLISHED}
    newer.refresh_from_db()
    assert newer.case_study.live_id == newer.cleared_id
    assert newer.case_study.published_at is not None
    assert refusals == ([refused] if refused else [])
