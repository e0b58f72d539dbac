"""What must never happen to a text: each refusal of docs/workflow.md with its test."""

from __future__ import annotations

from uuid import uuid4

import pytest

from casestudies import drafts
from casestudies.models import CaseStudy, Submission
from casestudies.rules import case_officers_for
from casestudies.states import S
from casestudies.submissions import waits_for
from casestudies.workflow import SUBMISSIONS
from members.models import RoleHeld
from members.roles import Role
from moderation.engine import happen, perform
from moderation.models import Clearance, Event, Point
from moderation.refusals import MoveForbidden, MoveIncomplete, MoveOutdated
from tests import factories, people
from tests.factories import move

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


def test_submit_incomplete_text_names_every_gap(cast: people.Cast) -> None:
    item = factories.draft(cast.author, title="", lessons=["Only one."], statement=False)
    with pytest.raises(MoveIncomplete) as refusal:
        move(SUBMISSIONS, item, "submit", cast.author)
    assert len(refusal.value.sentences) == 3
    assert item.revisions.count() == 0


def test_submit_seals_the_text(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_CLEARANCE, cast)
    assert item.current.content == item.draft
    assert len(item.current.sha256) == 64
    assert item.current.html["situation"] == "<p>Traders visited <strong>nine</strong> counters.</p>\n"


def test_clear_by_the_wrong_administration_is_refused(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_CLEARANCE, cast)
    with pytest.raises(MoveForbidden):
        move(SUBMISSIONS, item, "clear", cast.other_contact_point)
    assert not Clearance.objects.exists()


def test_clear_by_a_writer_is_refused_while_there_are_others(cast: people.Cast) -> None:
    RoleHeld.objects.create(user=cast.author, role=Role.CONTACT_POINT)
    item = people.submission_in(S.IN_CLEARANCE, cast)
    with pytest.raises(MoveIncomplete):
        move(SUBMISSIONS, item, "clear", cast.author)


def test_clear_by_the_only_person_is_flagged(cast: people.Cast) -> None:
    RoleHeld.objects.create(user=cast.author, role=Role.CONTACT_POINT)
    item = people.submission_in(S.IN_CLEARANCE, cast)
    for person in (cast.colleague, cast.contact_point):
        person.is_active = False
        person.save()
    move(SUBMISSIONS, item, "clear", cast.author)
    assert Clearance.objects.get().method == "single_person"


def test_officers_of_the_administration_are_not_among_those_who_may_review(cast: people.Cast) -> None:
    item = people.submission_in(S.SUBMITTED, cast)
    lent = factories.person("lent", Role.CASE_OFFICER, administration=item.administration)
    assert lent not in case_officers_for(item)
    assert cast.officer in case_officers_for(item)


def test_return_goes_back_to_where_it_came_from(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_CLEARANCE, cast)
    move(SUBMISSIONS, item, "return", cast.contact_point, words="The figures are missing.")
    assert item.state == S.DRAFT


def test_return_after_changes_goes_back_to_changes(cast: people.Cast) -> None:
    item = people.submission_in(S.CHANGES_REQUESTED, cast)
    Point.objects.update(answer="Five hours.", answered_at=item.state_since, answered_by=cast.author)
    move(SUBMISSIONS, item, "submit", cast.author)
    move(SUBMISSIONS, item, "return", cast.contact_point, words="Not like this.")
    assert item.state == S.CHANGES_REQUESTED


def test_return_needs_words(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_CLEARANCE, cast)
    with pytest.raises(MoveIncomplete):
        move(SUBMISSIONS, item, "return", cast.contact_point)


def test_submit_again_needs_every_point_answered(cast: people.Cast) -> None:
    item = people.submission_in(S.CHANGES_REQUESTED, cast)
    with pytest.raises(MoveIncomplete):
        move(SUBMISSIONS, item, "submit", cast.author)


def test_request_changes_needs_a_point_the_administration_sees(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_REVIEW, cast)
    factories.point(item, cast.officer, internal=True)
    with pytest.raises(MoveIncomplete):
        move(SUBMISSIONS, item, "request_changes", cast.officer)


def test_accept_with_a_blocking_point_is_refused(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_REVIEW, cast)
    factories.point(item, cast.officer)
    with pytest.raises(MoveIncomplete):
        move(SUBMISSIONS, item, "accept", cast.officer)


def test_accept_without_both_languages_is_refused(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_REVIEW, cast, title_fr="")
    with pytest.raises(MoveIncomplete):
        move(SUBMISSIONS, item, "accept", cast.officer)


def test_accept_by_another_officer_is_refused(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_REVIEW, cast)
    with pytest.raises(MoveForbidden):
        move(SUBMISSIONS, item, "accept", cast.second_officer)


def test_publish_by_the_accepting_officer_is_refused(cast: people.Cast) -> None:
    RoleHeld.objects.create(user=cast.officer, role=Role.PUBLISHER)
    item = people.submission_in(S.ACCEPTED, cast)
    with pytest.raises(MoveIncomplete):
        move(SUBMISSIONS, item, "publish", cast.officer)
    assert not CaseStudy.objects.published().exists()


def test_publish_by_somebody_who_wrote_in_it_is_refused(cast: people.Cast) -> None:
    item = people.submission_in(S.ACCEPTED, cast)
    item.writers.add(cast.publisher)
    with pytest.raises(MoveIncomplete):
        move(SUBMISSIONS, item, "publish", cast.publisher)
    assert not CaseStudy.objects.published().exists()


def test_publish_by_a_contributor_is_forbidden(cast: people.Cast) -> None:
    RoleHeld.objects.create(user=cast.author, role=Role.PUBLISHER)
    item = people.submission_in(S.ACCEPTED, cast)
    with pytest.raises(MoveForbidden):
        move(SUBMISSIONS, item, "publish", cast.author)


def test_publish_text_edited_after_clearance_is_refused(cast: people.Cast) -> None:
    item = people.submission_in(S.ACCEPTED, cast)
    item.draft = {**item.draft, "situation": "Other words."}
    item.current = _sealed(item, cast)
    item.save()
    with pytest.raises(MoveIncomplete):
        move(SUBMISSIONS, item, "publish", cast.publisher)


def _sealed(item: Submission, cast: people.Cast):  # noqa: ANN202
    from casestudies.sealing import seal

    return seal(item, cast.author)


def test_publish_to_a_wider_audience_is_refused(cast: people.Cast) -> None:
    item = people.submission_in(S.ACCEPTED, cast, audience="members")
    item.narrowed_to = "public"
    item.save()
    with pytest.raises(MoveIncomplete):
        move(SUBMISSIONS, item, "publish", cast.publisher)


def test_publish_withdrawn_text_is_refused(cast: people.Cast) -> None:
    item = people.submission_in(S.ACCEPTED, cast)
    seen = item.version
    move(SUBMISSIONS, item, "withdraw", cast.contact_point)
    with pytest.raises(MoveOutdated) as refusal:
        perform(SUBMISSIONS, item, "publish", cast.publisher, expected_version=seen)
    assert refusal.value.latest.verb == "withdraw"
    assert not CaseStudy.objects.published().exists()


def test_publish_makes_exactly_the_cleared_text_live(cast: people.Cast) -> None:
    item = people.submission_in(S.PUBLISHED, cast)
    live = CaseStudy.objects.get().live
    assert live.sha256 == item.cleared.sha256 == Clearance.objects.get().sha256
    assert live.content["title"] == "One window for nine agencies"


def test_text_cannot_be_written_while_others_have_it(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_REVIEW, cast)
    with pytest.raises(drafts.NotWritable):
        drafts.save(item, "about", {"title": "Other"}, expected=drafts.seen(item, "about"), actor=cast.author)


def test_an_older_tab_never_overwrites(cast: people.Cast) -> None:
    item = factories.draft(cast.author)
    seen = drafts.seen(item, "about")
    drafts.save(item, "about", {"title": "The colleague’s"}, expected=seen, actor=cast.colleague)
    with pytest.raises(drafts.DraftConflict):
        drafts.save(item, "about", {"title": "Mine"}, expected=seen, actor=cast.author)
    item.refresh_from_db()
    assert item.draft["title"] == "The colleague’s"


def test_a_page_of_an_older_version_moves_nothing(cast: people.Cast) -> None:
    """The state would allow it; what the person saw is no longer what there is."""
    item = people.submission_in(S.IN_REVIEW, cast)
    Submission.objects.filter(pk=item.pk).update(version=item.version + 1)
    events = Event.objects.count()
    with pytest.raises(MoveOutdated):
        perform(SUBMISSIONS, item, "accept", cast.officer, expected_version=item.version)
    assert (Submission.objects.get(pk=item.pk).state, Event.objects.count()) == (S.IN_REVIEW, events)


def test_a_state_that_does_not_allow_a_move_refuses_it(cast: people.Cast) -> None:
    item = people.submission_in(S.DECLINED, cast)
    with pytest.raises(MoveOutdated):
        move(SUBMISSIONS, item, "decline", cast.officer, words="Once more.")
    with pytest.raises(MoveOutdated):
        happen(SUBMISSIONS, item, "supersede", cast.publisher, role=Role.PUBLISHER)
    assert Submission.objects.get(pk=item.pk).state == S.DECLINED


def test_a_closed_account_moves_nothing(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_REVIEW, cast)
    cast.officer.is_active = False
    cast.officer.save()
    with pytest.raises(MoveForbidden):
        move(SUBMISSIONS, item, "decline", cast.officer, words="No.")


def test_withdrawn_text_leaves_the_desk(cast: people.Cast) -> None:
    item = people.submission_in(S.IN_REVIEW, cast)
    move(SUBMISSIONS, item, "withdraw", cast.contact_point)
    assert not Submission.objects.at_desk_for(cast.officer).exists()


def test_the_same_form_twice_has_one_effect(cast: people.Cast) -> None:
    item = people.submission_in(S.SUBMITTED, cast)
    key = uuid4()
    first = perform(SUBMISSIONS, item, "claim", cast.officer, expected_version=item.version, key=key)
    again = perform(SUBMISSIONS, item, "claim", cast.officer, expected_version=item.version, key=key)
    assert first == again
    assert Event.objects.filter(verb="claim").count() == 1


def test_a_key_of_another_item_is_refused(cast: people.Cast) -> None:
    first, second = people.submission_in(S.SUBMITTED, cast), people.submission_in(S.SUBMITTED, cast)
    key = uuid4()
    perform(SUBMISSIONS, first, "claim", cast.officer, expected_version=first.version, key=key)
    with pytest.raises(MoveOutdated):
        perform(SUBMISSIONS, second, "claim", cast.officer, expected_version=second.version, key=key)
    second.refresh_from_db()
    assert second.state == S.SUBMITTED


def test_a_role_taken_away_works_at_once(cast: people.Cast) -> None:
    item = people.submission_in(S.SUBMITTED, cast)
    officer = cast.officer
    assert Role.CASE_OFFICER in officer.roles
    RoleHeld.objects.filter(user=officer).delete()
    with pytest.raises(MoveForbidden):
        perform(SUBMISSIONS, item, "claim", officer, expected_version=item.version)


def test_events_name_text_role_and_administration(cast: people.Cast) -> None:
    item = people.submission_in(S.PUBLISHED, cast)
    events = list(Event.objects.filter(item=item.pk).values_list("verb", "role", "administration__name_en"))
    assert events == [
        ("submit", "contributor", "Customs Service of Meridia"),
        ("clear", "contact_point", "Customs Service of Meridia"),
        ("claim", "case_officer", None),
        ("accept", "case_officer", None),
        ("publish", "publisher", None),
    ]
    assert set(Event.objects.exclude(verb="claim").values_list("revision_sha", flat=True)) == {
        item.cleared.sha256
    }


def test_what_waits_is_found_on_any_page_of_the_list(cast: people.Cast) -> None:
    waiting = people.submission_in(S.IN_CLEARANCE, cast)
    for _ in range(25):
        factories.draft(cast.author)
    assert waiting in list(waits_for(cast.contact_point))
    assert waiting not in list(waits_for(cast.author))
