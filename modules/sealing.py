"""A published edition never changes by a byte: triggers that look at the edition a row belongs to.

They refuse INSERT, UPDATE and DELETE of whatever a published or superseded edition holds, and of the
edition's own words. A migration that alters or fills one of these tables begins with ``UnsealEditions()``
and ends with ``SealEditions()``: SQLite makes an altered table anew, and triggers elsewhere name it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

MESSAGE: Final = "a published edition is kept as it was published"
_SEALED: Final = "('published', 'superseded')"
_OF_SECTION: Final = "(SELECT edition_id FROM modules_section WHERE id = {row}.section_id)"
# Table: the edition of one of its rows.
HELD: Final = {
    "modules_module": "{row}.edition_id",
    "modules_moduletext": "(SELECT edition_id FROM modules_module WHERE id = {row}.module_id)",
    "modules_section": "{row}.edition_id",
    "modules_sectiontext": _OF_SECTION,
    "modules_facilitatornote": _OF_SECTION,
    "modules_resource_sections": _OF_SECTION,
    "modules_change": "{row}.edition_id",
    "modules_citation": "(SELECT edition_id FROM modules_change WHERE id = {row}.change_id)",
    "modules_tabling": "{row}.edition_id",
}
EDITION: Final = "modules_edition"
# Of the edition itself; its state may still become superseded, and a correction be confirmed.
_KEPT: Final = ("reference", "number", "kind", "published_on", "note", "note_fr", "based_on_id")


class SealEditions(Operation):
    """Put the triggers on the tables, or take them off again."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the models as they are: only the database knows of triggers."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        del app_label, from_state, to_state
        for statement in seal_statements(schema_editor.connection.vendor):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        del app_label, from_state, to_state
        for statement in unseal_statements(schema_editor.connection.vendor):
            schema_editor.execute(statement)

    def describe(self) -> str:
        return "Published editions refuse every change"


def seal_statements(vendor: str) -> list[str]:
    """Give the statements that put the triggers on."""
    make = _sqlite if vendor == "sqlite" else _postgresql
    statements = []
    for table, edition in HELD.items():
        refused = {
            "INSERT": _is_sealed(edition, "NEW"),
            "UPDATE": f"{_is_sealed(edition, 'OLD')} OR {_is_sealed(edition, 'NEW')}",
            "DELETE": _is_sealed(edition, "OLD"),
        }
        statements += make(table, refused)
    return statements + make(
        EDITION, {"UPDATE": _edition_altered(vendor), "DELETE": f"OLD.state IN {_SEALED}"}
    )


def unseal_statements(vendor: str) -> list[str]:
    """Give the statements that take the triggers off again."""
    events = ("insert", "update", "delete")
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {t}_sealed_{e}" for t in (*HELD, EDITION) for e in events]
    return [f"DROP FUNCTION IF EXISTS {t}_sealed_{e}() CASCADE" for t in (*HELD, EDITION) for e in events]


class UnsealEditions(SealEditions):
    """Take the triggers off for the steps of a migration that alter what they look at."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        super().database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "Published editions may be changed by the next steps"


@contextmanager
def lifted() -> Iterator[None]:
    """Let a demonstration take new texts in place of published ones; refused in production."""
    if not settings.DEMONSTRATION:
        raise RuntimeError("Published editions are kept as they were published.")
    with connection.cursor() as cursor:
        _now(cursor)
        for statement in unseal_statements(connection.vendor):
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        _now(cursor)
        for statement in seal_statements(connection.vendor):
            cursor.execute(statement)


def _now(cursor: Any) -> None:
    """Settle what PostgreSQL has put off: it changes no table that waits for a check."""
    if connection.vendor == "postgresql":
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _is_sealed(edition: str, row: str) -> str:
    of_row = edition.format(row=row)
    return f"EXISTS (SELECT 1 FROM modules_edition WHERE id = {of_row} AND state IN {_SEALED})"  # noqa: S608 - names of our own tables


def _edition_altered(vendor: str) -> str:
    differs = "IS NOT" if vendor == "sqlite" else "IS DISTINCT FROM"
    altered = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in _KEPT)
    return (
        f"OLD.state IN {_SEALED} AND ({altered} "
        "OR (OLD.sealed_sha256 <> '' AND OLD.sealed_sha256 <> NEW.sealed_sha256) "
        "OR NOT (NEW.state = OLD.state OR (OLD.state = 'published' AND NEW.state = 'superseded')))"
    )


def _sqlite(table: str, refused: dict[str, str]) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_sealed_{event.lower()} BEFORE {event} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for event, condition in refused.items()
    ]


def _postgresql(table: str, refused: dict[str, str]) -> list[str]:
    statements = []
    for event, condition in refused.items():
        name = f"{table}_sealed_{event.lower()}"
        row = "OLD" if event == "DELETE" else "NEW"
        statements += [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation'; END IF; "
            f"RETURN {row}; END $$",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]
    return statements
