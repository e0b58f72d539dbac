"""What no role opens: another side's cases, the admin without a second factor, the desk with a password alone."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib import admin
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


@pytest.mark.django_db(transaction=True)
def test_second_factor_is_asked_of_every_session(settings: Any) -> None:
    """Whoever signed in before there was one may be somebody who reads the owner's letters."""
    settings.SECOND_FACTOR_REQUIRED = True
    officer = factories.person("officer", Role.CASE_OFFICER)
    EmailAddress.objects.create(user=officer, email=officer.email, verified=True, primary=True)
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        browser.post(reverse("account_login"), {"login": officer.email, "password": factories.PASSWORD})
    here.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    here.get(reverse("mfa_activate_totp"))
    secret = here.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert here.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302
    queue = reverse("casestudies:queue")
    assert here.get(queue).status_code == 200
    asked = elsewhere.get(queue)
    assert asked["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2Fen%2Fdesk%2Fsubmissions%2F"
    # A code of the app works once in its half minute.
    spare = RecoveryCodes(Authenticator.objects.get(user=officer, type=Authenticator.Type.RECOVERY_CODES))
    answer = elsewhere.post(asked["Location"], {"code": spare.get_unused_codes()[0], "next": queue})
    assert answer["Location"] == queue
    assert elsewhere.get(queue).status_code == 200


def test_admin_opens_nothing_by_which_one_becomes_somebody_else(client: Client) -> None:
    administrator, publisher = (
        factories.person("admin", Role.ADMINISTRATOR),
        factories.person("publisher", Role.PUBLISHER),
    )
    TOTP.activate(publisher, generate_totp_secret())
    address = EmailAddress.objects.create(user=publisher, email=publisher.email, verified=True, primary=True)
    _enter(client, administrator)
    open_there = {"members.User", "members.Administration", "members.Region", "letters.Letter"}
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        expected = 200 if model._meta.label in open_there else 403
        assert client.get(reverse(f"{name}_changelist")).status_code == expected, name
        if expected != 200:
            assert client.get(reverse(f"{name}_add")).status_code == 403, name
    factor = Authenticator.objects.get(user=publisher)
    for name, row in (("account_emailaddress", address), ("mfa_authenticator", factor)):
        for what in ("change", "delete", "history"):
            assert client.get(reverse(f"admin:{name}_{what}", args=[row.pk])).status_code == 403, name
    words = {"user": publisher.pk, "email": "other@example.org", "verified": "on"}
    assert client.post(reverse("admin:account_emailaddress_add"), words).status_code == 403
    assert EmailAddress.objects.count() == 1
    assert "EmailAddress" not in client.get("/admin/").content.decode()


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
