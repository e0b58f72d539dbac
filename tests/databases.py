"""Databases besides the one of the tests: empty and guarded, as ``migrate`` leaves them, but quickly made."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings

from casestudies import tallies
from guide_portal.environment.databases import database
from members.append_only import guard_statements
from modules.sealing import seal_statements
from search import fulltext
from tests.conftest import GUARDED

NEARBY = "postgresql://postgres@127.0.0.1:5432/postgres"


class _NoMigrations:
    def __contains__(self, _app: str) -> bool:
        return True

    def __getitem__(self, _app: str) -> None:
        return None


@contextmanager
def another_database(vendor: str, folder: Path, alias: str = "another") -> Iterator[str]:
    """An empty database of that kind under an alias; skips the test where there is no PostgreSQL."""
    path, template = folder / f"{alias}.sqlite3", folder.parent / "empty.sqlite3"
    if vendor == "sqlite" and template.exists():
        shutil.copy(template, path)
    config = nullcontext(database(f"sqlite:///{path}")) if vendor == "sqlite" else _postgresql(alias)
    with config as options:
        connections.databases[alias] = connections.configure_settings({"default": {}, alias: options})[alias]
        try:
            # By hand: a test's own rules allow only databases that it knew at its start.
            connections[alias].connect()
            if "members_user" not in connections[alias].introspection.table_names():
                _make(alias)
                if vendor == "sqlite":
                    connections[alias].close()  # what lies in the write-ahead log goes into the file
                    shutil.copy(path, template)
                    connections[alias].connect()
            yield alias
        finally:
            connections[alias].close()
            del connections[alias]
            del connections.databases[alias]


@contextmanager
def _postgresql(alias: str) -> Iterator[dict[str, Any]]:
    own = connection.settings_dict if connection.vendor == "postgresql" else dj_database_url.parse(NEARBY)
    server = {
        "host": own["HOST"],
        "port": own["PORT"] or 5432,
        "user": own["USER"],
        "password": own["PASSWORD"],
    }
    name = f"{Path(connection.settings_dict['NAME']).stem}_{alias}"
    try:
        admin = psycopg.connect(**server, dbname="postgres", autocommit=True, connect_timeout=2)
    except psycopg.OperationalError:
        pytest.skip("no PostgreSQL answers on 127.0.0.1:5432")
    with admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}"')
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {**own, "NAME": name, "OPTIONS": {}}
        finally:
            admin.execute(f'DROP DATABASE "{name}"')


def _make(alias: str) -> None:
    """Make tables and guards without walking through every migration, which are then noted as made."""
    with override_settings(MIGRATION_MODULES=_NoMigrations(), DATABASE_ROUTERS=[]):
        call_command("migrate", database=alias, run_syncdb=True, verbosity=0, interactive=False)
    made, vendor = MigrationRecorder(connections[alias]), connections[alias].vendor
    made.ensure_schema()
    for app, name in MigrationRecorder(connection).applied_migrations():
        made.record_applied(app, name)
    guards = [s for table, columns in GUARDED.items() for s in guard_statements(vendor, table, columns)]
    with connections[alias].schema_editor() as editor:
        for statement in (*guards, *seal_statements(vendor), *fulltext.MAKE[vendor]):
            editor.execute(statement)
        tallies.Kept().database_forwards("casestudies", editor, None, None)
