"""Telling what is down from what is wrong: an outage passes by itself, a fault has to be mended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import InterfaceError, OperationalError

# The classes of PostgreSQL's codes: no connection, no room, an operator stepped in, the system failed.
_PASSING: Final = ("08", "53", "57P", "58")
# SQLite says it in words only.
_SQLITE: Final = ("locked", "unable to open", "disk i/o", "disk is full", "readonly database")
# The shared cache and the bucket: optional libraries, so known by their names.
_BY_NAME: Final = {
    "redis.exceptions.ConnectionError",
    "redis.exceptions.TimeoutError",
    "guide_portal.storage.StorageRefused",
    "botocore.exceptions.BotoCoreError",
    "botocore.exceptions.HTTPClientError",
}


def is_outage(error: BaseException | None) -> bool:
    """Whether the database, the cache or the storage did not answer, and the same request may work soon."""
    return any(_is_database_gone(each) or _is_named(each) for each in _causes(error))


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _is_database_gone(error: BaseException) -> bool:
    cause = error.__cause__
    if isinstance(error, InterfaceError):
        return type(cause).__module__.startswith("psycopg")  # a connection that was closed under way
    if not isinstance(error, OperationalError):
        return False
    if type(cause).__module__.startswith("sqlite3"):
        return any(words in str(cause).lower() for words in _SQLITE)
    state = getattr(cause, "sqlstate", None)
    # Without a code nothing was asked of a server: there was no connection.
    return state is None or str(state).startswith(_PASSING)


def _is_named(error: BaseException) -> bool:
    return any(f"{kind.__module__}.{kind.__qualname__}" in _BY_NAME for kind in type(error).__mro__)
