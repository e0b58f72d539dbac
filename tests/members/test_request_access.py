"""Asking for access: one letter to the address, nobody else is asked before it is confirmed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from letters.models import Letter
from members.models import AccessRequest, Administration, PeopleEvent, User
from members.requests import forget_and_say
from tests import factories
from tests.members.letters import kinds_to, link_to

pytestmark = pytest.mark.django_db
ADDRESS = "new.person@example.org"


def _words(administration: Administration, **changes: Any) -> dict[str, Any]:
    return {
        "full_name": "New Person",
        "job_title": "Head of unit",
        "email": ADDRESS,
        "administration": administration.pk,
        "language": "en",
        "role": "contributor",
        "why": "To write of our single window.",
        "website": "",
        **changes,
    }


def _ask(client: Client, administration: Administration, **changes: Any) -> Any:
    return client.post(reverse("members:request_access"), _words(administration, **changes), follow=True)


def test_asking_writes_to_the_address_and_to_nobody_else(
    client: Client, administration: Administration, contact_point: User
) -> None:
    page = _ask(client, administration)
    assert "Look at your e-mail" in page.content.decode()
    assert AccessRequest.objects.get().state == "unconfirmed"
    assert list(Letter.objects.values_list("address", "kind")) == [(ADDRESS, "members/requested")]


def test_letter_to_an_unconfirmed_address_holds_no_word_of_a_stranger(
    client: Client, administration: Administration
) -> None:
    _ask(client, administration, full_name="Buy Cheaply", why="Buy cheaply", job_title="Seller")
    body = Letter.objects.get().body.lower()
    # The link is drawn by lot, and may spell anything.
    written = re.sub(r"https?://\S+", "", body)
    assert [word for word in ("buy", "cheaply", "seller") if word in written] == []


def test_confirming_asks_the_contact_point(
    client: Client, administration: Administration, contact_point: User, administrator: User
) -> None:
    _ask(client, administration)
    page = client.post(link_to(ADDRESS), {"answer": "mine"})
    assert "has been asked" in page.content.decode()
    assert kinds_to(contact_point.email) == ["members/received"]
    assert kinds_to(administrator.email) == []
    assert PeopleEvent.objects.get().verb == "asked"


def test_without_a_contact_point_the_secretariat_is_asked(
    client: Client, administration: Administration, administrator: User, contact_point: User
) -> None:
    contact_point.is_active = False
    contact_point.save()
    _ask(client, administration)
    page = client.post(link_to(ADDRESS), {"answer": "mine"})
    assert "The WCO Secretariat has been asked" in page.content.decode()
    assert kinds_to(administrator.email) == ["members/received"]


def test_link_used_twice_asks_once(
    client: Client, administration: Administration, contact_point: User
) -> None:
    _ask(client, administration)
    link = link_to(ADDRESS)
    for _ in range(2):
        assert client.post(link, {"answer": "mine"}).status_code == 200
    assert len(kinds_to(contact_point.email)) == 1


def test_looking_at_the_link_confirms_nothing(
    client: Client, administration: Administration, contact_point: User
) -> None:
    _ask(client, administration)
    assert client.get(link_to(ADDRESS)).status_code == 200
    assert AccessRequest.objects.get().state == "unconfirmed"
    assert kinds_to(contact_point.email) == []


def test_somebody_elses_address_is_written_to_once(
    client: Client, administration: Administration, other_administration: Administration
) -> None:
    _ask(client, administration)
    _ask(client, other_administration)
    _ask(client, administration, email=ADDRESS.upper())
    assert len(kinds_to(ADDRESS)) == 1
    client.post(link_to(ADDRESS), {"answer": "not_mine"})
    _ask(client, administration)
    assert len(kinds_to(ADDRESS)) == 1
    kept = AccessRequest.objects.get()
    assert (kept.state, kept.full_name, kept.why) == ("disowned", "", "")


def test_pending_request_is_not_stored_twice(client: Client, administration: Administration) -> None:
    _ask(client, administration)
    client.post(link_to(ADDRESS), {"answer": "mine"})
    _ask(client, administration)
    assert AccessRequest.objects.count() == 1


def test_old_link_does_not_work_and_the_request_is_forgotten(
    client: Client, administration: Administration
) -> None:
    _ask(client, administration)
    link = link_to(ADDRESS)
    AccessRequest.objects.update(created=timezone.now() - timezone.timedelta(days=15))
    assert client.get(link).status_code == 404
    assert (forget_and_say(), forget_and_say()) == ("1 forgotten", "")
    assert not AccessRequest.objects.exists()


def test_programs_that_fill_in_everything_are_answered_and_ignored(
    client: Client, administration: Administration
) -> None:
    page = _ask(client, administration, website="https://spam.example")
    assert "Look at your e-mail" in page.content.decode()
    assert not AccessRequest.objects.exists()
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("full_name", ""),
        ("full_name", "See https://spam.example"),
        ("full_name", "Visit spam.com"),
        ("job_title", "boss@example.org"),
        ("email", "no address"),
        ("email", "a@example.org\nBcc: all@example.org"),
        ("administration", "999999"),
        ("role", "administrator"),
        ("role", "case_officer"),
        ("language", "xx"),
        ("why", ""),
        ("why", "x" * 2001),
    ],
)
def test_bad_input_is_said_and_nothing_is_stored(
    client: Client, administration: Administration, field: str, value: str
) -> None:
    words = {**_words(administration), field: value}
    page = client.post(reverse("members:request_access"), words)
    assert page.status_code == 422
    assert page.context["form"].errors.keys() == {field}
    assert "Head of unit" in page.content.decode() or field == "job_title"
    assert not AccessRequest.objects.exists()


def test_a_name_with_line_breaks_stays_one_line(
    client: Client, administration: Administration, contact_point: User
) -> None:
    _ask(client, administration, full_name="New\r\nBcc all\u2028Person")
    client.post(link_to(ADDRESS), {"answer": "mine"})
    subject = Letter.objects.get(recipient=contact_point).subject
    assert subject == "New Bcc all Person asks for access"


def test_too_many_requests_are_refused_by_real_address(
    client: Client, administration: Administration, settings: Any
) -> None:
    settings.JOINING_RATE_LIMITS = {"request": "2/h/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    url = reverse("members:request_access")

    def post(number: int, address: str) -> int:
        words = _words(administration, email=f"a{number}@example.org")
        return client.post(url, words, headers={"X-Forwarded-For": f"6.6.6.6, {address}"}).status_code

    assert [post(number, "192.0.2.1") for number in range(3)] == [302, 302, 429]
    assert post(4, "192.0.2.2") == 302
    assert client.get(url).status_code == 200


def test_contact_point_learns_nothing_of_an_account(
    client: Client, administration: Administration, contact_point: User, stranger: User
) -> None:
    factories.access_request(administration, email=stranger.email, full_name="X Y")
    factories.access_request(administration, email="unknown@example.org", full_name="X Y")
    client.force_login(contact_point, backend="allauth.account.auth_backends.AuthenticationBackend")
    pages = [
        client.get(reverse("members:access_request", args=[found.pk])).content.decode()
        for found in AccessRequest.objects.order_by("pk")
    ]
    known, unknown = (page.count("account") for page in pages)
    assert known == unknown
