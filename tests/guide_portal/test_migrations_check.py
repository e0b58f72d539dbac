"""The rule for migrations: what running code would not survive is refused, unless it is explained."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models
from django.db.migrations import Migration
from django.db.migrations import operations as op
from django.db.migrations.state import ModelState, ProjectState

from members.append_only import AppendOnly
from tests.checks.migrations import BASE_LINE, main, problems

WHY = "The release before this one no longer reads or writes this column."


def _problems(*operations: Any, reason: str = "") -> list[str]:
    state = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=80)),
        ("note", models.CharField(max_length=80, null=True)),
        ("kind", models.CharField(max_length=8, db_default="x")),
    ]
    state.add_model(ModelState("letters", "Thing", fields))
    migration = Migration("9999_new", "letters")
    migration.operations = list(operations)
    return problems(migration, state, reason)


REFUSED = {
    "takes away": op.RemoveField("thing", "name"),
    "takes away what running code reads": op.DeleteModel("Thing"),
    "changes under": op.RenameField("thing", "name", "title"),
    "changes under running": op.RenameModel("Thing", "Matter"),
    "without db_default": op.AddField("thing", "size", models.IntegerField(default=0)),
    "unique": op.AddField("thing", "key", models.CharField(max_length=8, db_default="", unique=True)),
    "becomes NOT NULL": op.AlterField("thing", "note", models.CharField(max_length=80)),
    "loses the default": op.AlterField("thing", "kind", models.CharField(max_length=8)),
    "shorter": op.AlterField("thing", "name", models.CharField(max_length=40)),
    "changes its type": op.AlterField("thing", "name", models.IntegerField()),
    "becomes unique": op.AlterField("thing", "name", models.CharField(max_length=80, unique=True)),
    "may refuse": op.AddConstraint(
        "thing", models.CheckConstraint(condition=models.Q(name__gt=""), name="letters_thing_named")
    ),
    "cannot be judged": op.RunSQL("DROP TABLE letters_thing"),
    "no operation this check knows": AppendOnly("letters_thing"),
}
ALLOWED = [
    op.AddField("thing", "key", models.CharField(max_length=8, null=True, unique=True)),
    op.AddField("thing", "at", models.DateTimeField(null=True)),
    op.AddField("thing", "size", models.IntegerField(default=0, db_default=0)),
    op.AddIndex("thing", models.Index(fields=["name"], name="letters_thing_name")),
    op.AlterField("thing", "name", models.CharField(max_length=120)),
    op.AlterField("thing", "name", models.CharField(max_length=80, null=True)),
    op.AlterModelOptions("thing", {"ordering": ["name"]}),
    op.RunPython(op.RunPython.noop),
]


@pytest.mark.parametrize("words", sorted(REFUSED))
def test_what_running_code_would_not_survive_is_refused(words: str) -> None:
    assert any(words in problem for problem in _problems(REFUSED[words]))
    wrapped = op.SeparateDatabaseAndState(database_operations=[REFUSED[words]])
    assert any(words in problem for problem in _problems(wrapped))


@pytest.mark.parametrize("operation", ALLOWED, ids=lambda operation: operation.describe())
def test_what_running_code_does_not_notice_is_allowed(operation: Any) -> None:
    assert _problems(operation) == []


def test_a_table_that_the_migration_makes_may_have_anything() -> None:
    made = op.CreateModel("New", [("id", models.BigAutoField(primary_key=True))])
    assert _problems(made, op.AddField("new", "name", models.CharField(max_length=9, unique=True))) == []


def test_a_reason_is_a_sentence() -> None:
    gone = op.RemoveField("thing", "name")
    assert _problems(gone, reason=WHY) == []
    assert len(_problems(gone, reason="safe")) == 2


def test_every_migration_of_the_portal_keeps_the_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0, capsys.readouterr().out


def test_the_base_line_names_migrations_that_exist() -> None:
    from django.db.migrations.loader import MigrationLoader

    assert set(BASE_LINE.items()) <= set(MigrationLoader(None).disk_migrations)
