"""What is sent with every kind of answer in production: headers and cookies, and nothing that tells of versions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as configured
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from guide_portal.middleware import PERMISSIONS
from members.models import User
from tests import factories, people
from tests.guide_portal.test_settings import SAFE

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# What the settings of production say, as production reads them.
NAMES = (
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_HTTPONLY",
    "CSRF_COOKIE_SAMESITE",
    "NOTES_COOKIE_NAME",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SECURE_SSL_REDIRECT",
)
POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "img-src": {"'self'", "data:"},
    "manifest-src": {"'self'"},
    "object-src": {"'none'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
    "base-uri": {"'none'"},
}
TELLING = ("Server", "X-Powered-By", "X-Generator", "Via", "X-Runtime", "Access-Control-Allow-Origin")


@pytest.fixture(scope="session")
def production() -> dict[str, Any]:
    code = (
        f"import json, guide_portal.settings as s; print(json.dumps({{n: getattr(s, n) for n in {NAMES!r}}}))"
    )
    started = subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": os.environ["PATH"], **SAFE},
        capture_output=True,
        text=True,
        check=True,
    )
    values: dict[str, Any] = json.loads(started.stdout)
    return values


@pytest.fixture
def browser(settings: Any, production: dict[str, Any]) -> Callable[..., Client]:
    """Give a browser that reaches the portal over TLS as production would answer."""
    for name, value in production.items():
        setattr(settings, name, value)

    def new(person: User | None = None, **options: Any) -> Client:
        client = _TlsClient(raise_request_exception=False, **options)
        if person is not None:
            client.force_login(person, backend=BACKEND)
        return client

    return new


class _TlsClient(Client):
    def request(self, **request: Any) -> Any:
        return super().request(**{**request, "wsgi.url_scheme": "https", "SERVER_PORT": "443"})


def _policy(response: HttpResponse) -> dict[str, set[str]]:
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: set(sources) for name, *sources in parts}


def _check(response: Any, *, policy: dict[str, set[str]] | None = None) -> None:
    assert _policy(response) == (policy or POLICY)
    expected = {
        "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Permissions-Policy": PERMISSIONS,
    }
    assert {name: response.headers.get(name) for name in expected} == expected
    assert not [name for name in TELLING if name in response.headers]
    assert response.status_code == 304 or "Cache-Control" in response.headers or response.status_code < 400
    vary = response.headers.get("Vary")
    assert vary is None or all(name.strip() for name in vary.split(",")), repr(vary)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 302),
        ("/en/", 200),
        ("/fr/about/", 200),
        ("/en/guide", 301),
        ("/en/accounts/login/", 200),
        ("/en/desk/", 302),
        ("/admin/", 302),
        ("/en/nothing-here/", 404),
        ("/en/search/?q=customs", 200),
        ("/en/search/?q=%00", 200),
        ("/robots.txt", 200),
        ("/sitemap.xml", 200),
        ("/.well-known/security.txt", 200),
        ("/healthz", 200),
        ("/en/feeds/guide/", 200),
        ("/static/js/menu.js", 200),
        ("/static/img/favicon.svg", 200),
        ("/static/nothing.css", 404),
        ("/files/nothing.png", 404),
    ],
)
def test_a_strangers_answers(browser: Callable[..., Client], path: str, status: int) -> None:
    factories.edition()
    response = browser().get(path)
    assert response.status_code == status
    _check(response)


@pytest.mark.parametrize("path", ["/en/nothing-here/", "/files/nothing.png"])
def test_what_is_not_there_takes_its_place_in_a_shared_cache(
    browser: Callable[..., Client], path: str
) -> None:
    """Refusals that a proxy may not keep leave it the page from before, to be shown in an outage."""
    response = browser().get(path)
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=1, must-revalidate"
    assert "Cookie" not in response.headers.get("Vary", "")
    assert not response.cookies


def test_words_that_wait_for_somebody_are_his_alone(
    browser: Callable[..., Client], cast: people.Cast
) -> None:
    own = browser(cast.author)
    kept = browser().get("/en/")["ETag"]
    own.post("/en/accounts/logout/")
    page = own.get("/en/", headers={"If-None-Match": kept})
    assert page.status_code == 200
    assert "You have signed out." in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    assert own.get("/en/", headers={"If-None-Match": kept}).status_code == 304


def test_answers_of_somebody_signed_in(browser: Callable[..., Client], cast: people.Cast) -> None:
    for person, name in (
        (cast.author, "casestudies:room"),
        (cast.auditor, "moderation:audit_trail"),
        (cast.officer, "feedback:sheet"),
        (cast.officer, "casestudies:queue"),
        (cast.administrator, "admin:index"),
        (cast.administrator, "admin:members_user_changelist"),
    ):
        response = browser(person).get(reverse(name))
        assert response.status_code == 200
        _check(response)
        assert {"private", "no-store"} <= set(response["Cache-Control"].replace(" ", "").split(","))


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


def test_not_modified_and_refusals(browser: Callable[..., Client], cast: people.Cast) -> None:
    tag = browser().get("/en/about/")["ETag"]
    stranger = browser(enforce_csrf_checks=True)
    for response, status in (
        (browser().get("/en/about/", headers={"If-None-Match": tag}), 304),
        (browser().post("/en/about/"), 405),
        (browser(cast.delegate).get("/en/desk/submissions/"), 403),
        (stranger.post("/en/accounts/login/", {"login": "a@example.org"}), 403),
        (browser().get("/en/about/", headers={"Host": "evil.example"}), 400),
        (browser().post("/en/accounts/login/", b"{", content_type="multipart/form-data"), 400),
    ):
        assert response.status_code == status
        _check(response)


def test_a_broken_page_has_them_too(browser: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: Any) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("guide_portal.views.pages.page", broken)
    response = browser().get("/en/about/")
    assert response.status_code == 500
    _check(response)
    assert "broken on purpose" not in response.content.decode()
    assert "Traceback" not in response.content.decode()


def test_a_file_from_somebody_is_saved_and_never_opened(
    browser: Callable[..., Client], cast: people.Cast
) -> None:
    factories.edition()
    file = factories.attachment(people.submission_in("published", cast), sealed=True)
    response = browser().get(reverse("attachments:file", args=[file.pk, file.name]))
    assert response.status_code == 200
    _check(response, policy={"sandbox": set(), "default-src": {"'none'"}})
    assert response["Content-Disposition"].startswith("attachment")


def test_without_tls_only_a_redirect(settings: Any, browser: Callable[..., Client]) -> None:
    browser()  # the settings of production
    response = Client().post("/en/accounts/login/?next=/en/", {"login": "a@example.org"})
    assert response.status_code == 301
    assert response["Location"].startswith("https://")
    assert not response.cookies


def test_cookies_are_bound_to_the_host_and_unseen_by_scripts(
    browser: Callable[..., Client], contributor: User, production: dict[str, Any]
) -> None:
    stranger = browser()
    stranger.get("/en/accounts/login/")
    assert set(stranger.cookies) == {"__Host-csrf"}
    person = browser()
    credentials = {"login": contributor.email, "password": factories.PASSWORD, "remember": "on"}
    factories_address(contributor)
    assert person.post("/en/accounts/login/", credentials).status_code == 302
    signed_in = browser(contributor)
    signed_in.get("/en/accounts/")
    signed_in.post("/en/accounts/logout/")
    cookies = {**stranger.cookies, **person.cookies, **signed_in.cookies}
    assert set(cookies) == {"__Host-csrf", "__Host-session", "__Host-messages"}
    for name, cookie in cookies.items():
        assert cookie["secure"], name
        assert cookie["httponly"] or not cookie.value, name
        assert cookie["samesite"] == "Lax", name
        assert cookie["path"] == "/", name
        assert not cookie["domain"], name
        assert len(cookie.OutputString()) < 4096, name


def factories_address(person: User) -> None:
    """Confirm somebody's address, as whoever signs in by the form needs."""
    from allauth.account.models import EmailAddress

    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


def test_a_strangers_page_sets_no_cookie_and_may_be_shared(browser: Callable[..., Client]) -> None:
    response = browser().get("/en/about/")
    assert not response.cookies
    assert response["Cache-Control"].startswith("public")
    assert "Cookie" not in response.get("Vary", "")


def test_the_names_are_those_that_production_reads(production: dict[str, Any]) -> None:
    """Without this, a setting that was renamed would be tested as if it still did something."""
    assert all(hasattr(configured, name) for name in NAMES)
    assert production["SECURE_SSL_REDIRECT"] is True


def test_security_txt(browser: Callable[..., Client], settings: Any, production: dict[str, Any]) -> None:
    """RFC 9116: the fields it requires, a date less than a year ahead, and links to where it stands."""
    from datetime import datetime, timedelta

    from django.utils import timezone

    settings.PORTAL_ADDRESS = "https://guide.example"
    settings.SECURITY_CONTACT = "security@guide.example"
    response = browser().get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = [line.split(": ", 1) for line in response.content.decode().splitlines()]
    named: dict[str, list[str]] = {}
    for name, value in fields:
        named.setdefault(name, []).append(value)
    (expires,) = named.pop("Expires")
    ahead = datetime.fromisoformat(expires) - timezone.now()
    assert timedelta(days=90) < ahead < timedelta(days=365)
    assert named == {
        "Contact": ["mailto:security@guide.example"],
        "Preferred-Languages": ["en, fr"],
        "Canonical": ["https://guide.example/.well-known/security.txt"],
        "Policy": ["https://guide.example/en/security/", "https://guide.example/fr/security/"],
    }
    for policy in named["Policy"]:
        assert browser().get(policy.removeprefix("https://guide.example")).status_code == 200
