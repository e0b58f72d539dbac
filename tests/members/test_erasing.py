"""A person who is erased stands nowhere any more; what must stay stays, and says “A former colleague”."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from casestudies.models import Submission
from casestudies.workflow import SUBMISSIONS
from feedback.models import Feedback
from feedback.workflow import REMARKS
from guide_portal.archive import tables
from letters.models import Letter
from members import erasing
from members.holdings import subject, subject_of
from members.models import AccessRequest, Invitation, PeopleEvent, User
from members.rights import StandingRefused
from members.roles import Role
from modules.models import ReadingMark
from tests import factories
from tests.conftest import GUARDED
from tests.members.conftest import Enter

pytestmark = pytest.mark.django_db

NAME, ADDRESS = "Zebedee Quillfeather", "zebedee@private.example"


@pytest.fixture
def leaving(contact_point: User, case_officer: User, publisher: User) -> User:
    """A contributor with a past: a published text, remarks, letters, sessions, a request, an invitation."""
    person = factories.person("zebedee", Role.CONTRIBUTOR, administration=contact_point.administration)
    User.objects.filter(pk=person.pk).update(email=ADDRESS, full_name=NAME, job_title="Quillfeather’s post")
    person.refresh_from_db()
    factories.edition()
    factories.submission_in(
        "published",
        contributor=person,
        contact_point=contact_point,
        officer=case_officer,
        publisher=publisher,
    )
    factories.remark(person, names_person=True)
    factories.guest_remark(ADDRESS.upper())
    factories.access_request(contact_point.administration, full_name=NAME, email=ADDRESS, state="approved")
    factories.invitation(contact_point, email=ADDRESS, full_name=NAME, state="accepted", accepted_by=person)
    factories.set_aside(factories.draft(contact_point), person)
    EmailAddress.objects.create(user=person, email=ADDRESS, verified=True, primary=True)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "quillfeather"})
    ReadingMark.objects.create(user=person, kind="section", key="mission-first", read=True)
    LogEntry.objects.log_actions(
        contact_point.pk, User.objects.filter(pk=person.pk), CHANGE, "x", single_object=True
    )
    return person


@pytest.fixture(autouse=True)
def _the_day_has_begun(settings: Any) -> None:
    settings.DAILY_HOUR = 0


def _erase(person: User, actor: User | None = None, **options: Any) -> None:
    erasing.erase(subject_of(person), actor, words="On request.", **options)


@pytest.mark.parametrize("page", ["feedback:outcomes", "modules:module"])
def test_public_pages_stop_naming_the_person_at_once(
    client: Client, leaving: User, publisher: User, case_officer: User, page: str
) -> None:
    said = Feedback.objects.get(author=leaving)
    for verb, actor, words in (("acknowledge", case_officer, ""), ("no_change", case_officer, "It stays.")):
        factories.move(REMARKS, said, verb, actor, words=words)
    factories.move(REMARKS, said, "show", publisher, data={"shows_remark": True})
    address = reverse(page, args=["strategic-alignment"] if page == "modules:module" else [])
    before = client.get(address)
    assert NAME in before.content.decode()
    _erase(leaving)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert NAME not in after.content.decode()


def _where_it_stands() -> set[str]:
    """Give the tables in which the person's name or address still stands, whatever the field."""
    return {
        model._meta.db_table
        for model in tables.tables()
        for line in tables.lines(model, "default")
        if b"quillfeather" in line.lower() or b"zebedee" in line.lower()
    }


def _guarded() -> dict[str, str]:
    models = [model for model in tables.tables() if model._meta.db_table in GUARDED]
    return {m._meta.db_table: b"".join(tables.lines(m, "default")).decode() for m in models}


def test_nothing_names_the_person_any_more(leaving: User, administrator: User) -> None:
    before, kept = _where_it_stands(), _guarded()
    assert {"members_user", "letters_letter", "feedback_feedback", "members_invitation"} <= before
    _erase(leaving, administrator)
    # Letters to colleagues tell what he did, in words; they are emptied in time.
    assert _where_it_stands() <= {"letters_letter"}
    about_him = Letter.objects.filter(body__contains="Quillfeather")
    assert not about_him.filter(recipient=leaving).exists()
    Letter.objects.update(written_at=timezone.now() - timedelta(days=800))
    call_command("tick", verbosity=0)
    assert _where_it_stands() == set()
    # The record only grew: what stood there stands there, byte for byte.
    for table, rows in _guarded().items():
        assert rows.startswith(kept[table]), table


def test_the_history_says_a_former_colleague(
    leaving: User, administrator: User, contact_point: User, client: Client
) -> None:
    item = Submission.objects.get(state="published")
    _erase(leaving, administrator)
    client.force_login(contact_point, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(item.get_absolute_url()).content.decode()
    assert "A former colleague" in page
    leaving.refresh_from_db()
    with translation.override("fr"):
        assert str(leaving) != ""
    assert Feedback.objects.filter(author=leaving)[0].by == "A reader"


def test_the_account_is_closed_for_good(leaving: User, administrator: User, enter: Enter) -> None:
    browser = enter(leaving)
    assert browser.get(reverse("members:account")).status_code == 200
    _erase(leaving, administrator)
    assert browser.get(reverse("members:account")).status_code == 302
    leaving.refresh_from_db()
    assert not leaving.has_usable_password()
    assert not leaving.roles_held.exists()
    for model in (EmailAddress, Authenticator, UserSession, ReadingMark):
        assert not model.objects.filter(user=leaving).exists(), model
    desk = enter(administrator)
    for name in ("close", "reopen", "change_roles", "erase"):
        address = reverse(f"members:desk_{name}", args=[leaving.pk])
        assert desk.post(address, {"seen": leaving.standing}).status_code == 404, name
    assert "Erased on" in desk.get(reverse("members:desk_person", args=[leaving.pk])).content.decode()
    assert (
        reverse("members:desk_person", args=[leaving.pk])
        not in desk.get(reverse("members:desk_people")).content.decode()
    )


def test_the_record_tells_of_it_and_names_nobody(leaving: User, administrator: User) -> None:
    _erase(leaving, administrator)
    event = PeopleEvent.objects.get(verb="erased")
    assert (event.person, event.actor, event.words) == (leaving, administrator, "On request.")


def test_a_letter_that_has_not_left_never_leaves(
    leaving: User, administrator: User, mailoutbox: list[Any]
) -> None:
    Letter.objects.filter(recipient=leaving).update(
        sent_at=None, not_before=timezone.now() + timedelta(hours=1)
    )
    waiting = Letter.objects.filter(recipient=leaving)
    assert waiting.exists()
    _erase(leaving, administrator)
    waiting.update(not_before=None)
    mailoutbox.clear()
    call_command("tick", verbosity=0)
    assert [letter for letter in mailoutbox if ADDRESS in letter.to or "" in letter.to] == []


def test_whoever_reviews_something_hands_it_over_first(
    contributor: User, contact_point: User, case_officer: User, publisher: User
) -> None:
    item = factories.submission_in(
        "in_review",
        contributor=contributor,
        contact_point=contact_point,
        officer=case_officer,
        publisher=publisher,
    )
    with pytest.raises(StandingRefused, match=item.reference):
        _erase(case_officer)
    case_officer.refresh_from_db()
    assert case_officer.erased_at is None
    factories.move(SUBMISSIONS, item, "release", case_officer)
    _erase(case_officer)


def test_whoever_scheduled_a_publication_is_kept(
    contributor: User, contact_point: User, case_officer: User, publisher: User
) -> None:
    item = factories.submission_in(
        "scheduled",
        contributor=contributor,
        contact_point=contact_point,
        officer=case_officer,
        publisher=publisher,
    )
    with pytest.raises(StandingRefused, match=item.reference):
        _erase(publisher)


def test_the_only_administrator_and_the_only_contact_point_are_kept(
    administrator: User, contact_point: User
) -> None:
    with pytest.raises(StandingRefused, match="only administrator"):
        _erase(administrator)
    with pytest.raises(StandingRefused, match="only contact point"):
        _erase(contact_point)
    _erase(contact_point, confirmed=True)


def test_erasing_on_the_screen_asks_twice(leaving: User, administrator: User, enter: Enter) -> None:
    desk, address = enter(administrator), reverse("members:desk_erase", args=[leaving.pk])
    assert "Nothing" not in desk.get(address).content.decode()
    words = {"seen": leaving.standing, "words": "On request."}
    assert desk.post(address, words).status_code == 422
    assert desk.post(address, {**words, "seen": 99, "sure": "on"}).status_code == 409
    leaving.refresh_from_db()
    assert leaving.erased_at is None
    assert desk.post(address, {**words, "sure": "on"}).status_code == 302
    leaving.refresh_from_db()
    assert leaving.erased_at is not None


def test_erasing_asks_for_the_password_again(leaving: User, administrator: User, client: Client) -> None:
    client.force_login(administrator, backend="allauth.account.auth_backends.AuthenticationBackend")
    words = {"seen": leaving.standing, "words": "On request.", "sure": "on"}
    answer = client.post(reverse("members:desk_erase", args=[leaving.pk]), words)
    assert "reauthenticate" in answer["Location"]
    leaving.refresh_from_db()
    assert leaving.erased_at is None


def test_nobody_erases_himself_or_without_the_role(
    administrator: User, contact_point: User, enter: Enter
) -> None:
    assert enter(administrator).get(reverse("members:desk_erase", args=[administrator.pk])).status_code == 403
    assert enter(contact_point).get(reverse("members:desk_erase", args=[administrator.pk])).status_code == 403


def test_somebody_without_an_account_is_erased_by_command(contact_point: User) -> None:
    factories.edition()
    remark = factories.guest_remark(ADDRESS, names_person=True)
    factories.access_request(contact_point.administration, email=ADDRESS, full_name=NAME)
    factories.invitation(contact_point, email=ADDRESS, full_name=NAME)
    call_command("erase_person", ADDRESS, why="On request.", verbosity=0)
    assert _where_it_stands()
    call_command("erase_person", ADDRESS, why="On request.", yes=True, verbosity=0)
    assert _where_it_stands() <= {"letters_letter"}
    assert not Letter.objects.filter(address__iexact=ADDRESS).exists()
    remark.refresh_from_db()
    assert (remark.email, remark.by) == ("", "A reader")
    assert AccessRequest.objects.get().state == "refused"
    assert Invitation.objects.get().state == "taken_back"
    assert PeopleEvent.objects.filter(verb="erased", person=None).count() == 1


def test_the_command_says_why_it_does_not(contact_point: User) -> None:
    with pytest.raises(CommandError, match="only contact point"):
        call_command("erase_person", contact_point.email, why="On request.", yes=True)


def test_a_second_address_leads_to_the_same_person(contributor: User) -> None:
    EmailAddress.objects.create(user=contributor, email="second@private.example", verified=True)
    assert subject("SECOND@private.example").user == contributor


def test_old_data_is_forgotten_once_and_new_data_stays(contact_point: User, leaving: User) -> None:
    old = timezone.now() - timedelta(days=900)
    fresh, _token = factories.invitation(contact_point, email="new@private.example", full_name="New")
    AccessRequest.objects.update(answered_at=old)
    Invitation.objects.exclude(pk=fresh.pk).update(accepted_at=old)
    LogEntry.objects.update(action_time=old)
    guest = Feedback.objects.exclude(email="").get()
    Feedback.objects.filter(pk=guest.pk).update(state="withdrawn", state_since=old)
    before = sha256(b"".join(tables.lines(User, "default"))).hexdigest()
    call_command("tick", verbosity=0)
    guest.refresh_from_db()
    assert (guest.email, guest.guest_name) == ("", "")
    assert not LogEntry.objects.exists()
    assert AccessRequest.objects.get().full_name == ""
    assert sorted(Invitation.objects.values_list("full_name", flat=True)) == ["", "New"]
    assert sha256(b"".join(tables.lines(User, "default"))).hexdigest() == before
