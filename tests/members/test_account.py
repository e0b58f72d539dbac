"""One's own account: what one is here, and the ways to change it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from members.models import Administration, User
from moderation import freshness
from tests.members.conftest import Enter

pytestmark = pytest.mark.django_db
WORDS = {"full_name": "Amara Sello", "job_title": "Head", "language": "fr", "time_zone": "Africa/Nairobi"}


def test_page_leads_to_everything(enter: Enter, contributor: User) -> None:
    page = enter(contributor).get(reverse("members:account")).content.decode()
    names = ("account_email", "account_change_password", "mfa_index", "usersessions_list", "letters:letters")
    assert all(f'href="{reverse(name)}"' in page for name in names)
    assert "Contributor" in page


def test_saving(enter: Enter, contributor: User) -> None:
    assert enter(contributor).post(reverse("members:account"), WORDS).status_code == 302
    saved = User.objects.get(pk=contributor.pk)
    assert {name: getattr(saved, name) for name in WORDS} == WORDS


def test_times_are_shown_in_ones_own_zone(sign_in: Enter, contributor: User) -> None:
    browser = sign_in(contributor)
    browser.post(reverse("members:account"), WORDS)
    assert "+03:00" in browser.get(reverse("usersessions_list")).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("time_zone", "Moon/Base"), ("language", "xx"), ("full_name", ""), ("full_name", "a@example.org")],
)
def test_bad_input_is_said_and_kept(enter: Enter, contributor: User, field: str, value: str) -> None:
    page = enter(contributor).post(reverse("members:account"), {**WORDS, field: value})
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {field}
    assert User.objects.get(pk=contributor.pk).job_title == ""


def test_nobody_gives_himself_a_role_there(enter: Enter, contributor: User) -> None:
    forged = {
        **WORDS,
        "roles": ["publisher"],
        "administration": "",
        "is_active": "",
        "email": "x@example.org",
    }
    enter(contributor).post(reverse("members:account"), forged)
    saved = User.objects.get(pk=contributor.pk)
    assert (saved.email, saved.administration, saved.roles) == (
        contributor.email,
        contributor.administration,
        contributor.roles,
    )


@pytest.mark.parametrize(
    "name",
    [
        "account_email",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
    ],
)
def test_changing_how_one_signs_in_asks_again_who_it_is(client: object, contributor: User, name: str) -> None:
    client.force_login(contributor, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.post(reverse(name), {"action_add": "", "email": "new@example.org", "code": "000000"})
    assert response.status_code == 302
    assert "/reauthenticate/" in response["Location"]


def test_public_pages_follow_a_name(enter: Enter, contributor: User, administrator: User) -> None:
    number = freshness.current()[0]
    enter(contributor).post(reverse("members:account"), {**WORDS, "full_name": contributor.full_name})
    assert freshness.current()[0] == number
    enter(contributor).post(reverse("members:account"), WORDS)
    assert freshness.current()[0] == number + 1
    home = contributor.administration
    named = {"name_en": "Renamed", "name_fr": "Renommée", "slug": home.slug, "region": home.region_id}
    enter(administrator).post(f"/admin/members/administration/{home.pk}/change/", {**named, "active": "on"})
    assert str(Administration.objects.get(pk=home.pk)) == "Renamed"
    assert freshness.current()[0] == number + 2
