"""What every move does whatever its table says: version, time, promise, event, freshness."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from casestudies.models import Submission
from casestudies.states import S
from casestudies.workflow import SUBMISSIONS
from members.models import RoleHeld
from members.roles import Role
from moderation import clock, freshness
from moderation.engine import happen, last_event, perform
from moderation.models import Event
from moderation.refusals import MoveForbidden, MoveIncomplete, MoveOutdated
from moderation.workflow import Workflow
from moderation.working_days import add_working_days
from tests import factories, people
from tests.factories import move

pytestmark = pytest.mark.django_db
LATER = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


def _with(verb: str, **changes: Any) -> Workflow:
    """The table of submissions with one row changed."""
    moves = tuple(replace(row, **changes) if row.name == verb else row for row in SUBMISSIONS.moves)
    return replace(SUBMISSIONS, moves=moves)


def test_a_move_raises_the_version_by_one_and_says_since_when(cast: people.Cast) -> None:
    item = factories.draft(cast.author)
    seen = item.version
    with clock.at(LATER):
        event = move(SUBMISSIONS, item, "submit", cast.author, words="  Ready.  ")
    assert (item.state, item.version, item.state_since) == (S.IN_CLEARANCE, seen + 1, LATER)
    assert (event.source, event.target, event.at, event.words) == (S.DRAFT, S.IN_CLEARANCE, LATER, "Ready.")


def test_a_move_that_changes_no_state_leaves_since_when(cast: people.Cast) -> None:
    item = factories.draft(cast.author)
    since = item.state_since
    with clock.at(LATER):
        move(SUBMISSIONS, item, "hand_over", cast.author, data={"colleague": cast.colleague})
    assert (item.state, item.state_since) == (S.DRAFT, since)


def test_a_promise_runs_from_the_day_of_the_move(cast: people.Cast) -> None:
    item = factories.draft(cast.author)
    with clock.at(LATER):
        move(SUBMISSIONS, item, "submit", cast.author)
    assert item.due_on == add_working_days(LATER.date(), 10)


def test_another_promise_begins_with_its_move(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_CLEARANCE, cast)
    assert item.due_on == add_working_days(item.created.date(), 10)
    with clock.at(LATER):
        move(SUBMISSIONS, item, "clear", cast.contact_point)
    assert item.due_on == add_working_days(LATER.date(), 10)


def test_the_same_promise_goes_on(cast: people.Cast) -> None:
    """The Secretariat's promise begins with the clearance, and does not begin again when somebody takes it."""
    item = people.submission_in(S.SUBMITTED, cast)
    promised = item.due_on
    with clock.at(LATER):
        move(SUBMISSIONS, item, "assign", cast.officer, data={"colleague": cast.second_officer})
    assert (item.state, item.state_since) == (S.IN_REVIEW, LATER)
    assert item.due_on == promised == add_working_days(item.created.date(), 10)


def test_a_date_that_is_lacking_is_made_up_for(cast: people.Cast) -> None:
    item = people.submission_in(S.SUBMITTED, cast)
    Submission.objects.filter(pk=item.pk).update(due_on=None)
    with clock.at(LATER):
        move(SUBMISSIONS, item, "assign", cast.officer, data={"colleague": cast.second_officer})
    assert item.due_on == add_working_days(LATER.date(), 10)


def test_a_date_that_the_move_names_is_the_date(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_REVIEW, cast)
    factories.point(item, cast.officer)
    move(SUBMISSIONS, item, "request_changes", cast.officer, data={"due_on": date(2027, 5, 4)})
    assert item.due_on == date(2027, 5, 4)


def test_a_state_without_a_promise_has_no_date(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_CLEARANCE, cast)
    assert item.due_on is not None
    move(SUBMISSIONS, item, "withdraw", cast.contact_point)
    assert item.due_on is None


def test_a_move_without_a_form_has_a_key_of_its_own(cast: people.Cast) -> None:
    item = people.submission_in(S.SUBMITTED, cast)
    first = perform(SUBMISSIONS, item, "claim", cast.officer, expected_version=item.version)
    item.refresh_from_db()
    second = perform(SUBMISSIONS, item, "release", cast.officer, expected_version=item.version)
    assert first.key
    assert second.key not in {None, first.key}
    assert Event.objects.about(SUBMISSIONS.name, item.pk).last() == second


def test_a_move_that_does_not_exist_is_refused(cast: people.Cast) -> None:
    item = factories.draft(cast.author)
    with pytest.raises(MoveForbidden):
        move(SUBMISSIONS, item, "abolish", cast.author)
    with pytest.raises(MoveOutdated):
        happen(SUBMISSIONS, item, "abolish", cast.author, role=Role.CONTRIBUTOR)
    assert not Event.objects.about(SUBMISSIONS.name, item.pk).exists()


def test_the_roles_of_now_count_and_not_those_of_an_older_page(cast: people.Cast) -> None:
    item = people.submission_in(S.SUBMITTED, cast)
    assert Role.CASE_OFFICER in cast.officer.roles  # read, and remembered
    RoleHeld.objects.filter(user=cast.officer).delete()
    with pytest.raises(MoveForbidden):
        perform(SUBMISSIONS, item, "claim", cast.officer, expected_version=item.version)


def test_everything_that_is_missing_is_said_at_once(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_CLEARANCE, cast)
    table = _with("return", guards=(lambda _step: ["One."], lambda _step: ["Two.", "Three."]))
    with pytest.raises(MoveIncomplete) as refusal:
        move(table, item, "return", cast.contact_point, words="   ")
    assert refusal.value.sentences[:3] == ["One.", "Two.", "Three."]
    assert len(refusal.value.sentences) == 4
    assert Submission.objects.get(pk=item.pk).state == S.IN_CLEARANCE


def test_letters_are_written_with_what_the_form_said(cast: people.Cast) -> None:
    item = people.submission_in(S.SUBMITTED, cast)
    told: list[tuple[str, object]] = []
    table = replace(SUBMISSIONS, notify=lambda item, event: told.append((item.state, event.data)))
    data = {"colleague": cast.second_officer}
    move(table, item, "assign", cast.officer, data=data)
    happen(table, item, "release", cast.officer, role=Role.CASE_OFFICER, words="Nobody has it.")
    assert told == [(S.IN_REVIEW, data), (S.SUBMITTED, {})]
    assert last_event(table, item).words == "Nobody has it."


@pytest.mark.parametrize("public", [True, False])
def test_strangers_pages_are_made_anew_after_public_moves_only(cast: people.Cast, public: bool) -> None:
    item = people.submission_in(S.SUBMITTED, cast)
    table = _with("claim", public=public)
    before = freshness.current()[0]
    move(table, item, "claim", cast.officer)
    assert freshness.current()[0] == before + public
    happen(_with("release", public=public), item, "release", cast.officer, role=Role.CASE_OFFICER)
    assert freshness.current()[0] == before + 2 * public


def test_the_number_of_what_strangers_see_is_raised_once_and_last(cast: people.Cast) -> None:
    """Its one row is wanted by all who publish: it is taken when no other row is wanted any more."""
    item, other = people.submission_in(S.SUBMITTED, cast), people.submission_in(S.IN_REVIEW, cast)
    before, seen = freshness.current()[0], []

    def notify(_item: object, _event: object) -> None:
        happen(_with("release", public=True), other, "release", cast.officer, role=Role.CASE_OFFICER)
        seen.append(freshness.current()[0])

    move(replace(SUBMISSIONS, notify=notify), item, "claim", cast.officer)
    assert (seen, freshness.current()[0]) == ([before], before + 1)
    with pytest.raises(MoveOutdated):
        move(replace(SUBMISSIONS, notify=notify), item, "release", cast.officer)
    assert freshness.current()[0] == before + 1
    freshness.touch()
    assert freshness.current()[0] == before + 2


def test_a_move_that_happens_by_itself_is_an_event_like_any_other(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_REVIEW, cast)
    with clock.at(item.state_since + timedelta(days=1)):
        event = happen(SUBMISSIONS, item, "release", cast.officer, role="case_officer")
    assert event == last_event(SUBMISSIONS, item)
    assert (event.verb, event.actor, event.role) == ("release", cast.officer, Role.CASE_OFFICER)
