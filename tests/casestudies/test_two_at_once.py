"""Two people act on the same version at the same moment: one wins, the other is told and keeps his words."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.urls import reverse

from casestudies.models import Submission
from casestudies.states import S
from members.models import User
from moderation.models import Event
from tests import people
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
