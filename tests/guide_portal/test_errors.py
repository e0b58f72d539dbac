"""Every refusal and every failure has the portal's dress and the reader's language, and needs little."""

from __future__ import annotations

import re
import sqlite3
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import psycopg_pool
import pytest
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override
from redis.exceptions import ConnectionError as CacheGone

from guide_portal import errors, pages
from guide_portal.outages import is_outage
from guide_portal.storage import StorageRefused
from moderation import freshness

H1 = re.compile(r"<h1>(.*?)</h1>")
WORDS = {
    400: ("We could not read that request", "n’avons pas pu lire"),
    413: ("What you sent is too large", "trop volumineux"),
    500: ("Something broke on our side", "panne"),
    503: ("The portal is being maintained", "maintenance"),
}


def _caused(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def _gone() -> Exception:
    return _caused(OperationalError("…"), psycopg.OperationalError("connection refused"))


@pytest.fixture
def quiet(client: Client) -> Client:
    """A browser that gets the page of a failure, as people do."""
    client.raise_request_exception = False
    return client


def _raising(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_args: Any) -> None:
        raise error

    monkeypatch.setattr(pages, "page", fail)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BadRequest(), 400),
        (RequestDataTooBig(), 413),
        (ValueError("words"), 500),
        (_gone(), 503),
    ],
)
@pytest.mark.parametrize(("language", "place"), [("en", 0), ("fr", 1)])
def test_plain_pages(
    quiet: Client,
    monkeypatch: pytest.MonkeyPatch,
    *,
    error: Exception,
    status: int,
    language: str,
    place: int,
) -> None:
    _raising(monkeypatch, error)
    response = quiet.get(f"/{language}/about/")
    html = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}"' in html
    assert html.count("<h1>") == 1
    assert WORDS[status][place] in html
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert response["Content-Security-Policy"]
    assert ("Retry-After" in response.headers) is (status == 503)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status", "words"),
    [(PermissionDenied(), 403, "403.html"), (None, 404, "404.html")],
)
def test_pages_in_the_frame(
    quiet: Client, monkeypatch: pytest.MonkeyPatch, error: Exception | None, status: int, words: str
) -> None:
    if error:
        _raising(monkeypatch, error)
    response = quiet.get("/fr/about/" if error else "/fr/nothing-here/")
    assert response.status_code == status
    assert words in [template.name for template in response.templates]
    assert '<html lang="fr"' in response.content.decode()


@pytest.mark.django_db
def test_an_address_used_in_the_wrong_way_says_so(quiet: Client) -> None:
    response = quiet.post("/fr/about/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert H1.search(response.content.decode())
    assert '<html lang="fr"' in response.content.decode()


@pytest.mark.django_db
def test_too_many_attempts_say_when_to_come_back(quiet: Client, settings: Any) -> None:
    settings.JOINING_RATE_LIMITS = {"request": "1/m/ip"}
    address = reverse("members:request_access")
    answers = [quiet.post(address, {}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1]["Retry-After"] == "300"
    assert "Too many attempts" in answers[1].content.decode()


@pytest.mark.parametrize("status", sorted(WORDS))
def test_plain_pages_need_nothing(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    """No database (the test has none), no session, no user, no context processor, no language yet."""
    request = RequestFactory().get("/fr/case-studies/", headers={"accept-language": "en"})
    with override("ar"):
        response = errors._plain(request, status)
    assert response.status_code == status
    assert WORDS[status][1] in response.content.decode()


def test_without_even_a_template_there_are_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines["django"].engine, "loaders", [])
    monkeypatch.setattr(engines["django"].engine, "template_loaders", [])
    response = errors.broken(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


def test_the_language_is_the_browsers_where_the_address_has_none() -> None:
    request = RequestFactory().get("/files/x/", headers={"accept-language": "fr-CH,fr;q=0.9"})
    assert WORDS[500][1] in errors.broken(request).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/en/", "/en/case-studies/", "/en/accounts/login/", "/admin/", "/files/"]
)
def test_the_database_gone_is_503_wherever_it_is_asked(
    quiet: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """Also where what fails is a middleware, before there is a language or a view."""

    def gone(*_args: Any, **_named: Any) -> None:
        raise _gone()

    quiet.cookies["sessionid"] = "a" * 32 if address == "/admin/" else ""
    monkeypatch.setattr(freshness, "current", gone)
    monkeypatch.setattr(type(connections["default"]), "cursor", gone)
    response = quiet.get(address)
    if address in {"/files/", "/en/accounts/login/"}:
        assert response.status_code in {200, 404, 503}  # these ask nothing of it
        return
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "The portal is being maintained" in response.content.decode()


@pytest.mark.django_db
def test_whoever_sent_something_is_told_that_it_is_not_saved(
    quiet: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_args: Any, **_named: Any) -> None:
        raise _gone()

    monkeypatch.setattr(type(connections["default"]), "cursor", gone)
    credentials = {"login": "delegate@example.org", "password": "a-password-of-somebody"}
    sent, asked = quiet.post("/en/accounts/login/", credentials), quiet.get("/en/case-studies/")
    assert (sent.status_code, asked.status_code) == (503, 503)
    assert "What you sent just now is not saved." in sent.content.decode()
    assert "What you sent" not in asked.content.decode()


@pytest.mark.django_db
def test_it_is_back_as_soon_as_the_database_is(quiet: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as away:
        away.setattr(freshness, "current", lambda: (_ for _ in ()).throw(_gone()))
        assert quiet.get("/en/").status_code == 503
    assert quiet.get("/en/").status_code == 200


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (_gone(), True),
        (_caused(OperationalError(), psycopg_pool.PoolTimeout()), True),
        (_caused(OperationalError(), psycopg.errors.AdminShutdown()), True),
        (_caused(OperationalError(), psycopg.errors.TooManyConnections()), True),
        (_caused(OperationalError(), psycopg.errors.DiskFull()), True),
        (_caused(InterfaceError(), psycopg.InterfaceError("the connection is closed")), True),
        (_caused(OperationalError(), sqlite3.OperationalError("database is locked")), True),
        (_caused(OperationalError(), sqlite3.OperationalError("database or disk is full")), True),
        (CacheGone(), True),
        (StorageRefused("ClientError"), True),
        (_caused(ValueError(), _gone()), True),
        # Faults, which no waiting mends.
        (_caused(OperationalError(), sqlite3.OperationalError("no such table: x")), False),
        (_caused(OperationalError(), psycopg.errors.QueryCanceled()), False),
        (_caused(InterfaceError(), sqlite3.InterfaceError("Error binding parameter 0")), False),
        (OSError("words"), False),
        (ValueError(), False),
        (None, False),
    ],
)
def test_what_passes_is_told_from_what_is_wrong(error: Exception | None, passes: bool) -> None:
    assert is_outage(error) is passes


def test_a_405_with_words_of_its_own_keeps_them() -> None:
    from django.http import HttpResponseNotAllowed

    def view(_request: HttpRequest) -> HttpResponse:
        return HttpResponseNotAllowed(["GET"], content=b"only GET")

    assert errors.dress_not_allowed(view)(RequestFactory().post("/")).content == b"only GET"  # type: ignore[operator]


def test_the_pages_a_proxy_shows_are_written(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    call_command("write_error_pages", stdout=StringIO())
    for status in (413, 503):
        for language, place in (("en", 0), ("fr", 1)):
            page = (tmp_path / "errors" / f"{status}.{language}.html").read_text(encoding="utf-8")
            assert WORDS[status][place] in page
            assert f'<html lang="{language}"' in page
    assert 'dir="rtl"' in (tmp_path / "errors" / "503.ar.html").read_text(encoding="utf-8")
