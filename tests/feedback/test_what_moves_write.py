"""What a move of a remark writes besides its state, and who may no longer make one."""

from __future__ import annotations

import pytest

from feedback.models import Feedback
from feedback.states import S
from feedback.workflow import MOVES, REMARKS
from members.models import User
from moderation.refusals import MoveForbidden
from moderation.workflow import Move
from tests import people
from tests.factories import move
from tests.feedback.paths import make, remark_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


@pytest.mark.parametrize("verb", ["defer", "no_change", "out_of_scope", "refer"])
def test_a_decision_keeps_its_reason_and_when_it_was_first_said(cast: people.Cast, verb: str) -> None:
    item = remark_in(S.TRIAGED, cast)
    make(item, verb, cast.officer, cast)
    assert item.reason == f"Words of {verb}."
    assert item.answered_at is not None


@pytest.mark.parametrize("verb", ["defer", "no_change", "withdraw"])
def test_what_is_no_longer_planned_waits_for_no_edition(cast: people.Cast, verb: str) -> None:
    item = remark_in(S.PLANNED, cast)
    Feedback.objects.filter(pk=item.pk).update(holder=cast.editor)
    move(REMARKS, item, verb, cast.author if verb == "withdraw" else cast.officer, words="Not now.")
    assert (item.planned_for, item.holder) == (None, None)


def test_what_is_withdrawn_stands_for_itself_and_is_not_shown(cast: people.Cast) -> None:
    item = remark_in(S.MERGED, cast)
    Feedback.objects.filter(pk=item.pk).update(shown=True)
    move(REMARKS, item, "withdraw", cast.author)
    assert (item.merged_into, item.shown) == (None, False)


@pytest.mark.parametrize("row", MOVES, ids=lambda row: row.name)
def test_an_official_position_is_moved_by_its_author_only_while_he_is_there(
    cast: people.Cast, row: Move
) -> None:
    item = remark_in(row.sources[0], cast)
    Feedback.objects.filter(pk=item.pk).update(
        capacity="official", administration=cast.contact_point.administration
    )
    User.objects.filter(pk=cast.author.pk).update(administration=cast.other_contributor.administration)
    gone = User.objects.get(pk=cast.author.pk)
    with pytest.raises(MoveForbidden):
        move(REMARKS, item, row.name, gone, words="Once more.")
    assert item.state == row.sources[0]
