"""Which tables are kept, and their rows in a form that no database colours."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import AutoField, BinaryField, DurationField, Field, Model
from django.utils.dateparse import parse_duration

# What ends with a backup: who is signed in. The cache with its rate limits is no model.
LEFT_OUT: Final = frozenset({"sessions.Session", "usersessions.UserSession"})
# Every migrated database has these rows already; they give way to those of the archive.
MADE_BY_MIGRATE: Final = ("auth.Permission", "contenttypes.ContentType")
# A published edition refuses new texts (``modules.sealing``): its own row comes after them.
LAST: Final = ("modules.Edition",)
CHUNK: Final = 500


def tables() -> list[type[Model]]:
    """Give every model whose rows are kept, in the order in which they are restored."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    ]
    return sorted(found, key=lambda model: (model._meta.label in LAST, model._meta.db_table))


def fields_of(model: type[Model]) -> list[Field[Any, Any]]:
    return list(model._meta.concrete_fields)


def lines(model: type[Model], using: str) -> Iterator[bytes]:
    """Give the rows in the order of their keys, a few hundred in memory at a time."""
    names = [field.attname for field in fields_of(model)]
    rows = model._base_manager.using(using).order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=CHUNK):
        plain = [_plain(value) for value in row]
        yield (json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def values(model: type[Model], line: bytes) -> list[Any]:
    """Give what the database's driver takes for one line."""
    return [_python(field, value) for field, value in zip(fields_of(model), json.loads(line), strict=True)]


def migrations(using: str) -> list[str]:
    """Give the names of the migrations that were made."""
    recorder = MigrationRecorder(connections[using])
    return sorted(f"{app}.{name}" for app, name in recorder.applied_migrations())


def is_behind(using: str) -> bool:
    """Whether a migration of this version has still to be made."""
    executor = MigrationExecutor(connections[using])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def last_number(model: type[Model], using: str) -> int | None:
    """Give the highest number a row of the table ever got; None where no number is counted up."""
    key = model._meta.pk
    if not isinstance(key, AutoField):
        return None
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        else:
            sequence = "pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)"
            cursor.execute(f"SELECT {sequence}", [f'"{model._meta.db_table}"', key.column])
        row = cursor.fetchone()
    return row[0] if row and row[0] else None


def count_on_from(model: type[Model], last: int | None, using: str) -> None:
    """Let the table's next row get the number after ``last``: none that was deleted is given again."""
    key = model._meta.pk
    if last is None or not isinstance(key, AutoField):
        return
    connection, name = connections[using], model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [name])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [name, last])
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{name}"', key.column, last]
            )


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case date() | time():
            return value.isoformat()
        case UUID() | Decimal() | timedelta():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode()
    return value


def _python(field: Field[Any, Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, BinaryField):
        return base64.b64decode(value)
    if isinstance(field, DurationField):
        return parse_duration(value)
    return field.to_python(value)
