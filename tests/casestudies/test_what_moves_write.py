"""What a move writes besides its state, and what it must not leave behind."""

from __future__ import annotations

import pytest

from casestudies.models import Submission
from casestudies.states import S
from casestudies.workflow import SUBMISSIONS
from moderation.refusals import MoveForbidden, MoveOutdated
from tests import factories, people
from tests.factories import make, move

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


def test_a_text_handed_over_is_its_new_authors(cast: people.Cast) -> None:
    item = factories.draft(cast.author)
    move(SUBMISSIONS, item, "hand_over", cast.author, data={"colleague": cast.colleague})
    assert item.author == cast.colleague


def test_a_text_taken_over_is_whoever_took_it(cast: people.Cast) -> None:
    item = factories.draft(cast.author)
    move(SUBMISSIONS, item, "hand_over", cast.colleague)
    assert item.author == cast.colleague


@pytest.mark.parametrize("verb", ["unschedule", "withdraw"])
def test_what_is_taken_off_the_calendar_has_no_day_any_more(cast: people.Cast, verb: str) -> None:
    item = people.submission_in(S.SCHEDULED, cast)
    assert item.publish_at is not None
    make(item, verb, cast.publisher if verb == "unschedule" else cast.contact_point)
    assert (item.publish_at, item.scheduled_by) == (None, None)


def test_nobody_holds_what_is_withdrawn(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_REVIEW, cast)
    make(item, "withdraw", cast.contact_point)
    assert item.holder is None


def test_what_was_restored_is_not_restored_again(cast: people.Cast) -> None:
    item = people.submission_in(S.RETRACTED, cast)
    make(item, "restore", cast.contact_point)
    assert item.state == S.PUBLISHED
    with pytest.raises((MoveForbidden, MoveOutdated)):
        make(item, "restore", cast.contact_point)
    cast_by_role = {
        "contributor": cast.author,
        "contact_point": cast.contact_point,
        "officer": cast.officer,
        "publisher": cast.publisher,
    }
    factories.published_anew(item, cast_by_role)
    assert item.state == S.SUPERSEDED
    with pytest.raises((MoveForbidden, MoveOutdated)):
        make(item, "restore", cast.contact_point)
    assert Submission.objects.get(pk=item.pk).state == S.SUPERSEDED
