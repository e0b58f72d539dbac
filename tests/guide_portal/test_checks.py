"""`check --deploy` is silent where all is well, and says each thing that is not, all at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from guide_portal import checks, triggers
from guide_portal.watching import parts
from members.append_only import guard_statements, release_statements
from tests import factories

PRODUCTION = {
    "PROFILE": "production",
    "SECRET_KEY": "kT4-9xQzWm2vLr7p" * 4,
    "ALLOWED_HOSTS": "guide.example.org,127.0.0.1",
    "PORTAL_ADDRESS": "https://guide.example.org",
    "DATABASE_URL": "postgresql://portal@127.0.0.1/portal",
    "EMAIL_URL": "submission://portal:secret@mail.example.org",
    "SECURITY_CONTACT": "security@example.org",
    "SENDER": "IT Guide for Executives <guide@example.org>",
    "TRUSTED_PROXIES": "1",
    "METRICS_TOKEN": "m" * 32,
}
# With each of these alone changed, that check alone speaks.
WRONG = {
    "portal.E001": {"DEMONSTRATION": True},
    "portal.E002": {"ALLOWED_HOSTS": ["elsewhere.example.org"]},
    "portal.E003": {"SECURITY_CONTACT": "security@localhost"},
    "portal.E004": {"DEFAULT_FROM_EMAIL": "Guide <no-reply@localhost>"},
    "portal.E005": {"TRUSTED_PROXIES": 0},
    "portal.E006": {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}},
    "portal.E007": {"TASKS": {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}},
    "portal.E008": {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"},
    "portal.E009": {"EMAIL_USE_TLS": False},
}


@pytest.fixture
def well(settings: Any, tmp_path: Path) -> Iterator[Any]:
    (tmp_path / "staticfiles.json").write_text("{}")
    for name, value in {
        "DEMONSTRATION": False,
        "ALLOWED_HOSTS": ["guide.example.org"],
        "PORTAL_ADDRESS": "https://guide.example.org",
        "SECURITY_CONTACT": "security@example.org",
        "DEFAULT_FROM_EMAIL": "Guide <guide@example.org>",
        "TRUSTED_PROXIES": 1,
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "c"}},
        "TASKS": {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}},
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_HOST_PASSWORD": "secret",
        "EMAIL_USE_TLS": True,
        "STATIC_ROOT": tmp_path,
        "MEDIA_ROOT": tmp_path / "files",
    }.items():
        setattr(settings, name, value)
    parts.forget()
    yield settings
    parts.forget()


def _ids(messages: list[Any]) -> list[str]:
    return [message.id for message in messages]


def test_check_deploy_is_silent_in_production(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "DEBUG"],
        env={"PATH": os.environ["PATH"], **PRODUCTION, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "System check identified no issues (0 silenced)."
    assert (done.stderr.strip(), done.returncode) == ("", 0)
    assert not list((tmp_path / "files" / "readyz").iterdir()), "the check leaves nothing behind"


def test_nothing_is_said_where_all_is_well(well: Any) -> None:
    assert checks.check_settings() == []


@pytest.mark.parametrize("expected", sorted(WRONG))
def test_each_thing_is_said(well: Any, expected: str) -> None:
    for name, value in WRONG[expected].items():
        setattr(well, name, value)
    assert _ids(checks.check_settings()) == [expected]


def test_static_files_that_were_not_collected_are_said(well: Any, tmp_path: Path) -> None:
    well.STATIC_ROOT = tmp_path / "nowhere"
    assert _ids(checks.check_settings()) == ["portal.E011"]


def test_a_storage_that_keeps_nothing_is_said(well: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    well.MEDIA_ROOT = tmp_path / "file"
    assert _ids(checks.check_settings()) == ["portal.E012"]


def test_all_are_said_at_once(well: Any) -> None:
    for changes in WRONG.values():
        for name, value in changes.items():
            setattr(well, name, value)
    # A server that is not asked cannot be asked without encryption.
    assert _ids(checks.check_settings()) == sorted(set(WRONG) - {"portal.E009"})


@pytest.mark.django_db
def test_the_database_is_looked_at_only_when_it_is_named(administrator: Any) -> None:
    assert checks.check_database(databases=None) == []
    assert checks.check_database(databases=["default"]) == []


@pytest.mark.django_db
def test_an_empty_portal_says_that_nobody_can_sign_in() -> None:
    assert _ids(checks.check_database(databases=["default"])) == ["portal.W024"]


@pytest.mark.django_db
def test_demonstration_accounts_are_said(administrator: Any) -> None:
    invented = factories.person("delegate")
    invented.email = "delegate@demo.example"
    invented.save()
    messages = checks.check_database(databases=["default"])
    assert _ids(messages) == ["portal.E023"]
    assert str(messages[0].msg).startswith("1 demonstration accounts")


@pytest.mark.django_db
def test_a_missing_trigger_is_named(administrator: Any) -> None:
    with connection.cursor() as cursor:
        for statement in release_statements(connection.vendor, "moderation_event"):
            cursor.execute(statement)
        messages = checks.check_database(databases=["default"])
        for statement in guard_statements(connection.vendor, "moderation_event"):
            cursor.execute(statement)
    assert _ids(messages) == ["portal.E022"]
    assert "moderation_event_no_delete" in str(messages[0].msg)
    assert checks.check_database(databases=["default"]) == []


@pytest.mark.django_db
def test_every_trigger_of_the_migrations_is_known() -> None:
    """The list is heard from the migrations themselves, so it is what a migrated database has, no less."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        assert {name for (name,) in cursor.fetchall()} == triggers.expected(connection.vendor)


@pytest.mark.django_db
def test_migrations_that_were_not_applied_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_leaves", lambda: (("members", "9999_tomorrow"),))
    messages = checks.check_database(databases=["default"])
    assert _ids(messages) == ["portal.E020"]
    assert "members.9999_tomorrow" in str(messages[0].msg)
