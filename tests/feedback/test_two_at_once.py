"""Two at the same moment: one remark, one confirmation, and no two remarks that follow each other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from feedback import confirming, editions, saying
from feedback.models import Feedback, Unconfirmed
from feedback.saying import Guest
from feedback.states import S
from feedback.workflow import REMARKS
from moderation.engine import perform
from moderation.refusals import MoveOutdated
from modules.workflow import EDITIONS
from tests import factories, people
from tests.factories import move
from tests.feedback.paths import coming, remark_in
from tests.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.threads]
ROWS_ARE_LOCKED = pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="SQLite locks all of the database: nobody holds one row and wants another",
)
# Long enough for a move that nobody holds up.
A_WHILE = 0.5


def test_the_same_form_many_times_at_once_is_one_remark() -> None:
    author, place = people.cast().author, factories.place()
    said = factories.said(key=uuid4())
    results = at_once(*[lambda: saying.say(author, place, said)] * 6)
    assert len({remark.pk for remark in results}) == 1
    assert Feedback.objects.count() == 1


def test_an_address_confirmed_twice_at_once_says_it_once() -> None:
    confirming.ask(Guest("reader@elsewhere.example", ""), factories.place(), factories.said())
    at_once(*[lambda: confirming.confirm("reader@elsewhere.example")] * 3)
    assert (Feedback.objects.count(), Unconfirmed.objects.count()) == (1, 0)


def test_two_remarks_merged_into_each_other_at_once_do_not_both_follow() -> None:
    cast = people.cast()
    one, two = factories.remark(cast.author), factories.remark(cast.delegate)
    for item in (one, two):
        move(REMARKS, item, "acknowledge", cast.officer)

    def merge(item: Feedback, lead: Feedback, officer: object) -> Callable[[], object]:
        return lambda: perform(
            REMARKS, item, "merge", officer, expected_version=item.version, data={"into": lead}
        )

    at_once(merge(one, two, cast.officer), merge(two, one, cast.second_officer))
    assert Feedback.objects.filter(state=S.MERGED).count() <= 1


def _within(
    monkeypatch: pytest.MonkeyPatch, edition: Callable[[], object], other: Callable[[], object]
) -> list[object]:
    """Make a move when an edition has moved the first remark and not yet the next; gives what came of both."""
    begun, ended = threading.Event(), threading.Event()
    happen = editions.happen

    def slowly(*given: Any, **named: Any) -> object:
        event = happen(*given, **named)
        begun.set()
        ended.wait(A_WHILE)
        return event

    def meanwhile() -> object:
        begun.wait(10)
        try:
            return other()
        finally:
            ended.set()

    monkeypatch.setattr(editions, "happen", slowly)
    return at_once(edition, meanwhile)


def _no_change(item: Feedback, cast: people.Cast) -> Callable[[], object]:
    item.refresh_from_db()
    return lambda: perform(
        REMARKS, item, "no_change", cast.officer, expected_version=item.version, words="It says so."
    )


@ROWS_ARE_LOCKED
@pytest.mark.parametrize("verb", ["publish", "discard"])
def test_a_remark_moves_while_its_edition_is_published_or_discarded(
    monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    cast = people.cast()
    first, second = remark_in(S.PLANNED, cast), remark_in(S.PLANNED, cast)
    edition = coming()
    factories.change(edition, first, second)

    def moves() -> None:
        if verb == "publish":
            factories.publish_edition(edition)
        else:
            move(EDITIONS, edition, "discard", cast.editor, words="We begin again.")

    came_of = _within(monkeypatch, moves, _no_change(second, cast))
    assert None in came_of
    assert any(isinstance(refusal, MoveOutdated) for refusal in came_of)
    reached = S.CLOSED if verb == "publish" else S.UNDER_CONSIDERATION
    assert set(Feedback.objects.values_list("state", flat=True)) == {reached}


@ROWS_ARE_LOCKED
def test_a_leader_moves_while_an_edition_closes_it_and_one_that_follows_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cast = people.cast()
    follower, leader = remark_in(S.TRIAGED, cast), remark_in(S.TRIAGED, cast)
    edition = coming()
    factories.change(edition, follower, leader)
    move(REMARKS, follower, "merge", cast.officer, data={"into": leader})
    came_of = _within(monkeypatch, lambda: factories.publish_edition(edition), _no_change(leader, cast))
    assert None in came_of
    assert any(isinstance(refusal, MoveOutdated) for refusal in came_of)
    assert set(Feedback.objects.values_list("state", flat=True)) == {S.CLOSED}
