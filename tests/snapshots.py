"""What the tests' database holds at one moment, put back in a fraction of the time it took to make."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

# Written by migrations and the same for every test.
KEPT = {"django_content_type", "auth_permission", "django_migrations"}
_taken: dict[str, str] = {}


def recall(name: str, make: Callable[[], None]) -> None:
    """Bring the empty database to what ``make`` makes of it; makes it the first time only."""
    if _taken.get(name) == _database():
        _put_back(name)
    else:
        make()
        _take(name)
        _taken[name] = _database()


def take_empty() -> None:
    """Remember what a database holds that has been migrated and nothing else."""
    if connection.vendor == "sqlite":
        _take("empty")


def put_back_empty() -> None:
    """Bring the database to what it was before the first test."""
    if connection.vendor == "sqlite":
        _put_back("empty")
    else:
        _replay([f"DELETE FROM {_quoted(table)}" for table in _tables()])


def _take(name: str) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(_file(name))) as copy:
            connection.connection.backup(copy)
        return
    schema = f"kept_{name}"
    copies = [f"CREATE TABLE {schema}.{_quoted(t)} AS TABLE public.{_quoted(t)}" for t in _tables()]
    _replay([f"DROP SCHEMA IF EXISTS {schema} CASCADE", f"CREATE SCHEMA {schema}", *copies])


def _put_back(name: str) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(_file(name))) as copy:
            copy.backup(connection.connection)
        return
    statements = []
    for table, columns in _columns().items():
        named = ", ".join(map(_quoted, columns))
        statements += [
            f"DELETE FROM {_quoted(table)}",
            f"INSERT INTO {_quoted(table)} ({named}) SELECT {named} FROM kept_{name}.{_quoted(table)}",
        ]
    _replay(statements)


def _replay(statements: list[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # Neither triggers nor foreign keys look on until this transaction ends.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(";".join(statements))


def _tables() -> list[str]:
    """All of them, also those that are no model's and that triggers would have emptied."""
    return sorted(set(connection.introspection.table_names()) - KEPT)


def _columns() -> dict[str, list[str]]:
    """Give the columns of each table that can be written: some are made by the database from others."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns"
            " WHERE table_schema = 'public' AND is_generated = 'NEVER' AND table_name = ANY(%s) GROUP BY 1",
            [_tables()],
        )
        return dict(cursor.fetchall())


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _database() -> str:
    return str(connection.settings_dict["NAME"])


def _file(name: str) -> Path:
    return Path(settings.DATA_DIR) / f"kept-{Path(_database()).stem}-{name}.sqlite3"
