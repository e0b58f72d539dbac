"""Two at the same moment: one remark, one confirmation, and no two remarks that follow each other."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest

from feedback import confirming, saying
from feedback.models import Feedback, Unconfirmed
from feedback.saying import Guest
from feedback.states import S
from feedback.workflow import REMARKS
from moderation.engine import perform
from tests import factories, people
from tests.factories import move
from tests.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.threads]


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
