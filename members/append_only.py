"""Rows the database itself refuses to change: a migration operation with triggers for both databases."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

MESSAGE = "rows of this table are kept as they were written"


class AppendOnly(Operation):
    """Refuse DELETE, and UPDATE of the given columns (all of them when none is given)."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, columns: Sequence[str] = ()) -> None:
        self.table = table
        self.columns = tuple(columns)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the models as they are: only the database knows of triggers."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        del app_label, from_state, to_state
        for statement in guard_statements(schema_editor.connection.vendor, self.table, self.columns):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        del app_label, from_state, to_state
        for statement in release_statements(schema_editor.connection.vendor, self.table):
            schema_editor.execute(statement)

    def describe(self) -> str:
        return f"Rows of {self.table} refuse UPDATE and DELETE"


def guard_statements(vendor: str, table: str, columns: Sequence[str] = ()) -> list[str]:
    """Give the statements that put the guard on a table."""
    of_columns = f" OF {', '.join(columns)}" if columns else ""
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event}{of} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
            for event, of in (("UPDATE", of_columns), ("DELETE", ""))
        ]
    return [
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE{of_columns} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    ]


def release_statements(vendor: str, table: str) -> list[str]:
    """Give the statements that take the guard off again."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {table}_no_update", f"DROP TRIGGER IF EXISTS {table}_no_delete"]
    return [f"DROP FUNCTION IF EXISTS {table}_refuse() CASCADE"]
