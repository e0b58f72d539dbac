"""What the moves of table (a) do besides changing a state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casestudies import drafts, editing, publishing
from casestudies.models import CaseStudy, Submission
from casestudies.states import S
from casestudies.workflow import SUBMISSIONS
from letters.models import Letter
from members.models import RoleHeld
from members.roles import Role
from moderation.models import Clearance, ClearanceMethod, Event, Point
from moderation.refusals import MoveForbidden, MoveIncomplete, MoveOutdated
from moderation.scheduling import publish_due
from search.models import Entry
from tests import factories, people
from tests.factories import make, move

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> people.Cast:
    return people.cast()


# The Secretariat's edits


def test_edited_text_needs_confirmation(cast: people.Cast) -> None:
    item = people.submission_in("in_review", cast)
    factories.edited(item, cast.officer)
    make(item, "accept", cast.officer)
    assert item.state == S.AWAITING_CONFIRMATION
    assert item.cleared.content["years"] == "2021–2024"
    make(item, "confirm", cast.contact_point)
    assert (item.state, item.cleared) == (S.ACCEPTED, item.current)
    assert Clearance.objects.last().sha256 == item.current.sha256
    make(item, "publish", cast.publisher)
    assert item.case_study.years == "2020–2024"


def test_edit_taken_back_needs_no_confirmation(cast: people.Cast) -> None:
    item = people.submission_in("in_review", cast)
    factories.edited(item, cast.officer)
    factories.edited(item, cast.officer, years="2021–2024")
    make(item, "accept", cast.officer)
    assert item.state == S.ACCEPTED
    assert item.cleared.content["years"] == "2021–2024"


def test_accepted_text_is_the_one_that_is_published(cast: people.Cast) -> None:
    """An earlier text was cleared too: what goes live is what was accepted last."""
    item = people.submission_in("awaiting_confirmation", cast)
    make(item, "confirm", cast.contact_point)
    item.state = S.IN_REVIEW  # as after a dispute
    item.save()
    factories.edited(item, cast.officer, years="2021–2024")
    make(item, "accept", cast.officer)
    make(item, "publish", cast.publisher)
    assert item.case_study.years == "2021–2024"


def test_whoever_edited_does_not_publish(cast: people.Cast) -> None:
    RoleHeld.objects.create(user=cast.officer, role=Role.PUBLISHER)
    item = people.submission_in("in_review", cast)
    factories.edited(item, cast.officer)
    make(item, "release", cast.officer)
    make(item, "claim", cast.second_officer)
    make(item, "accept", cast.second_officer)
    make(item, "confirm", cast.contact_point)
    with pytest.raises(MoveIncomplete):
        make(item, "publish", cast.officer)


def test_disputed_text_goes_back_with_words(cast: people.Cast) -> None:
    item = people.submission_in("awaiting_confirmation", cast)
    with pytest.raises(MoveIncomplete):
        move(SUBMISSIONS, item, "dispute", cast.contact_point)
    move(SUBMISSIONS, item, "dispute", cast.contact_point, words="The year was right.")
    assert (item.state, item.holder) == (S.IN_REVIEW, cast.officer)


def test_only_the_holder_edits(cast: people.Cast) -> None:
    item = people.submission_in("in_review", cast)
    seen = drafts.fingerprint(item.current.content, "about")
    with pytest.raises(drafts.NotWritable):
        editing.edit(item, "about", {"years": "2020"}, expected=seen, actor=cast.second_officer)
    assert item.revisions.count() == 1


def test_edit_of_an_older_tab_is_refused(cast: people.Cast) -> None:
    item = people.submission_in("in_review", cast)
    seen = drafts.fingerprint(item.current.content, "about")
    factories.edited(item, cast.officer)
    with pytest.raises(drafts.DraftConflict):
        editing.edit(item, "about", {"years": "2019"}, expected=seen, actor=cast.officer)


def test_audience_is_not_the_secretariats_to_edit(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("in_review", cast)
    client.force_login(cast.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("casestudies:edit_text", args=[item.reference, "clearance"])
    assert client.get(url).status_code == 404


# Deciding, and taking a decision back


def test_assigned_to_a_colleague_who_is_told(cast: people.Cast) -> None:
    item = people.submission_in("submitted", cast)
    move(SUBMISSIONS, item, "assign", cast.officer, data={"colleague": cast.second_officer})
    assert (item.state, item.holder) == (S.IN_REVIEW, cast.second_officer)
    assert Letter.objects.filter(kind="casestudies/assigned", recipient=cast.second_officer).count() == 1


def test_not_assigned_to_somebody_who_cannot_review(cast: people.Cast) -> None:
    RoleHeld.objects.create(user=cast.author, role=Role.CASE_OFFICER)
    item = people.submission_in("submitted", cast)
    for colleague in (cast.publisher, cast.author, None):
        with pytest.raises(MoveIncomplete):
            move(SUBMISSIONS, item, "assign", cast.officer, data={"colleague": colleague})


@pytest.mark.parametrize("decision", ["request_changes", "accept", "decline"])
def test_decision_taken_back_within_a_minute(cast: people.Cast, decision: str) -> None:
    item = people.submission_in("in_review", cast)
    make(item, decision, cast.officer)
    make(item, "take_back", cast.officer)
    assert (item.state, item.holder) == (S.IN_REVIEW, cast.officer)
    assert not Point.objects.exclude(sent_at=None).exists()
    make(item, decision, cast.officer)


def test_decision_not_taken_back_after_a_minute(cast: people.Cast) -> None:
    item = people.submission_in("in_review", cast)
    make(item, "decline", cast.officer)
    with time_machine.travel(timezone.now() + timedelta(seconds=61)), pytest.raises(MoveForbidden):
        make(item, "take_back", cast.officer)


def test_decision_not_taken_back_once_a_letter_has_left(cast: people.Cast) -> None:
    item = people.submission_in("in_review", cast)
    event = make(item, "decline", cast.officer)
    Letter.objects.filter(key__startswith=str(event.key)).update(sent_at=timezone.now())
    with pytest.raises(MoveIncomplete):
        make(item, "take_back", cast.officer)
    assert item.state == S.DECLINED


def test_decision_of_somebody_else_is_not_taken_back(cast: people.Cast) -> None:
    item = people.submission_in("in_review", cast)
    make(item, "decline", cast.officer)
    with pytest.raises(MoveForbidden):
        make(item, "take_back", cast.second_officer)


def test_reopened_goes_to_whoever_declined(cast: people.Cast) -> None:
    item = people.submission_in("declined", cast)
    make(item, "reopen", cast.publisher)
    assert (item.state, item.holder) == (S.IN_REVIEW, cast.officer)


# Publishing at a set time


def test_scheduled_publication_happens_when_its_time_comes(cast: people.Cast) -> None:
    item = people.submission_in("scheduled", cast)
    assert publish_due(SUBMISSIONS, S.SCHEDULED) == (0, 0)
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert publish_due(SUBMISSIONS, S.SCHEDULED) == (1, 0)
        assert publish_due(SUBMISSIONS, S.SCHEDULED) == (0, 0)
    item.refresh_from_db()
    assert (item.state, item.publish_at) == (S.PUBLISHED, None)


def test_scheduled_publication_asks_every_guard_again(cast: people.Cast) -> None:
    """The publisher lost the role meanwhile: it goes back, and the publishers are told why."""
    second = factories.person("second.publisher", Role.PUBLISHER)
    item = people.submission_in("scheduled", cast)
    cast.publisher.roles_held.all().delete()
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert publish_due(SUBMISSIONS, S.SCHEDULED) == (0, 1)
    item.refresh_from_db()
    assert (item.state, item.publish_at) == (S.ACCEPTED, None)
    assert Letter.objects.filter(kind="casestudies/missed", recipient=second).count() == 1
    assert not CaseStudy.objects.published().exists()


def test_scheduled_publication_is_never_wider_than_it_was_cleared(cast: people.Cast) -> None:
    item = people.submission_in("scheduled", cast, audience="members")
    Submission.objects.filter(pk=item.pk).update(narrowed_to="public")
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        publish_due(SUBMISSIONS, S.SCHEDULED)
    assert not CaseStudy.objects.published().exists()


def test_scheduled_publication_that_fails_stops_nobody_after_it(
    cast: people.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = people.submission_in("scheduled", cast), people.submission_in("scheduled", cast)
    go_live = publishing.go_live

    def fails(item: Submission) -> None:
        go_live(item)
        if item == broken:
            raise ValueError("nobody expected this")

    monkeypatch.setattr(publishing, "go_live", fails)
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert publish_due(SUBMISSIONS, S.SCHEDULED) == (1, 1)
        monkeypatch.undo()
        assert publish_due(SUBMISSIONS, S.SCHEDULED) == (1, 0)
    assert set(Submission.objects.values_list("pk", "state")) == {
        (broken.pk, S.PUBLISHED),
        (sound.pk, S.PUBLISHED),
    }


def test_schedule_wants_a_time_to_come(cast: people.Cast) -> None:
    item = people.submission_in("accepted", cast)
    for moment in (None, timezone.now() - timedelta(minutes=1)):
        with pytest.raises(MoveIncomplete):
            move(SUBMISSIONS, item, "schedule", cast.publisher, data={"publish_at": moment})


def test_withdrawn_before_its_time_is_never_published(cast: people.Cast) -> None:
    item = people.submission_in("scheduled", cast)
    make(item, "withdraw", cast.contact_point)
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert publish_due(SUBMISSIONS, S.SCHEDULED) == (0, 0)
    assert not CaseStudy.objects.published().exists()


# Retracting


def test_retracted_case_leaves_a_notice_and_nothing_else(
    client: Client, cast: people.Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        item = people.submission_in("published", cast, audience="public")
    assert Entry.objects.filter(key=item.case_study.slug).exists()
    address = item.case_study.get_absolute_url()
    with django_capture_on_commit_callbacks(execute=True):
        move(SUBMISSIONS, item, "retract", cast.contact_point, words="A figure was wrong.")
    page = client.get(address)
    assert page.status_code == 410
    # A browser asks again each time; a proxy holds it for a second, in the place of the text that was there.
    assert page["Cache-Control"] == "public, max-age=0, s-maxage=1, must-revalidate"
    assert "A figure was wrong." in page.content.decode()
    assert "half" not in page.content.decode()
    for listing in ("casestudies:library", "feed_case_studies", "home", "sitemap_index"):
        assert item.case_study.slug not in client.get(reverse(listing)).content.decode()
    assert not Entry.objects.filter(key=item.case_study.slug).exists()


def test_notice_of_a_members_only_case_is_for_members(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("published", cast, audience="members")
    move(SUBMISSIONS, item, "retract", cast.publisher, words="Asked for.")
    assert client.get(item.case_study.get_absolute_url()).status_code == 404
    client.force_login(cast.delegate, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(item.case_study.get_absolute_url()).status_code == 410


def test_notice_of_an_unattributed_case_names_nobody(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("published", cast, audience="unattributed")
    move(SUBMISSIONS, item, "retract", cast.publisher, words="Asked for.")
    page = client.get(item.case_study.get_absolute_url()).content.decode()
    assert "Meridia" not in page


def test_restored_case_has_its_old_place(
    client: Client, cast: people.Cast, django_capture_on_commit_callbacks: Any
) -> None:
    item = people.submission_in("retracted", cast, audience="public")
    published = Event.objects.get(item=item.pk, verb="publish").at
    with django_capture_on_commit_callbacks(execute=True):
        make(item, "restore", cast.contact_point)
    item.case_study.refresh_from_db()
    assert item.case_study.published_at == published
    assert client.get(item.case_study.get_absolute_url()).status_code == 200
    assert Entry.objects.filter(key=item.case_study.slug).exists()


def test_only_the_side_that_retracted_restores(cast: people.Cast) -> None:
    item = people.submission_in("retracted", cast)
    with pytest.raises(MoveForbidden):
        make(item, "restore", cast.publisher)
    other = people.submission_in("published", cast)
    move(SUBMISSIONS, other, "retract", cast.publisher, words="Sensitive.")
    with pytest.raises(MoveForbidden):
        make(other, "restore", cast.contact_point)


# A new text of a published case


def test_new_text_leaves_the_live_one_until_it_is_published(cast: people.Cast) -> None:
    item = people.submission_in("published", cast)
    make(item, "new_submission", cast.colleague)
    newer = Submission.objects.open().get(case_study=item.case_study)
    assert newer.draft["title"] == item.draft["title"]
    assert not newer.draft["statement"]
    assert CaseStudy.objects.get(pk=item.case_study_id).live == item.cleared
    with pytest.raises(MoveIncomplete):
        make(item, "new_submission", cast.author)


def test_superseded_by_a_move_of_its_own(cast: people.Cast) -> None:
    item = people.submission_in("superseded", cast)
    assert item.state == S.SUPERSEDED
    last = Event.objects.filter(item=item.pk).last()
    assert (last.verb, last.actor, last.target) == ("supersede", cast.publisher, S.SUPERSEDED)
    with pytest.raises(MoveOutdated):
        make(item, "retract", cast.contact_point)


# Still true


def test_readers_are_told_after_two_missed_confirmations(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("published", cast, audience="public")
    address = item.case_study.get_absolute_url()
    sentence = "has not confirmed this text since"
    with time_machine.travel(timezone.now() + timedelta(days=2 * 548 + 1)):
        assert sentence in client.get(address).content.decode()
        make(item, "still_true", cast.contact_point)
        assert sentence not in client.get(address).content.decode()


def test_single_person_confirmation_is_flagged(cast: people.Cast) -> None:
    for person in (cast.author, cast.colleague):
        person.roles_held.all().delete()
    item = people.submission_in("draft", cast)
    item.writers.add(cast.contact_point)
    make(item, "submit", cast.contact_point)
    make(item, "clear", cast.contact_point)
    assert Clearance.objects.get(item=item.pk).method == ClearanceMethod.SINGLE_PERSON
