"""Invitations: once, for a time, for one address; nobody but its owner learns whether it is known here."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from letters.models import Letter
from members import handover, standing
from members.models import Administration, Invitation, PeopleEvent, RoleHeld, User
from members.roles import Role
from tests import factories
from tests.factories import PASSWORD
from tests.members.conftest import Enter
from tests.members.letters import kinds_to, link_to

pytestmark = pytest.mark.django_db
NEW = "newcomer@example.org"


def _form(**changes: Any) -> dict[str, Any]:
    return {
        "full_name": "Nadia Newcomer",
        "job_title": "Analyst",
        "language": "fr",
        "password": "barriers-open-slowly",
        "again": "barriers-open-slowly",
        **changes,
    }


def _url(token: str) -> str:
    return reverse("members:invitation", args=[token])


def _invite(browser: Client, **changes: Any) -> Any:
    words = {"full_name": "Nadia", "email": NEW, "language": "en", "roles": ["contributor"], **changes}
    return browser.post(reverse("members:invite"), words, follow=True)


def test_accepting_opens_an_account_and_signs_in(
    client: Client, enter: Enter, contact_point: User, django_capture_on_commit_callbacks: Any
) -> None:
    _invite(enter(contact_point))
    page = client.post(link_to(NEW), _form(), follow=True)
    person = User.objects.get(email=NEW)
    assert page.wsgi_request.user == person
    assert (person.full_name, person.language, person.roles) == (
        "Nadia Newcomer",
        "fr",
        frozenset({Role.CONTRIBUTOR}),
    )
    assert person.administration == contact_point.administration
    assert EmailAddress.objects.get(user=person).verified
    assert kinds_to(contact_point.email) == ["members/accepted"]
    verbs = list(PeopleEvent.objects.values_list("verb", flat=True))
    assert verbs == ["invited", "entered", "role_given", "joined"]


def test_used_expired_taken_back_and_foreign_links_do_not_work(client: Client, contact_point: User) -> None:
    past = timezone.now() - timezone.timedelta(seconds=1)
    tokens = [
        factories.invitation(contact_point, state="accepted")[1],
        factories.invitation(contact_point, expires_at=past)[1],
        factories.invitation(contact_point, state="taken_back")[1],
        "made-up",
    ]
    people = User.objects.count()
    for token in tokens:
        assert client.get(_url(token)).status_code == 404
        assert client.post(_url(token), _form()).status_code == 404
    assert User.objects.count() == people


def test_token_is_stored_as_a_hash_and_leaves_the_outbox(
    enter: Enter, contact_point: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        _invite(enter(contact_point))
    sent = mail.outbox[-1].body
    token = sent.split("/accounts/invitation/")[1].split("/")[0]
    letter = Letter.objects.get(address=NEW)
    assert letter.sent_at is not None
    assert token not in f"{letter.body}{letter.html}{letter.link}"
    assert Invitation.objects.get().token_hash != token


def test_sending_again_makes_the_earlier_link_worthless(
    client: Client, enter: Enter, contact_point: User
) -> None:
    browser = enter(contact_point)
    _invite(browser)
    earlier, made = link_to(NEW), Invitation.objects.get()
    Invitation.objects.update(expires_at=timezone.now())
    browser.post(reverse("members:send_again", args=[made.pk]))
    assert client.get(earlier).status_code == 404
    assert client.get(link_to(NEW)).status_code == 200
    browser.post(reverse("members:take_back", args=[made.pk]))
    assert client.get(link_to(NEW)).status_code == 404
    page = browser.post(reverse("members:send_again", args=[made.pk]), follow=True)
    assert page.status_code == 404 or "accepted or taken back already" in page.content.decode()


def test_inviting_twice_is_said_beside_the_field(enter: Enter, contact_point: User) -> None:
    browser = enter(contact_point)
    _invite(browser)
    page = _invite(browser, email=NEW.upper())
    assert page.status_code == 422
    assert "is invited already" in page.content.decode()
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("role", ["facilitator", "publisher", "administrator"])
def test_contact_point_cannot_invite_with_forged_roles(enter: Enter, contact_point: User, role: str) -> None:
    assert _invite(enter(contact_point), roles=[role]).status_code == 422
    assert not Invitation.objects.exists()


def test_contact_point_invites_for_his_own_administration_only(
    enter: Enter, contact_point: User, other_administration: Administration
) -> None:
    _invite(enter(contact_point), administration=other_administration.pk)
    assert Invitation.objects.get().administration == contact_point.administration


def test_inviter_cannot_tell_a_known_address(enter: Enter, contact_point: User, stranger: User) -> None:
    browser = enter(contact_point)
    pages = [
        _invite(browser, email=email, full_name="Some Body").content.decode().replace(email, "")
        for email in (stranger.email, "unknown@example.org")
    ]
    assert "Invited. The letter is on its way." in pages[0]
    assert "Invited. The letter is on its way." in pages[1]
    assert kinds_to(stranger.email) == kinds_to("unknown@example.org") == ["members/invited"]
    assert "Sign in with it and accept there" in Letter.objects.get(address=stranger.email).body
    assert not RoleHeld.objects.filter(user=stranger).exists()


def test_known_person_signs_in_and_accepts(client: Client, enter: Enter, contact_point: User) -> None:
    moving = factories.person("mover", Role.CONTRIBUTOR, administration=factories.administration("Old"))
    _invite(enter(contact_point), email=moving.email, roles=["delegate"])
    link = link_to(moving.email)
    page = client.get(link).content.decode()
    assert "Sign in and accept" in page
    assert f"?next={link.replace('/', '%2F')}" in page
    browser = enter(moving)
    assert "You act for Old now" in browser.get(link).content.decode()
    assert User.objects.get(pk=moving.pk).administration.name_en == "Old"
    assert browser.post(link).status_code == 302
    moved = User.objects.get(pk=moving.pk)
    assert moved.administration == contact_point.administration
    assert moved.roles == {Role.DELEGATE}


def test_somebody_else_cannot_accept(enter: Enter, contact_point: User, stranger: User) -> None:
    made, token = factories.invitation(contact_point)
    assert enter(stranger).get(_url(token)).status_code == 403
    assert enter(stranger).post(_url(token), _form()).status_code == 403
    made.refresh_from_db()
    assert made.state == "pending"


def test_a_move_never_leaves_the_old_administration_alone_by_accident(
    enter: Enter, contact_point: User, other_contact_point: User
) -> None:
    _made, token = factories.invitation(contact_point, email=other_contact_point.email)
    browser = enter(other_contact_point)
    refused = browser.post(_url(token))
    assert refused.status_code == 422
    assert "is the only contact point" in refused.content.decode()
    assert browser.post(_url(token), {"confirmed": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "short"),
        ("password", "password1234"),
        ("again", "something-else-entirely"),
        ("full_name", ""),
        ("language", "xx"),
    ],
)
def test_bad_input_opens_no_account(client: Client, contact_point: User, field: str, value: str) -> None:
    _made, token = factories.invitation(contact_point, email=NEW)
    assert client.post(_url(token), _form(**{field: value})).status_code == 422
    assert not User.objects.filter(email=NEW).exists()


def test_invited_secretariat_gets_no_administration(
    client: Client, enter: Enter, administrator: User
) -> None:
    words = {"full_name": "Olga", "email": NEW, "language": "en", "roles": ["case_officer"]}
    url = reverse("members:desk_invite")
    browser = enter(administrator)
    assert browser.post(url, {**words, "roles": ["contributor"]}).status_code == 422
    assert browser.post(url, words).status_code == 302
    client.post(link_to(NEW), _form())
    person = User.objects.get(email=NEW)
    assert (person.administration, person.roles) == (None, {Role.CASE_OFFICER})


def test_an_account_made_meanwhile_is_said(client: Client, contact_point: User) -> None:
    _made, token = factories.invitation(contact_point, email=NEW)
    factories.person("newcomer")
    assert "Sign in and accept" in client.post(_url(token), _form()).content.decode()
    assert User.objects.filter(email=NEW).count() == 1
    assert User.objects.get(email=NEW).check_password(PASSWORD)


def test_nobody_invites_himself(
    enter: Enter, administrator: User, client: Client, contact_point: User
) -> None:
    browser = enter(administrator)
    words = {"full_name": "Me", "language": "en", "roles": ["publisher", "case_officer"]}
    page = browser.post(reverse("members:desk_invite"), {**words, "email": administrator.email})
    assert page.status_code == 422
    assert "This is your own address." in page.content.decode()
    # Nor by an address that becomes his own only afterwards.
    browser.post(reverse("members:desk_invite"), {**words, "email": NEW}, follow=True)
    EmailAddress.objects.create(user=administrator, email=NEW, verified=True)
    page = browser.post(link_to(NEW))
    assert "You wrote this invitation yourself." in page.content.decode()
    assert User.objects.get(pk=administrator.pk).roles == {Role.ADMINISTRATOR}
    assert Invitation.objects.get().is_open


@pytest.mark.parametrize("how", ["closed", "removed", "role taken", "moved"])
def test_an_invitation_is_as_good_as_the_right_of_its_writer(
    client: Client, enter: Enter, contact_point: User, administrator: User, how: str
) -> None:
    _invite(enter(contact_point), roles=["contact_point"])
    link, seen = link_to(NEW), User.objects.get(pk=contact_point.pk).standing
    if how == "closed":
        standing.set_active(contact_point, administrator, False, seen=seen, confirmed=True)
    elif how == "removed":
        standing.remove(contact_point, administrator, seen=seen, confirmed=True)
    elif how == "moved":
        standing.move_to(contact_point, administrator, None, seen=seen, confirmed=True)
    else:
        standing.change_roles(
            contact_point, administrator, ["delegate"], within=list(Role), seen=seen, confirmed=True
        )
    assert client.post(link, _form()).status_code == 404
    assert not User.objects.filter(email=NEW).exists()
    taken = PeopleEvent.objects.get(verb="taken_back")
    assert (taken.actor, taken.invitation.email) == (administrator, NEW)


def test_an_administrators_invitation_outlives_his_post_as_contact_point(
    client: Client, enter: Enter, contact_point: User, administrator: User
) -> None:
    RoleHeld.objects.create(user=contact_point, role=Role.ADMINISTRATOR)
    _invite(enter(contact_point))
    fresh = User.objects.get(pk=contact_point.pk)
    standing.change_roles(
        fresh, administrator, ["administrator"], within=list(Role), seen=fresh.standing, confirmed=True
    )
    assert client.post(link_to(NEW), _form()).status_code == 302


def test_a_successor_holds_the_places_his_predecessor_held(
    client: Client, enter: Enter, contact_point: User, contributor: User
) -> None:
    _invite(enter(contact_point))
    link = link_to(NEW)
    fresh = User.objects.get(pk=contact_point.pk)
    handover.hand_over(fresh, contributor, [], seen=fresh.standing)
    assert Invitation.objects.get().invited_by == contributor
    assert client.post(link, _form()).status_code == 302
    assert kinds_to(contributor.email)[-1] == "members/accepted"


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_account(file_database: None, contact_point: User) -> None:
    _made, token = factories.invitation(contact_point, email=NEW)
    barrier = threading.Barrier(6)
    statuses: list[int] = []

    def accept() -> None:
        barrier.wait()
        try:
            statuses.append(Client().post(_url(token), _form()).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=accept) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses.count(302) == 1
    assert User.objects.filter(email=NEW).count() == 1
    assert PeopleEvent.objects.filter(verb="joined").count() == 1
    assert Letter.objects.filter(kind="members/accepted").count() == 1
