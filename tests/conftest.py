"""Fixtures shared by all tests: people named for their roles, and a database that can be emptied."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from django.core.cache import caches
from django.db import connection, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker

from guide_portal import errors
from members.models import Administration, User
from members.roles import Role
from tests import factories, snapshots

# Playwright runs an event loop in the test's thread; Django would refuse its own queries there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

GUARDED = {
    "members_peopleevent": (),
    "moderation_event": (),
    "moderation_clearance": (),
    "modules_approval": (),
    "casestudies_revision": ("submission_id", "number", "content", "sha256", "sealed_by_id", "sealed_at"),
}


@pytest.fixture(autouse=True, scope="session")
def _tables_can_be_emptied() -> Iterator[None]:
    """Tests with real transactions empty the tables afterwards, which the guards refuse."""
    with_django = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda _self: snapshots.put_back_empty()
    yield
    TransactionTestCase._fixture_teardown = with_django


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Remember the empty tables; end what threads of tests have left open.

    PostgreSQL drops no database that somebody is connected to.
    """
    with django_db_blocker.unblock():
        snapshots.take_empty()
    yield
    if connection.vendor != "postgresql":
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="module")
def kept_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Keep what a fixture of a whole file writes until the file is done; each test undoes its own.

    For tables whose every cell looks at the same rows: those are made once and not for every cell.
    """
    with django_db_blocker.unblock():
        everything = transaction.atomic()
        # As Django marks those of its own test cases: what insists on being outermost may stand inside.
        everything._from_testcase = True
        with everything:
            yield
            transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    for store in caches.all(initialized_only=False):
        store.clear()
    yield
    for store in caches.all(initialized_only=False):
        store.clear()


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A page asked for in French leaves French behind in its thread; every test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def administration(db: None) -> Administration:
    return factories.administration("Customs Service of Meridia")


@pytest.fixture
def other_administration(db: None) -> Administration:
    return factories.administration("Customs of Valoria")


@pytest.fixture
def delegate(administration: Administration) -> User:
    return factories.person("delegate", Role.DELEGATE, administration=administration)


@pytest.fixture
def contributor(administration: Administration) -> User:
    return factories.person("contributor", Role.CONTRIBUTOR, administration=administration)


@pytest.fixture
def contact_point(administration: Administration) -> User:
    return factories.person("contact.point", Role.CONTACT_POINT, administration=administration)


@pytest.fixture
def other_contributor(other_administration: Administration) -> User:
    return factories.person("other.contributor", Role.CONTRIBUTOR, administration=other_administration)


@pytest.fixture
def other_contact_point(other_administration: Administration) -> User:
    return factories.person("other.contact.point", Role.CONTACT_POINT, administration=other_administration)


@pytest.fixture
def facilitator(db: None) -> User:
    return factories.person("facilitator", Role.FACILITATOR)


@pytest.fixture
def case_officer(db: None) -> User:
    return factories.person("officer", Role.CASE_OFFICER)


@pytest.fixture
def second_officer(db: None) -> User:
    return factories.person("second.officer", Role.CASE_OFFICER)


@pytest.fixture
def publisher(db: None) -> User:
    return factories.person("publisher", Role.PUBLISHER)


@pytest.fixture
def editor(db: None) -> User:
    return factories.person("editor", Role.EDITOR)


@pytest.fixture
def language_reviewer(db: None) -> User:
    return factories.person("language.reviewer", Role.LANGUAGE_REVIEWER)


@pytest.fixture
def administrator(db: None) -> User:
    return factories.person("admin", Role.ADMINISTRATOR)


@pytest.fixture
def auditor(db: None) -> User:
    return factories.person("auditor", Role.AUDITOR)


@pytest.fixture
def stranger(db: None) -> User:
    """Somebody with an account and no role at all."""
    return factories.person("stranger")


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    """Give a browser in which this person is signed in."""

    def sign_in(user: User) -> Client:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer 403 and 404 without their page: a table of thousands of refusals looks at the number alone."""

    def bare(_request: HttpRequest, _template: str, _context: object = None, *, status: int) -> HttpResponse:
        return HttpResponse(status=status)

    monkeypatch.setattr(errors, "render", bare)


@pytest.fixture
def close_connections() -> Iterator[None]:
    """Threads open connections of their own; a test that starts some closes them."""
    yield
    connections.close_all()


@pytest.fixture
def file_database() -> None:
    """Threads need a database they can share: SQLite's in-memory one is locked by a single connection."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.fail("Tests with threads need a database file: set TEST NAME in tests/settings.py.")
