"""Each refusal by name: nothing is changed, and a sentence says why."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from feedback import saying, showing
from feedback.askers import asker_of
from feedback.models import Answer, Feedback
from feedback.rules import answer_of
from feedback.states import S
from feedback.workflow import REMARKS
from members.models import RoleHeld, User
from members.roles import Role
from moderation.models import Clearance, ClearanceMethod, Event
from moderation.refusals import MoveForbidden, MoveIncomplete, MoveOutdated
from moderation.workflow import available
from modules.workflow import EDITIONS
from tests import factories, people
from tests.factories import move
from tests.feedback.paths import coming, make, remark_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


def _refused(item: Feedback, verb: str, actor: User, **options: Any) -> str:
    before = (item.state, item.version, Event.objects.count())
    with pytest.raises(MoveIncomplete) as refusal:
        move(REMARKS, item, verb, actor, **options)
    item.refresh_from_db()
    assert (item.state, item.version, Event.objects.count()) == before
    return refusal.value.sentences[0]


@pytest.mark.parametrize("verb", ["defer", "no_change", "out_of_scope", "ask_back"])
def test_a_reason_is_required(cast: people.Cast, verb: str) -> None:
    _refused(remark_in(S.TRIAGED, cast), verb, cast.officer)


@pytest.mark.parametrize("verb", ["plan", "merge", "refer"])
def test_what_a_move_needs_is_required_of_every_caller(cast: people.Cast, verb: str) -> None:
    _refused(remark_in(S.TRIAGED, cast), verb, cast.officer)


def test_a_published_edition_takes_no_plan(cast: people.Cast) -> None:
    item = remark_in(S.TRIAGED, cast)
    current = factories.Edition.objects.current().get()
    sentence = _refused(
        item, "plan", cast.officer, data={"planned_for": current, "plan_sentence": "It changes."}
    )
    assert "published already" in sentence


def test_a_discarded_edition_takes_no_plan(cast: people.Cast) -> None:
    """It was on offer when the page was opened."""
    item, edition = remark_in(S.TRIAGED, cast), coming()
    factories.move(EDITIONS, edition, "discard", cast.editor, words="We begin again.")
    data = {"planned_for": edition, "plan_sentence": "It changes."}
    assert "no longer being prepared" in _refused(item, "plan", cast.officer, data=data)


def test_an_official_position_is_left_behind_with_the_post(client: Client, cast: people.Cast) -> None:
    official, own = remark_in(S.RETURNED, cast), remark_in(S.TRIAGED, cast)
    User.objects.filter(pk=cast.author.pk).update(administration=cast.other_contributor.administration)
    gone = User.objects.get(pk=cast.author.pk)
    assert _possible(official, gone) == set()
    assert "withdraw" in _possible(own, gone)
    assert list(Feedback.objects.of(gone)) == list(Feedback.objects.readable_by(gone)) == [own]
    assert asker_of(Feedback.objects.get(pk=official.pk)) is None
    client.force_login(gone, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(official.get_absolute_url()).status_code == 404


def _possible(item: Feedback, person: User) -> set[str]:
    return {offer.move.name for offer in available(REMARKS, item, person)}


def test_a_reason_that_was_overtaken_is_not_what_became_of_it(cast: people.Cast) -> None:
    item = remark_in(S.DEFERRED, cast)
    factories.move(REMARKS, item, "consider", cast.officer)
    make(item, "release", cast.publisher, cast)
    assert item.reason == ""
    factories.move(REMARKS, item, "show", cast.publisher, data={"shows_remark": True, "shows_answer": True})
    assert [outcome.in_words() for outcome in showing.rows(showing.outcomes())] == ["The sponsor signs."]


def test_an_answer_besides_a_decision_leaves_its_reason(cast: people.Cast) -> None:
    item = remark_in(S.NO_CHANGE, cast)
    make(item, "release", cast.publisher, cast)
    assert item.reason == "Words of no_change."


@pytest.mark.parametrize("verb", ["close", "put_back"])
def test_nobody_closes_or_puts_back_by_hand(cast: people.Cast, verb: str) -> None:
    item = remark_in(S.PLANNED, cast)
    for somebody in (cast.officer, cast.publisher, cast.editor, cast.author):
        with pytest.raises(MoveForbidden):
            move(REMARKS, item, verb, somebody)
    item.refresh_from_db()
    assert item.state == S.PLANNED


def test_reopened_once_and_not_again(cast: people.Cast) -> None:
    item = remark_in(S.NO_CHANGE, cast)
    move(REMARKS, item, "reopen", cast.author, words="You overlooked the island.")
    move(REMARKS, item, "no_change", cast.officer, words="Still no.")
    assert "reopened once" in _refused(item, "reopen", cast.author, words="Once more.")


def test_drafting_hands_do_not_release(cast: people.Cast) -> None:
    RoleHeld.objects.create(user=cast.officer, role=Role.PUBLISHER)
    item = remark_in(S.NO_CHANGE, cast)
    saying.draft_answer(item, cast.officer, "No.", expected_version=item.version)
    item.refresh_from_db()
    assert "Somebody else" in _refused(item, "release", cast.officer)


def test_the_answer_to_another_remark_is_none_to_release(cast: people.Cast) -> None:
    item, other = remark_in(S.NO_CHANGE, cast), remark_in(S.NO_CHANGE, cast)
    saying.draft_answer(other, cast.officer, "No.", expected_version=other.version)
    assert answer_of(item) is None
    assert "No answer is drafted" in _refused(item, "release", cast.publisher)
    other.refresh_from_db()
    assert answer_of(other).words == "No."


def test_who_drafted_a_released_answer_is_told_that_none_is_left_to_release(cast: people.Cast) -> None:
    """That somebody else must release it would be wrong: somebody else has."""
    RoleHeld.objects.create(user=cast.officer, role=Role.PUBLISHER)
    item = remark_in(S.NO_CHANGE, cast)
    make(item, "release", cast.publisher, cast)
    with pytest.raises(MoveIncomplete) as refusal:
        move(REMARKS, item, "release", cast.officer)
    assert len(refusal.value.sentences) == 1
    assert "No answer is drafted" in refusal.value.sentences[0]


def test_a_released_answer_is_not_released_again(cast: people.Cast) -> None:
    item = remark_in(S.NO_CHANGE, cast)
    saying.draft_answer(item, cast.officer, "No, because.", expected_version=item.version)
    move(REMARKS, item, "release", cast.publisher)
    assert item.state == S.NO_CHANGE
    assert "No answer is drafted" in _refused(item, "release", cast.publisher)


def test_a_new_draft_leaves_the_released_words_in_the_history(cast: people.Cast) -> None:
    item = remark_in(S.CLOSED, cast)
    move(REMARKS, item, "reopen", cast.author, words="One more point.")
    saying.draft_answer(item, cast.officer, "A second answer.", expected_version=item.version)
    assert not Answer.objects.get(feedback=item).is_released
    assert Event.objects.filter(verb="release").get().words == "The sponsor signs."


@pytest.mark.parametrize("state", [S.MERGED, S.WITHDRAWN, S.IN_CLEARANCE])
def test_nothing_is_treated_with_what_cannot_lead(cast: people.Cast, state: str) -> None:
    lead = remark_in(state, cast)
    item = remark_in(S.TRIAGED, cast)
    assert "cannot lead" in _refused(item, "merge", cast.officer, data={"into": lead})


def test_nothing_is_treated_with_itself(cast: people.Cast) -> None:
    item = remark_in(S.TRIAGED, cast)
    assert "itself" in _refused(item, "merge", cast.officer, data={"into": item})


def test_nothing_is_treated_with_what_does_not_exist(cast: people.Cast) -> None:
    item = remark_in(S.TRIAGED, cast)
    assert "There is no remark" in _refused(item, "merge", cast.officer, data={"into": None})


def test_two_remarks_never_follow_each_other(cast: people.Cast) -> None:
    one, two = remark_in(S.TRIAGED, cast), remark_in(S.TRIAGED, cast)
    seen = Feedback.objects.get(pk=one.pk)  # as an older page has it
    move(REMARKS, one, "merge", cast.officer, data={"into": two})
    _refused(two, "merge", cast.officer, data={"into": seen})


def test_the_author_does_not_clear_his_own_position(cast: people.Cast) -> None:
    second = factories.person(
        "second.contact", Role.CONTACT_POINT, administration=cast.contact_point.administration
    )
    item = factories.remark(cast.contact_point, capacity="official")
    assert "Another contact point" in _refused(item, "clear", cast.contact_point)
    move(REMARKS, item, "clear", second)
    clearance = Clearance.objects.get()
    assert clearance.method == ClearanceMethod.CONTACT_POINT
    assert clearance.sha256 == Event.objects.get(verb="clear").revision_sha


def test_a_contact_point_who_has_left_is_nobody_to_wait_for(cast: people.Cast) -> None:
    own = cast.contact_point.administration
    factories.person("former.contact", Role.CONTACT_POINT, administration=own, is_active=False)
    item = factories.remark(cast.contact_point, capacity="official")
    move(REMARKS, item, "clear", cast.contact_point)
    assert item.state == S.RECEIVED


def test_a_single_contact_point_clears_alone_and_it_is_flagged(cast: people.Cast) -> None:
    item = factories.remark(cast.contact_point, capacity="official")
    move(REMARKS, item, "clear", cast.contact_point)
    assert Clearance.objects.get().method == ClearanceMethod.SINGLE_PERSON


def test_an_official_position_reaches_the_desk_only_once_it_is_cleared(cast: people.Cast) -> None:
    item = factories.remark(cast.author, capacity="official")
    assert not Feedback.objects.at_desk_for(cast.officer).exists()
    move(REMARKS, item, "withdraw", cast.author)
    assert not Feedback.objects.at_desk_for(cast.officer).exists()
    other = factories.remark(cast.author, capacity="official")
    move(REMARKS, other, "clear", cast.contact_point)
    assert list(Feedback.objects.at_desk_for(cast.officer)) == [other]


def test_words_that_came_back_are_written_anew_and_only_then(cast: people.Cast) -> None:
    item = remark_in(S.RETURNED, cast)
    item = saying.rewrite(item, "Better words.", expected_version=item.version)
    move(REMARKS, item, "resend", cast.author)
    with pytest.raises(MoveOutdated):
        saying.rewrite(item, "Too late.", expected_version=item.version)
    item.refresh_from_db()
    assert (item.words, item.state) == ("Better words.", S.IN_CLEARANCE)


def test_a_question_goes_back_to_where_it_was_asked(cast: people.Cast) -> None:
    item = remark_in(S.UNDER_CONSIDERATION, cast)
    move(REMARKS, item, "ask_back", cast.officer, words="Which form?")
    move(REMARKS, item, "answer_back", cast.author, words="The declaration.")
    assert item.state == S.UNDER_CONSIDERATION


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "implemented"},
        {"state": S.MERGED},
        {"case_slug": "a-case"},
        {"section_key": ""},
    ],
)
def test_the_database_refuses(cast: people.Cast, broken: dict[str, str]) -> None:
    item = factories.remark(cast.author)
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.objects.filter(pk=item.pk).update(**broken)


def test_the_same_words_are_stored_once(cast: people.Cast) -> None:
    first = factories.remark(cast.author, words="Say who signs.")
    assert factories.remark(cast.author, words="say   who signs.") == first
    assert factories.remark(cast.delegate, words="Say who signs.") != first
    move(REMARKS, first, "withdraw", cast.author)
    assert factories.remark(cast.author, words="Say who signs.") != first
