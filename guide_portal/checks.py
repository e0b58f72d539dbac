"""What ``manage.py check --deploy`` of Django does not know: each a sentence, all at once.

With ``--database default`` the database is looked at too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's name
from django.core.mail import get_connection
from django.db import DatabaseError, connections

from guide_portal import triggers
from guide_portal.watching import parts
from members.models import User

Apps = Sequence[AppConfig] | None
_NO_MAIL: Final = ("console", "dummy", "locmem", "filebased")
_OWN_CACHE: Final = ("locmem", "dummy", "filebased")


@register(Tags.security, deploy=True)
def check_settings(app_configs: Apps = None, **kwargs: Any) -> list[CheckMessage]:
    """Look at the settings and at what they name on this machine."""
    del app_configs, kwargs
    found = (_profile, _addresses, _proxy, _cache, _jobs, _mail, _figures, _static, _storage)
    return [message for check in found for message in check()]


@register(Tags.database, deploy=True)
def check_database(
    app_configs: Apps = None, databases: Iterable[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Look into the database: ready for this release, with its triggers, without invented people."""
    del app_configs, kwargs
    if "default" not in (databases or ()):
        return []
    try:
        parts.migrations()
    except parts.NotReady as why:
        return [Error(str(why), id="portal.E020")]
    except DatabaseError as failure:
        return [Error(f"The database does not answer ({type(failure).__name__}).", id="portal.E021")]
    return [*_triggers(), *_invented_people()]


def _profile() -> Iterator[CheckMessage]:
    if settings.DEMONSTRATION:
        yield Error(
            "PROFILE is demonstration: invented people, a public key. Set PROFILE=production.",
            id="portal.E001",
        )


def _addresses() -> Iterator[CheckMessage]:
    host = urlsplit(settings.PORTAL_ADDRESS).hostname
    if host not in settings.ALLOWED_HOSTS:
        yield Error(f"The host of PORTAL_ADDRESS ({host}) is not among ALLOWED_HOSTS.", id="portal.E002")
    if settings.SECURITY_CONTACT.endswith("@localhost"):
        yield Error("SECURITY_CONTACT is missing: who is told of a weakness?", id="portal.E003")
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        yield Error("SENDER is missing: letters would come from nobody.", id="portal.E004")


def _proxy() -> Iterator[CheckMessage]:
    if settings.PORTAL_ADDRESS.startswith("https://") and not settings.TRUSTED_PROXIES:
        yield Error(
            "TRUSTED_PROXIES is 0 behind https: everybody would share the proxy's address, and ten failed "
            "sign-ins by anyone would lock everyone out. Set it to the number of proxies.",
            id="portal.E005",
        )


def _cache() -> Iterator[CheckMessage]:
    backend = settings.CACHES["default"]["BACKEND"]
    if any(word in backend for word in _OWN_CACHE):
        yield Error(
            "The default cache is not shared by all processes: rate limits would not hold.", id="portal.E006"
        )


def _jobs() -> Iterator[CheckMessage]:
    if "immediate" in settings.TASKS["default"]["BACKEND"].lower():
        yield Error("TASK_BACKEND is immediate: people would wait for the mail server.", id="portal.E007")


def _mail() -> Iterator[CheckMessage]:
    if any(word in settings.EMAIL_BACKEND for word in _NO_MAIL):
        yield Error("EMAIL_URL names no mail server: letters would reach nobody.", id="portal.E008")
        return
    connection = get_connection()
    encrypted = getattr(connection, "use_tls", False) or getattr(connection, "use_ssl", False)
    local = getattr(connection, "host", "") in {"localhost", "127.0.0.1", "::1"}
    if getattr(connection, "password", "") and not encrypted and not local:
        yield Error(
            "EMAIL_URL sends a password unencrypted: use submission:// or smtps://.", id="portal.E009"
        )


def _figures() -> Iterator[CheckMessage]:
    if settings.METRICS_TOKEN and find_spec("prometheus_client") is None:
        yield Error("METRICS_TOKEN needs requirements-production.txt to be installed.", id="portal.E010")


def _static() -> Iterator[CheckMessage]:
    if not settings.DEMONSTRATION and not (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        yield Error("Static files are not collected: run manage.py collectstatic.", id="portal.E011")


def _storage() -> Iterator[CheckMessage]:
    try:
        parts.storage()
    except (OSError, parts.NotReady) as failure:
        yield Error(
            f"The storage of people's files does not keep a file ({type(failure).__name__}).",
            id="portal.E012",
        )


def _triggers() -> Iterator[CheckMessage]:
    connection = connections["default"]
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    if missing := sorted(triggers.expected(connection.vendor) - present):
        yield Error(
            f"What the database keeps by itself is missing or disabled: {', '.join(missing)}.",
            id="portal.E022",
        )


def _invented_people() -> Iterator[CheckMessage]:
    if number := User.objects.filter(email__iendswith="@demo.example", is_active=True).count():
        yield Error(
            f"{number} demonstration accounts with a known password are here. Close them.", id="portal.E023"
        )
    if not User.objects.filter(is_active=True).exclude(email__iendswith="@demo.example").exists():
        yield Warning("Nobody can sign in yet: create an administrator.", id="portal.W024")
