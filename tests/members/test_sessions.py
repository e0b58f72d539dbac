"""Sessions follow what somebody may do: turned at every change, ended with the password."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from members import standing
from members.models import User
from members.roles import Role
from tests import factories
from tests.factories import PASSWORD
from tests.members.conftest import Enter

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "barriers-open-slowly"


def test_session_turns_when_roles_change(sign_in: Enter, contributor: User, contact_point: User) -> None:
    browser = sign_in(contributor)
    browser.get(reverse("members:account"))
    before = browser.cookies["sessionid"].value
    standing.change_roles(contributor, contact_point, ["delegate"], within=["delegate"], seen=0)
    assert browser.get(reverse("members:account")).status_code == 200
    after = browser.cookies["sessionid"].value
    assert before != after
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [after]
    assert browser.get(reverse("members:account")).status_code == 200
    assert browser.cookies["sessionid"].value == after
    thief = Client()
    thief.cookies["sessionid"] = before
    assert thief.get(reverse("members:account")).status_code == 302


def test_password_change_ends_the_other_sessions(sign_in: Enter, contributor: User) -> None:
    here, elsewhere = sign_in(contributor), sign_in(contributor)
    words = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert here.post(reverse("account_change_password"), words).status_code == 302
    assert here.get(reverse("members:account")).status_code == 200
    assert elsewhere.get(reverse("members:account")).status_code == 302


def test_sign_out_everywhere_else(sign_in: Enter, contributor: User) -> None:
    here, elsewhere = sign_in(contributor), sign_in(contributor)
    for browser in (here, elsewhere):
        browser.get(reverse("members:account"))
    assert "Sign out everywhere else" in here.get(reverse("usersessions_list")).content.decode()
    here.post(reverse("usersessions_list"))
    assert here.get(reverse("members:account")).status_code == 200
    assert elsewhere.get(reverse("members:account")).status_code == 302


def test_session_key_changes_at_sign_in(client: Client, contributor: User) -> None:
    EmailAddress.objects.create(user=contributor, email=contributor.email, verified=True, primary=True)
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    client.post(reverse("account_login"), {"login": contributor.email, "password": PASSWORD})
    assert client.cookies["sessionid"].value != session.session_key
    assert client.get(reverse("members:account")).status_code == 200


def test_a_role_that_is_taken_away_hides_items_at_once(
    enter: Enter, contact_point: User, contributor: User, case_officer: User, administrator: User
) -> None:
    item = factories.submission_in(
        "submitted",
        contributor=contributor,
        contact_point=contact_point,
        officer=case_officer,
        publisher=case_officer,
    )
    browsers = {person: enter(person) for person in (contact_point, case_officer)}
    assert browsers[contact_point].get(item.get_absolute_url()).status_code == 200
    assert browsers[case_officer].get(item.get_desk_url()).status_code == 200
    standing.remove(contact_point, administrator, seen=0, confirmed=True)
    standing.change_roles(case_officer, administrator, [], within=list(Role), seen=0)
    assert browsers[contact_point].get(item.get_absolute_url()).status_code == 403
    assert browsers[case_officer].get(item.get_desk_url()).status_code == 403
    withdraw = reverse("casestudies:move", args=[item.reference, "withdraw"])
    assert browsers[contact_point].post(withdraw, {"version": item.version}).status_code == 403
