"""What a move of an edition writes besides its state, and where no move may be made any more."""

from __future__ import annotations

import pytest

from members.models import RoleHeld
from members.roles import Role
from moderation.refusals import MoveForbidden, MoveOutdated
from moderation.workflow import Move
from modules.models import Edition
from modules.states import S
from modules.workflow import MOVES
from tests import people
from tests.modules.editing import edition_in, move

pytestmark = pytest.mark.django_db
MINOR = [state for state in S.values if state not in {S.TABLED, S.ENDORSED}]


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


@pytest.mark.parametrize(
    ("kind", "state"), [*(("major", state) for state in S.values), *(("minor", state) for state in MINOR)]
)
def test_no_move_is_made_from_another_state(cast: people.Cast, kind: str, state: str) -> None:
    item = edition_in(state, cast, kind)
    before = (item.state, item.version)
    assert item.state == state
    for row in MOVES:
        if state in row.sources:
            continue
        for actor in (cast.editor, cast.publisher):
            with pytest.raises((MoveOutdated, MoveForbidden)):
                move(item, row.name, actor)
    item.refresh_from_db()
    assert (item.state, item.version) == before


@pytest.mark.parametrize("row", MOVES, ids=lambda row: row.name)
def test_who_began_an_edition_and_is_no_editor_any_more_moves_nothing(cast: people.Cast, row: Move) -> None:
    item = edition_in(row.sources[0], cast)
    assert item.author == cast.editor
    RoleHeld.objects.filter(user=cast.editor).update(role=Role.AUDITOR)
    with pytest.raises(MoveForbidden):
        move(item, row.name, cast.editor)


def test_an_edition_that_nobody_began_is_answered_for_by_who_sends_it(cast: people.Cast) -> None:
    item = edition_in(S.DRAFTING, cast)
    Edition.objects.filter(pk=item.pk).update(author=None)
    move(item, "send_for_review", cast.editor)
    item.refresh_from_db()
    assert item.author == cast.editor


@pytest.mark.parametrize("verb", ["unschedule", "request_changes", "publish"])
def test_what_is_taken_off_the_calendar_has_no_day_any_more(cast: people.Cast, verb: str) -> None:
    item = edition_in(S.SCHEDULED, cast)
    assert item.publish_at is not None
    move(item, verb, cast.publisher)
    item.refresh_from_db()
    assert (item.publish_at, item.scheduled_by) == (None, None)
