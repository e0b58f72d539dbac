"""What no role opens: another side's cases, the admin without a second factor, the desk with a password alone."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from members.models import User
from members.roles import Role
from tests import factories, people

pytestmark = pytest.mark.django_db


def test_members_only_cases_are_hidden_from_strangers(client: Client) -> None:
    cast = people.cast()
    item = people.submission_in("published", cast, audience="members")
    for who, expected in ((None, 404), (cast.nobody, 404), (cast.facilitator, 404), (cast.delegate, 200)):
        _enter(client, who)
        assert client.get(item.case_study.get_absolute_url()).status_code == expected
        listed = item.draft["title"] in client.get(reverse("casestudies:library")).content.decode()
        assert listed == (expected == 200)


def test_admin_is_for_administrators_only(client: Client) -> None:
    cast = people.cast()
    for who, person in _people(cast):
        _enter(client, person)
        response = client.get("/admin/")
        assert response.status_code == (200 if who == "administrator" else 302), who


def test_admin_has_no_door_of_its_own(client: Client) -> None:
    response = client.post("/admin/login/", {"username": "admin@example.org", "password": factories.PASSWORD})
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]
    assert "sessionid" not in client.cookies


def test_second_factor_is_required_of_the_secretariat(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    officer = factories.person("officer", Role.CASE_OFFICER)
    _enter(client, officer)
    response = client.get(reverse("casestudies:queue"))
    assert response.status_code == 302
    assert response["Location"] == reverse("mfa_index")


def test_password_alone_does_not_open_the_admin(client: Client) -> None:
    """Somebody with a second factor stops at it; the admin stays closed until it is given."""
    administrator = factories.person("admin", Role.ADMINISTRATOR)
    EmailAddress.objects.create(user=administrator, email=administrator.email, verified=True, primary=True)
    TOTP.activate(administrator, generate_totp_secret())
    credentials = {"login": administrator.email, "password": factories.PASSWORD}
    response = client.post(reverse("account_login"), credentials)
    assert response["Location"].startswith(reverse("mfa_authenticate"))
    for path in ("/admin/", "/admin/members/user/", reverse("casestudies:queue")):
        refused = client.get(path, follow=True)
        assert refused.redirect_chain
        assert refused.request["PATH_INFO"] in {reverse("account_login"), reverse("mfa_authenticate")}


def _people(cast: people.Cast) -> list[tuple[str, User | None]]:
    return [("anonymous", None), *cast.items()]


def _enter(client: Client, person: User | None) -> None:
    client.logout()
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
