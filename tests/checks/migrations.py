"""A migration runs while the code before it still serves: what would break that code is refused.

What a migration may not do in one step (``docs/operations.md``, “Upgrading”): take away or rename what
running code reads, ask of a new row what running code does not give, refuse what it still writes. Such
a migration says why it is safe nevertheless, in a constant ``SAFE_WHILE_RUNNING`` of its module: which
earlier release stopped to use what goes now.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import django

# The last migration of each app that was written before the rule; later ones are looked at.
BASE_LINE = {
    "casestudies": "0008_set_aside",
    "feedback": "0004_fill",
    "letters": "0007_confidential",
    "members": "0005_people_event_kept",
    "moderation": "0004_moves",
    "modules": "0009_review_language",
    "search": "0001_entry",
}
REASON = "SAFE_WHILE_RUNNING"
# A sentence, not a word.
LEAST_WORDS = 5


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(None)
    found = []
    for app, name in sorted(loader.disk_migrations):
        if app in BASE_LINE and name > BASE_LINE[app]:
            migration = loader.disk_migrations[app, name]
            state = loader.project_state((app, name), at_end=False)
            reason = getattr(import_module(f"{app}.migrations.{name}"), REASON, "")
            found += [f"{app}.{name}: {problem}" for problem in problems(migration, state, reason)]
    for line in found:
        print(line)  # noqa: T201
    return 1 if found else 0


def problems(migration: Any, state: Any, reason: str = "") -> list[str]:
    """Say what of a migration running code would not survive; ``state`` is what stands before it."""
    new: set[tuple[str, str]] = set()
    found = []
    for operation in _of_the_database(migration.operations):
        found += _problems_of(operation, migration.app_label, state, new)
        operation.state_forwards(migration.app_label, state)
    if found and len(reason.split()) >= LEAST_WORDS:
        return []
    if found and reason:
        found.append(f"{REASON} says too little")
    return found


def _of_the_database(operations: list[Any]) -> Iterator[Any]:
    from django.db.migrations.operations import SeparateDatabaseAndState

    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from _of_the_database(operation.database_operations)
        else:
            yield operation


def _problems_of(operation: Any, app: str, state: Any, new: set[tuple[str, str]]) -> Iterator[str]:
    from django.db.migrations import operations as known

    says = operation.describe()
    model = str(getattr(operation, "model_name", "") or getattr(operation, "name", "")).lower()
    match operation:
        case known.CreateModel():
            new.add((app, model))
        case _ if (app, model) in new:
            pass  # nobody uses yet what this migration makes
        case known.RemoveField() | known.DeleteModel():
            yield f"“{says}” takes away what running code reads"
        case (
            known.RenameField() | known.RenameModel() | known.AlterModelTable() | known.AlterUniqueTogether()
        ):
            yield f"“{says}” changes under running code"
        case known.AddField():
            yield from _added(operation.field, says)
        case known.AlterField():
            before = state.models[app, model].fields[operation.name]
            yield from _altered(before, operation.field, says)
        case known.AddConstraint():
            yield f"“{says}” may refuse what running code writes"
        case known.RunSQL():
            yield f"“{says}” cannot be judged by its name"
        case _ if (
            not type(operation).__module__.startswith("django.") or type(operation).__name__ not in HARMLESS
        ):
            yield f"“{says}” is no operation this check knows"


# What running code does not notice: indexes, options, words, defaults looser than before, filling rows.
HARMLESS = {
    "AddIndex",
    "AddIndexConcurrently",
    "RemoveIndex",
    "RemoveIndexConcurrently",
    "RenameIndex",
    "RemoveConstraint",
    "AlterModelOptions",
    "AlterModelManagers",
    "AlterModelTableComment",
    "RunPython",
    "CreateExtension",
    "UnaccentExtension",
    "TrigramExtension",
}


def _added(field: Any, says: str) -> Iterator[str]:
    if not field.many_to_many and not field.null and not field.has_db_default():
        yield f"“{says}” is NOT NULL without db_default: rows that running code adds would be refused"
    if field.unique and (not field.null or field.has_db_default()):
        yield f"“{says}” is unique: rows that running code adds would all have the same value"


def _altered(before: Any, after: Any, says: str) -> Iterator[str]:
    if before.null and not after.null and not after.has_db_default():
        yield f"“{says}” becomes NOT NULL while running code may still write NULL"
    if before.has_db_default() and not after.has_db_default() and not after.null:
        yield f"“{says}” loses the default that running code may rely on"
    if after.unique and not before.unique:
        yield f"“{says}” becomes unique"
    if before.get_internal_type() != after.get_internal_type() or before.db_column != after.db_column:
        yield f"“{says}” changes its type or column"
    shorter = (after.max_length or 0) < (before.max_length or 0) and after.max_length is not None
    if shorter or (before.max_length is None and after.max_length is not None):
        yield f"“{says}” becomes shorter than running code believes"


if __name__ == "__main__":
    sys.exit(main())
