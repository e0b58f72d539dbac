"""Limits with allauth's own figures: they count real addresses and accounts, and hold in every process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import caches
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from feedback import floods
from guide_portal.settings import JOINING_RATE_LIMITS
from members.limits import address_of
from members.models import User
from prose import attempts
from tests.factories import PASSWORD
from tests.guide_portal.test_settings import SAFE

pytestmark = pytest.mark.django_db
WRONG = "not-the-password"
HELD = "Too many failed login attempts"


@pytest.fixture(autouse=True)
def _limits(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    settings.JOINING_RATE_LIMITS = JOINING_RATE_LIMITS


@pytest.fixture
def known(contributor: User, delegate: User) -> User:
    for person in (contributor, delegate):
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return contributor


def _try(login: str, password: str = WRONG, *, address: str = "192.0.2.1", **headers: str) -> HttpResponse:
    client = Client(REMOTE_ADDR=address)
    return client.post(reverse("account_login"), {"login": login, "password": password}, headers=headers)


def _is_in(response: HttpResponse) -> bool:
    return response.status_code == 302


def test_five_failures_hold_one_account_and_nobody_else(known: User, delegate: User) -> None:
    for number in range(5):
        assert HELD not in _try(known.email, address=f"192.0.2.{number}").content.decode()
    held = _try(known.email, PASSWORD, address="192.0.2.99")
    assert not _is_in(held)
    assert HELD in held.content.decode()
    assert _is_in(_try(delegate.email, PASSWORD, address="192.0.2.1"))


def test_unknown_addresses_are_held_in_the_same_words(known: User) -> None:
    pages = []
    for login in (known.email, "nobody@example.org"):
        for number in range(5):
            _try(login, address=f"198.51.100.{number}")
        page = _try(login, address="198.51.100.9").content.decode().replace(login, "")
        pages.append(re.sub(r'value="[A-Za-z0-9]{32,}"', "", page))
    assert pages[0] == pages[1]
    assert HELD in pages[0]


def test_another_host_header_does_not_count_anew(known: User) -> None:
    for number in range(5):
        _try(known.email, address=f"192.0.2.{number}", Host=f"testserver:{8000 + number}")
    assert not _is_in(_try(known.email.upper(), PASSWORD, address="192.0.2.50", Host="testserver:9000"))


def test_whoever_is_locked_out_by_others_still_gets_in_by_letter(known: User) -> None:
    for number in range(6):
        _try(known.email, address=f"192.0.2.{number}")
    client = Client(REMOTE_ADDR="203.0.113.5")
    client.post(reverse("account_request_login_code"), {"email": known.email})
    assert _is_in(client.post(reverse("account_confirm_login_code"), {"code": _code()}))
    assert client.get(reverse("members:account")).status_code == 200


def test_ten_failures_hold_one_network_address(known: User) -> None:
    for number in range(10):
        _try(f"nobody{number}@example.org", address="192.0.2.7")
    assert not _is_in(_try(known.email, PASSWORD, address="192.0.2.7"))
    assert _is_in(_try(known.email, PASSWORD, address="192.0.2.8"))


def test_behind_a_proxy_forged_addresses_neither_evade_nor_hold_others(known: User, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(10):
        forged = {"X-Forwarded-For": f"203.0.113.8, 10.0.0.{number}, 203.0.113.7"}
        _try(f"nobody{number}@example.org", address="127.0.0.1", **forged)
    attacker = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}
    assert not _is_in(_try(known.email, PASSWORD, address="127.0.0.1", **attacker))
    assert _is_in(_try(known.email, PASSWORD, address="127.0.0.1", **{"X-Forwarded-For": "203.0.113.8"}))


def test_without_a_proxy_the_header_says_nothing(known: User) -> None:
    for number in range(10):
        forged = {"X-Forwarded-For": f"10.0.0.{number}"}
        _try(f"nobody{number}@example.org", address="192.0.2.7", **forged)
    evading = {"X-Forwarded-For": "10.0.0.99"}
    assert not _is_in(_try(known.email, PASSWORD, address="192.0.2.7", **evading))


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "", "192.0.2.1"),
        (0, "203.0.113.7", "192.0.2.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "10.0.0.1, 203.0.113.7", "203.0.113.7"),
        (2, "10.0.0.1, 203.0.113.7, 10.1.1.1", "203.0.113.7"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
    ],
)
def test_one_answer_to_where_a_request_comes_from(
    settings: Any, monkeypatch: pytest.MonkeyPatch, proxies: int, header: str, expected: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": header} if header else {}
    request = RequestFactory(REMOTE_ADDR="192.0.2.1").post("/", headers=headers)
    assert address_of(request) == expected
    counted: list[str] = []
    monkeypatch.setattr(attempts, "too_many", lambda what, *_limit: bool(counted.append(what)))
    floods.is_flood(request, None)
    assert counted == [f"feedback:address:{expected}"]


@pytest.mark.parametrize("header", ["203.0.113.7", "unknown, somewhere"])
def test_what_did_not_come_through_the_proxies_is_refused(known: User, settings: Any, header: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    refused = _try(known.email, PASSWORD, **{"X-Forwarded-For": header})
    assert refused.status_code == 403
    assert "<h1" in refused.content.decode()


@pytest.mark.parametrize(("language", "words"), [("en", "Too many attempts"), ("fr", "Trop")])
def test_who_is_limited_reads_why_in_the_portals_dress(language: str, words: str) -> None:
    client = Client()
    url = f"/{language}/accounts/password/reset/"
    answers = [client.post(url, {"email": f"n{number}@example.org"}) for number in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    page = answers[-1].content.decode()
    assert words in page
    assert '<footer class="site-foot">' in page
    assert f'<html lang="{language}"' in page
    assert client.get(url).status_code == 200


def test_letters_with_codes_are_not_sent_without_end(known: User) -> None:
    for number in range(6):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        client.post(reverse("account_request_login_code"), {"email": known.email})
    assert len(mail.outbox) == 3


def test_the_count_lives_where_all_processes_see_it(known: User, settings: Any) -> None:
    """Five failures, each as if in a process of its own; the sixth meets the limit."""
    settings.CACHES = {
        **settings.CACHES,
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "limits_of_tests"},
    }
    call_command("createcachetable")
    for number in range(5):
        _try(known.email, address=f"192.0.2.{number}")
        del caches["default"]
    assert not _is_in(_try(known.email, PASSWORD, address="192.0.2.50"))


@pytest.mark.parametrize("environment", [SAFE, {}])
def test_no_profile_counts_in_the_memory_of_one_process(environment: dict[str, str], tmp_path: Any) -> None:
    code = "import guide_portal.settings as s; print(s.CACHES['default']['BACKEND'])"
    started = subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"locmem", "dummy", "filebased"} & set(started.stdout.split("."))


def _code() -> str:
    found = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def test_a_mailed_code_opens_one_door_once(known: User) -> None:
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": known.email})
    code = _code()
    thief = Client()
    assert not _is_signed_in(thief, reverse("account_confirm_login_code"), code)
    assert _is_signed_in(client, reverse("account_confirm_login_code"), code)
    client.post(reverse("account_logout"))
    assert not _is_signed_in(client, reverse("account_confirm_login_code"), code)


def test_three_wrong_codes_and_the_letter_is_worth_nothing(known: User) -> None:
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": known.email})
    code = _code()
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": "000000"})
    assert not _is_signed_in(client, reverse("account_confirm_login_code"), code)


def _is_signed_in(client: Client, url: str, code: str) -> bool:
    client.post(url, {"code": code})
    return client.get(reverse("members:account")).status_code == 200


def _totp(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False)
def test_a_code_of_the_second_factor_works_once(known: User) -> None:
    """The clock stands still: it is not the age of the code that stops it the second time."""
    secret = generate_totp_secret()
    TOTP.activate(known, secret)
    codes = [_totp(secret), RecoveryCodes.activate(known).get_unused_codes()[0]]
    for code in codes:
        signed_in = []
        for _ in range(2):
            client = Client()
            client.post(reverse("account_login"), {"login": known.email, "password": PASSWORD})
            signed_in.append(_is_signed_in(client, reverse("mfa_authenticate"), code))
        assert signed_in == [True, False], code


def test_wrong_codes_of_the_second_factor_are_counted(known: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(known, secret)
    for number in range(5):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")
        client.post(reverse("account_login"), {"login": known.email, "password": PASSWORD})
        assert not _is_signed_in(client, reverse("mfa_authenticate"), "000000")
    client = Client(REMOTE_ADDR="192.0.2.50")
    client.post(reverse("account_login"), {"login": known.email, "password": PASSWORD})
    assert not _is_signed_in(client, reverse("mfa_authenticate"), _totp(secret))
