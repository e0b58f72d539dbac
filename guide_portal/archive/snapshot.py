"""One moment of the database, while the portal goes on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction


@contextmanager
def snapshot(using: str) -> Iterator[None]:
    """Read everything inside as it stood when the block began; nobody waits for it."""
    connection = connections[using]
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        with transaction.atomic(using, durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    # The portal's transactions lock out other writers from their start; one that only reads must not.
    usual, connection.transaction_mode = connection.transaction_mode, "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic(using, durable=True), connection.cursor() as cursor:
            # The moment is that of the first read.
            cursor.execute("SELECT 1 FROM sqlite_master").fetchone()
            yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]
