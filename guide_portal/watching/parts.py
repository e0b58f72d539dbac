"""The parts that the portal stands on: each says that it is well, or raises ``NotReady`` with a sentence.

No sentence holds an address, a name or a secret: whoever may ask may read it.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from guide_portal.environment.databases import REPLICA
from guide_portal.watching import backlog

Told = dict[str, Any]
# Writing into a bucket costs money: it is tried no more often than this, in each process.
STORAGE_EVERY_SECONDS: Final = 30
# Clocks of two machines differ a little.
CLOCK_SECONDS: Final = 60
_storage_was_well = [float("-inf")]


class NotReady(Exception):
    """A part does not do what it has to; the message is a sentence for whoever runs the portal."""


def database() -> Told:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {}


def replica() -> Told:
    """The portal reads from the primary while the replica is away, so this is told and never a reason."""
    if REPLICA not in settings.DATABASES:
        return {"in_use": False}
    with connections[REPLICA].cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"in_use": True}


def migrations() -> Told:
    applied = set(MigrationRecorder(connection).applied_migrations())
    if missing := [f"{app}.{name}" for app, name in _leaves() if (app, name) not in applied]:
        raise NotReady(f"Migrations are not applied: {', '.join(missing)}. Run manage.py migrate.")
    return {}


@cache
def _leaves() -> tuple[tuple[str, str], ...]:
    return tuple(sorted(MigrationLoader(None).graph.leaf_nodes()))


def shared_cache() -> Told:
    name, value = "readyz", secrets.token_hex(8)
    caches["default"].set(f"{name}:{value}", value, 30)
    if caches["default"].get(f"{name}:{value}") != value:
        raise NotReady("The shared cache forgets at once what it is given.")
    caches["default"].delete(f"{name}:{value}")
    return {}


def storage() -> Told:
    """Write a file, read it, delete it; a full disk and a bucket that refuses show only so."""
    if time.monotonic() - _storage_was_well[0] < STORAGE_EVERY_SECONDS:
        return {}
    written = secrets.token_bytes(32)
    name = default_storage.save(f"readyz/{secrets.token_hex(16)}", ContentFile(written))
    try:
        with default_storage.open(name) as file:
            same = file.read() == written
    finally:
        default_storage.delete(name)
    if not same:
        raise NotReady("The storage gives back something else than was written.")
    _storage_was_well[0] = time.monotonic()
    return {}


def forget() -> None:
    """Ask everything anew from now on, also what was well a moment ago."""
    _storage_was_well[0] = float("-inf")
    _leaves.cache_clear()


def queue() -> Told:
    """Jobs are taken from the queue: a worker runs."""
    waiting, oldest = backlog.jobs()
    age = _age(oldest)
    if age > settings.OLDEST_JOB_SECONDS:
        raise NotReady(f"The oldest of {waiting} jobs waits for {age} seconds. Does a worker run?")
    return {"waiting": waiting, "oldest_seconds": age}


def mail() -> Told:
    """Letters leave."""
    waiting, oldest = backlog.letters()
    age = _age(oldest)
    if age > settings.OLDEST_LETTER_SECONDS:
        raise NotReady(
            f"The oldest of {waiting} letters waits for {age} seconds. Does the mail server answer?"
        )
    return {"waiting": waiting, "oldest_seconds": age}


def tick() -> Told:
    """What is due is done."""
    last = backlog.last_tick()
    if last is None:
        raise NotReady("manage.py tick has never run.")
    age = (timezone.now() - last) // timedelta(seconds=1)
    if age > settings.OLDEST_TICK_SECONDS:
        raise NotReady(f"manage.py tick ran {age} seconds ago. Does its timer run?")
    if age < -CLOCK_SECONDS:
        raise NotReady(f"manage.py tick ran {-age} seconds from now. Do the clocks of the machines agree?")
    return {"seconds_ago": max(age, 0)}


def _age(since: datetime | None) -> int:
    return max((timezone.now() - since) // timedelta(seconds=1), 0) if since else 0


Part = Callable[[], Told]
# Those of a line are asked one after the other, the lines at the same time: what hangs holds its own line.
LINES: Final[tuple[tuple[Part, ...], ...]] = (
    (database, migrations, queue, mail, tick),
    (replica,),
    (shared_cache,),
    (storage,),
)
TOLD_ONLY: Final = {"replica"}


def names() -> Iterable[str]:
    return [part.__name__ for line in LINES for part in line]
