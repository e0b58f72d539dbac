"""What the portal does not start with: everything that is wrong, at once, in one sentence each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

# Django's own bound for a key nobody guesses.
KEY_LENGTH = 50
TOKEN_LENGTH = 24
S3 = ("S3_BUCKET", "S3_ENDPOINT", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY")
POSTGRESQL = ("postgres://", "postgresql://")


def refuse(values: Mapping[str, Any]) -> None:
    """Raise with every problem of these settings; ``PROFILE`` decides how strict to be."""
    problems = [*_unreadable(values)]
    if values["PROFILE"] == "production":
        problems += _unsafe(values)
    if problems:
        raise ImproperlyConfigured("The portal does not start:\n- " + "\n- ".join(problems))


def _unreadable(values: Mapping[str, Any]) -> Iterable[str]:
    """Name what means nothing in any profile."""
    if values["CLAMD_URL"] and not re.fullmatch(r"tcp://[^/:@]+:\d{1,5}", values["CLAMD_URL"]):
        yield "CLAMD_URL must read tcp://host:port."
    if values["CACHE_URL"] and not values["CACHE_URL"].startswith(("redis://", "rediss://")):
        yield "CACHE_URL must read redis://… or rediss://…, or be left out for the database."
    if values["READ_DATABASE_URL"] and not values["READ_DATABASE_URL"].startswith(POSTGRESQL):
        yield "READ_DATABASE_URL must name a PostgreSQL database (postgresql://…)."
    given = [name for name in S3 if values[name]]
    if given and not values["S3_BUCKET"]:
        yield f"S3_BUCKET is missing, though {given[0]} is set."
    if bool(values["S3_ACCESS_KEY"]) != bool(values["S3_SECRET_KEY"]):
        yield "S3_ACCESS_KEY and S3_SECRET_KEY belong together: set both, or none where the machine has a role."
    if values["METRICS_TOKEN"] and len(values["METRICS_TOKEN"]) < TOKEN_LENGTH:
        yield f"METRICS_TOKEN must be random and at least {TOKEN_LENGTH} characters long."
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", values["SECURITY_CONTACT"]):
        yield "SECURITY_CONTACT must be an e-mail address."


def _unsafe(values: Mapping[str, Any]) -> Iterable[str]:
    """Name what is good enough for a demonstration alone."""
    if len(values["SECRET_KEY"]) < KEY_LENGTH or "demonstration" in values["SECRET_KEY"]:
        yield f"SECRET_KEY must be secret, random and at least {KEY_LENGTH} characters long."
    if not values["ALLOWED_HOSTS"] or "*" in values["ALLOWED_HOSTS"]:
        yield "ALLOWED_HOSTS must name the portal's own hosts, and never '*'."
    if not values["DATABASE_URL"].startswith(POSTGRESQL):
        yield "DATABASE_URL must name a PostgreSQL database (postgresql://…)."
    if not values["PORTAL_ADDRESS"].startswith("https://"):
        yield "PORTAL_ADDRESS must start with https://."
    if values["DEBUG"]:
        yield "DEBUG must not be set."
    if not values["SECOND_FACTOR_REQUIRED"]:
        yield "SECOND_FACTOR_REQUIRED can be off only in a demonstration."
