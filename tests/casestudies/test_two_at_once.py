"""Two people act on the same version at the same moment: one wins, the other is told and keeps his words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from casestudies.models import Submission
from casestudies.states import S
from members.models import User
from moderation.models import Event
from tests import people

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.threads]


def _at_once(*calls: Callable[[], None]) -> None:
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], None]) -> None:
        barrier.wait()
        try:
            call()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_two_officers_one_wins_the_other_gets_409_and_keeps_his_words(file_database: None) -> None:
    cast = people.cast()
    item: Submission = people.submission_in(S.SUBMITTED, cast)
    url = reverse("casestudies:decide", args=[item.reference, "decline"])
    answers: list[tuple[int, str]] = []

    def decline(user: User) -> Callable[[], None]:
        browser, words = _browser(user), f"Not for this guide, says {user.full_name}."

        def call() -> None:
            data = {"version": item.version, "key": str(uuid4()), "words": words, "reason": "outside"}
            response = browser.post(url, data)
            answers.append(
                (response.status_code, response.content.decode() if response.status_code != 302 else words)
            )

        return call

    _at_once(decline(cast.officer), decline(cast.second_officer))
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
    browsers = [_browser(cast.officer) for _ in range(6)]
    _at_once(
        *[
            lambda browser=browser: statuses.append(browser.post(url, data).status_code)
            for browser in browsers
        ]
    )
    assert statuses == [302] * 6
    assert Event.objects.filter(verb="claim").count() == 1
