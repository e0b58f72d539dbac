"""What the portal does not start with: everything that is wrong, at once, in one sentence each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvValidationError

from guide_portal.environment.databases import database
from guide_portal.environment.mail import mail

# Django's own bound for a key nobody guesses.
KEY_LENGTH = 50
TOKEN_LENGTH = 24
S3 = ("S3_BUCKET", "S3_ENDPOINT", "S3_REGION", "S3_ACCESS_KEY", "S3_SECRET_KEY")
POSTGRESQL = ("postgres://", "postgresql://")
NEEDED = ("SECRET_KEY", "ALLOWED_HOSTS", "PORTAL_ADDRESS", "DATABASE_URL", "EMAIL_URL")
# Addresses that may hold a password: what reads them, and how they have to look.
ADDRESSES: dict[str, tuple[Callable[[str], object], str]] = {
    "DATABASE_URL": (database, "postgresql://user:password@host/name"),
    "READ_DATABASE_URL": (database, "postgresql://user:password@host/name"),
    "CACHE_URL": (lambda url: urlsplit(url).port, "redis://user:password@host:port/number"),
    "EMAIL_URL": (
        lambda url: mail(url, ""),
        "submission://user:password@host:587 or smtps://user:password@host",
    ),
}
ESCAPES = "in a password write %25 for %, %40 for @, %3A for :, %2F for /, %3F for ? and %23 for #"


def refuse(env: Env, values: Mapping[str, Any]) -> None:
    """Close the environment and raise with every problem of these settings, one sentence for each variable.

    ``PROFILE`` decides how strict to be. No sentence repeats a value: any may be a secret.
    """
    problems = [f"{name} is missing." for name in NEEDED if not values[name]]
    problems += _not_of_its_kind(env)
    # The library gives None for what it could not read.
    given = {name: "" if value is None else value for name, value in values.items()}
    problems += [*_unreadable(given), *_half_a_bucket(given)]
    if given["PROFILE"] != "demonstration":
        problems += _unsafe(given)
    said: dict[str, str] = {}
    for sentence in problems:
        # What is missing is not called unsafe as well.
        said.setdefault(sentence.split(maxsplit=1)[0], sentence)
    if said:
        raise ImproperlyConfigured("The portal does not start:\n- " + "\n- ".join(said.values()))


def _not_of_its_kind(env: Env) -> Iterable[str]:
    """Name what is no number, no yes or no, or none of the words that may be chosen."""
    try:
        env.seal()
    except EnvValidationError as error:
        found = cast("Mapping[str, list[str]]", error.error_messages)
    else:
        return
    for name, (message, *_others) in found.items():
        said = f"{message[0].lower()}{message[1:]}"
        yield f"{name} {said}" if said.startswith("must ") else f"{name} cannot be read: {said}"


def _unreadable(values: Mapping[str, Any]) -> Iterable[str]:
    """Name what means nothing in any profile."""
    for name, (read, form) in ADDRESSES.items():
        if values[name] and not _reads(read, values[name]):
            yield f"{name} cannot be read as {form}; {ESCAPES}."
    if values["CLAMD_URL"] and not re.fullmatch(r"tcp://[^/:@]+:\d{1,5}", values["CLAMD_URL"]):
        yield "CLAMD_URL must read tcp://host:port."
    if values["CACHE_URL"] and not values["CACHE_URL"].startswith(("redis://", "rediss://")):
        yield "CACHE_URL must read redis://… or rediss://…, or be left out for the database."
    if values["READ_DATABASE_URL"] and not values["READ_DATABASE_URL"].startswith(POSTGRESQL):
        yield "READ_DATABASE_URL must name a PostgreSQL database (postgresql://…)."
    if values["METRICS_TOKEN"] and len(values["METRICS_TOKEN"]) < TOKEN_LENGTH:
        yield f"METRICS_TOKEN must be random and at least {TOKEN_LENGTH} characters long."
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", values["SECURITY_CONTACT"]):
        yield "SECURITY_CONTACT must be an e-mail address."


def _half_a_bucket(values: Mapping[str, Any]) -> Iterable[str]:
    if values["S3_ENDPOINT"] and not values["S3_ENDPOINT"].startswith(("http://", "https://")):
        yield "S3_ENDPOINT must start with https://, or with http:// on a network of your own."
    given = [name for name in S3 if values[name]]
    if given and not values["S3_BUCKET"]:
        yield f"S3_BUCKET is missing, though {given[0]} is set."
    if bool(values["S3_ACCESS_KEY"]) != bool(values["S3_SECRET_KEY"]):
        yield "S3_ACCESS_KEY and S3_SECRET_KEY belong together: set both, or none where the machine has a role."


def _reads(read: Callable[[str], object], url: str) -> bool:
    try:
        read(url)
    except (KeyError, ValueError):
        return False
    return True


def _unsafe(values: Mapping[str, Any]) -> Iterable[str]:
    """Name what is good enough for a demonstration alone."""
    if len(values["SECRET_KEY"]) < KEY_LENGTH or "demonstration" in values["SECRET_KEY"]:
        yield f"SECRET_KEY must be secret, random and at least {KEY_LENGTH} characters long."
    if not any(values["ALLOWED_HOSTS"]) or "*" in values["ALLOWED_HOSTS"]:
        yield "ALLOWED_HOSTS must name the portal's own hosts, and never '*'."
    if not values["DATABASE_URL"].startswith(POSTGRESQL):
        yield "DATABASE_URL must name a PostgreSQL database (postgresql://…)."
    if not values["PORTAL_ADDRESS"].startswith("https://"):
        yield "PORTAL_ADDRESS must start with https://."
    if values["DEBUG"]:
        yield "DEBUG must not be set."
    if not values["SECOND_FACTOR_REQUIRED"]:
        yield "SECOND_FACTOR_REQUIRED can be off only in a demonstration."
