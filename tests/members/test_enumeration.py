"""Whether an address is known or not: same status, same words, comparable work."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import hashers
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Administration, User

pytestmark = pytest.mark.django_db
UNKNOWN = "nobody.here@example.org"


@pytest.fixture
def known(contributor: User) -> str:
    EmailAddress.objects.create(user=contributor, email=contributor.email, verified=True, primary=True)
    return contributor.email


def _seen(client: Client, url: str, words: dict[str, Any], address: str) -> tuple[int, str, int]:
    """Give what a stranger sees: status, page without what always differs, letters sent."""
    mail.outbox.clear()
    response = client.post(url, words, follow=True)
    page = re.sub(r'value="[A-Za-z0-9]{32,}"', "", response.content.decode()).replace(address, "ADDRESS")
    return response.status_code, f"{response.redirect_chain} {page}", len(mail.outbox)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("account_request_login_code", "email"),
        ("account_reset_password", "email"),
        ("account_login", "login"),
    ],
)
def test_same_answer_for_known_and_unknown(known: str, name: str, field: str) -> None:
    answers = [
        _seen(Client(), reverse(name), {field: address, "password": "wrong-password"}, address)
        for address in (known, UNKNOWN)
    ]
    assert answers[0] == answers[1]


def test_access_request_does_the_same_for_both(
    known: str, administration: Administration, django_capture_on_commit_callbacks: Any
) -> None:
    answers = []
    for address in (known, UNKNOWN):
        words = {
            "full_name": "Some Body",
            "job_title": "Head",
            "email": address,
            "administration": administration.pk,
            "language": "en",
            "role": "delegate",
            "why": "To read.",
        }
        url = reverse("members:request_access")
        with django_capture_on_commit_callbacks(execute=True), CaptureQueriesContext(connection) as queries:
            seen = _seen(Client(), url, words, address)
        answers.append((seen, len(queries)))
    assert answers[0] == answers[1]


def test_sign_in_costs_one_password_check_either_way(known: str, monkeypatch: pytest.MonkeyPatch) -> None:
    work: list[str] = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode

    def counted(self: Any, *args: Any, **options: Any) -> str:
        work.append("hash")
        return encode(self, *args, **options)

    monkeypatch.setattr(hasher, "encode", counted)
    costs = []
    for address in (known, UNKNOWN):
        work.clear()
        Client().post(reverse("account_login"), {"login": address, "password": "wrong-password"})
        costs.append(len(work))
    assert costs == [1, 1]


def test_letters_link_to_the_portal_and_not_to_the_host_header(known: str, settings: Any) -> None:
    settings.PORTAL_ADDRESS = "https://guide.example"
    settings.ALLOWED_HOSTS = ["*"]
    Client().post(reverse("account_reset_password"), {"email": known}, headers={"Host": "evil.example"})
    body = mail.outbox[-1].body
    assert "evil.example" not in body
    assert "https://guide.example/en/accounts/password/reset/" in body
