"""Sensitive steps ask again who it is, and tell the person afterwards."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from letters.models import Letter
from members.models import Administration, Invitation, User
from tests import factories
from tests.factories import PASSWORD
from tests.members.conftest import BACKEND, Enter

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "barriers-open-slowly"


@pytest.fixture
def later(client: Client) -> Enter:
    """Give a browser in which somebody is signed in, and has not said for a while who he is."""

    def enter(user: User) -> Client:
        client.force_login(user, backend=BACKEND)
        return client

    return enter


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("members:desk_change_roles", {"roles": ["publisher"]}),
        ("members:desk_change_administration", {"administration": ""}),
        ("members:desk_close", {}),
        ("members:desk_reopen", {}),
    ],
)
def test_steps_at_the_desk_ask_again(
    later: Enter, administrator: User, contributor: User, name: str, words: dict[str, Any]
) -> None:
    before = User.objects.filter(pk=contributor.pk).values().get()
    response = later(administrator).post(reverse(name, args=[contributor.pk]), {"seen": 0, **words})
    assert response["Location"].startswith(reverse("account_reauthenticate"))
    assert User.objects.filter(pk=contributor.pk).values().get() == before
    assert not Letter.objects.exists()


def test_ways_in_ask_again(
    later: Enter, administrator: User, contact_point: User, administration: Administration
) -> None:
    asked = factories.access_request(administration)
    for person, name, arguments in (
        (administrator, "members:desk_invite", []),
        (contact_point, "members:invite", []),
        (contact_point, "members:approve", [asked.pk]),
        (contact_point, "members:hand_over", []),
    ):
        words = {"email": "n@example.org", "full_name": "New", "language": "en", "roles": ["delegate"]}
        response = later(person).post(reverse(name, args=arguments), words)
        assert response["Location"].startswith(reverse("account_reauthenticate")), name
    assert not Invitation.objects.exists()


def test_a_second_factor_is_not_taken_off_without_it(later: Enter, contributor: User) -> None:
    TOTP.activate(contributor, generate_totp_secret())
    response = later(contributor).post(reverse("mfa_deactivate_totp"))
    assert "/reauthenticate/" in response["Location"]
    assert Authenticator.objects.filter(user=contributor).exists()


@pytest.mark.parametrize("name", ["mfa_view_recovery_codes", "mfa_download_recovery_codes"])
def test_recovery_codes_are_not_shown_without_it(later: Enter, contributor: User, name: str) -> None:
    TOTP.activate(contributor, generate_totp_secret())
    RecoveryCodes.activate(contributor)
    response = later(contributor).get(reverse(name))
    assert "/reauthenticate/" in response["Location"]


def test_a_password_is_changed_only_with_the_old_one(sign_in: Enter, contributor: User) -> None:
    browser = sign_in(contributor)
    words = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    for old in ("", "not-the-password"):
        browser.post(reverse("account_change_password"), {**words, "oldpassword": old})
        assert User.objects.get(pk=contributor.pk).check_password(PASSWORD)
    browser.post(reverse("account_change_password"), {**words, "oldpassword": PASSWORD})
    assert User.objects.get(pk=contributor.pk).check_password(NEW_PASSWORD)
    assert [letter.to for letter in mail.outbox] == [[contributor.email]]


def test_a_link_for_a_new_password_works_once_and_ends_every_session(
    sign_in: Enter, contributor: User
) -> None:
    elsewhere = sign_in(contributor)
    Client().post(reverse("account_reset_password"), {"email": contributor.email})
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)
    assert link
    words = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    form = Client().get(link[1], follow=True)
    client = form.client
    client.post(form.request["PATH_INFO"], words)
    assert User.objects.get(pk=contributor.pk).check_password(NEW_PASSWORD)
    assert elsewhere.get(reverse("members:account")).status_code == 302
    again = Client().get(link[1], follow=True)
    assert again.request["PATH_INFO"] == link[1]
    again.client.post(link[1], {"password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.get(pk=contributor.pk).check_password(NEW_PASSWORD)


def test_a_new_address_signs_in_nobody_before_it_is_confirmed(enter: Enter, contributor: User) -> None:
    EmailAddress.objects.create(user=contributor, email=contributor.email, verified=True, primary=True)
    browser = enter(contributor)
    browser.post(reverse("account_email"), {"action_add": "", "email": "new@example.org"})
    added = EmailAddress.objects.get(email="new@example.org")
    assert (added.verified, added.primary) == (False, False)
    assert User.objects.get(pk=contributor.pk).email == contributor.email
    stranger = Client()
    stranger.post(reverse("account_login"), {"login": "new@example.org", "password": PASSWORD})
    assert stranger.get(reverse("members:account")).status_code == 302
    assert mail.outbox[0].to == ["new@example.org"]


def test_a_mail_server_that_refuses_keeps_no_password_from_changing(
    sign_in: Enter, contributor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in(contributor)

    def refuse(*_arguments: Any) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    words = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert browser.post(reverse("account_change_password"), words).status_code == 302
    assert User.objects.get(pk=contributor.pk).check_password(NEW_PASSWORD)
