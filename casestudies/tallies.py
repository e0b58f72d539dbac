"""How many case studies stand under each filter and each combination of filters, kept by the database.

A row of ``casestudies_tally`` answers one question: ``asked`` names all five filters in the order of
``FILTERS``, each as a value, ``*`` for any, or ``?`` for the one that is counted by ``value``. So what the
library shows is five small reads, however many case studies there are and whatever is chosen.

Triggers on the case studies and their topics keep the rows, in the transaction that publishes, narrows,
retracts or restores: no code can forget it, and a restored backup counts itself. The table is no model, as
nothing else may write it. On SQLite a later migration that alters ``CaseStudy`` remakes its table and loses
the triggers: let it end with ``Kept``, which also counts everything anew.
"""

# ruff: noqa: S608 - statements are put together from constants; values are marks

from __future__ import annotations

from typing import Any, Final

from django.apps import apps
from django.db import connections, router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

FILTERS: Final = ("module", "region", "topic", "language", "year")

_TABLE: Final = (
    "CREATE TABLE casestudies_tally (asked varchar(160) NOT NULL, value varchar(60) NOT NULL, "
    "strangers integer NOT NULL, members integer NOT NULL, PRIMARY KEY (asked, value))"
)
_COLUMNS: Final = ("audience", "module_key", "region_id", "language", "last_year", "published_at")


def _source(rows: str, *, sign: int = 1, topics: str = "") -> str:
    """Give a line for each published case study of ``rows`` (aliased c), and one for each of its topics."""
    line = (
        "SELECT c.module_key AS module, COALESCE(CAST(c.region_id AS text), '') AS region, {topic} AS topic, "
        "c.language AS language, COALESCE(CAST(c.last_year AS text), '') AS year, "
        f"{sign} * (CASE WHEN c.audience = 'members' THEN 0 ELSE 1 END) AS strangers, {sign} AS members "
        "FROM {rows} WHERE c.published_at IS NOT NULL"
    )
    filed = "CAST(t.topic_id AS text)"
    if topics:
        return line.format(topic=filed, rows=f"{rows} JOIN {topics} t ON t.casestudy_id = c.id")
    whole = line.format(topic="CAST(NULL AS text)", rows=rows)
    joined = f"{rows} JOIN casestudies_casestudy_topics t ON t.casestudy_id = c.id"
    return f"{whole} UNION ALL {line.format(topic=filed, rows=joined)}"


def _count(source: str) -> str:
    """Add what a source gives to every question it answers."""
    parts = [f"CASE {name}_.o WHEN 0 THEN '*' WHEN 1 THEN s.{name} ELSE '?' END" for name in FILTERS]
    values = [f"CASE {name}_.o WHEN 2 THEN s.{name} ELSE '' END" for name in FILTERS]
    options = " ".join(
        f"CROSS JOIN (SELECT 0 AS o UNION ALL SELECT 1 UNION ALL SELECT 2) AS {name}_" for name in FILTERS
    )
    counted = " + ".join(f"(CASE {name}_.o WHEN 2 THEN 1 ELSE 0 END)" for name in FILTERS)
    asked, value = " || '|' || ".join(parts), " || ".join(values)
    return (
        "INSERT INTO casestudies_tally (asked, value, strangers, members) "
        f"SELECT {asked}, {value}, SUM(s.strangers), SUM(s.members) "
        f"FROM ({source}) AS s {options} "
        f"WHERE {counted} = 1 AND ((topic_.o = 0 AND s.topic IS NULL) OR (topic_.o > 0 AND s.topic IS NOT NULL)) "
        "GROUP BY 1, 2 ORDER BY 1, 2 ON CONFLICT (asked, value) DO UPDATE SET "
        "strangers = casestudies_tally.strangers + excluded.strangers, "
        "members = casestudies_tally.members + excluded.members"
    )


_EVERYTHING: Final = _count(_source("casestudies_casestudy c"))


def _sqlite() -> list[str]:
    def row(which: str) -> str:
        return f"(SELECT {', '.join(f'{which}.{name} AS {name}' for name in ('id', *_COLUMNS))}) AS c"

    differs = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in _COLUMNS)
    case, topics = "casestudies_casestudy", "casestudies_casestudy_topics"
    filed = "(SELECT {0}.casestudy_id AS casestudy_id, {0}.topic_id AS topic_id)"
    added, removed = _count(_source(row("NEW"))), _count(_source(row("OLD"), sign=-1))
    one = _count(_source(f"{case} c", topics=filed.format("NEW")))
    less = _count(_source(f"{case} c", topics=filed.format("OLD"), sign=-1))
    return [
        _trigger("added", f"AFTER INSERT ON {case} WHEN NEW.published_at IS NOT NULL", added),
        _trigger("changed", f"AFTER UPDATE ON {case} WHEN {differs}", f"{removed}; {added}"),
        _trigger("removed", f"BEFORE DELETE ON {case} WHEN OLD.published_at IS NOT NULL", removed),
        _trigger("filed", f"AFTER INSERT ON {topics}", one),
        _trigger("unfiled", f"AFTER DELETE ON {topics}", less),
    ]


def _trigger(name: str, when: str, statement: str) -> str:
    return f"CREATE TRIGGER casestudies_tally_{name} {when} BEGIN {statement}; END"


def _postgresql() -> list[str]:
    case, topics = "casestudies_casestudy", "casestudies_casestudy_topics"
    new, old = "NEW TABLE AS after", "OLD TABLE AS before"
    # What was not changed is taken away and added in one sum, and left out.
    columns = {side: f"({', '.join(f'{side}.{name}' for name in _COLUMNS)})" for side in ("a", "b")}
    differs = f"{columns['b']} IS DISTINCT FROM {columns['a']}"
    both = "before b JOIN after a ON a.id = b.id AND " + differs
    gone, come = f"(SELECT b.* FROM {both}) c", f"(SELECT a.* FROM {both}) c"
    changed = f"{_source(gone, sign=-1)} UNION ALL {_source(come)}"
    return [
        *_function("added", f"INSERT ON {case}", new, _source("after c")),
        *_function("changed", f"UPDATE ON {case}", f"{old} {new}", changed),
        *_function("removed", f"DELETE ON {case}", old, _source("before c", sign=-1)),
        *_function("filed", f"INSERT ON {topics}", new, _source(f"{case} c", topics="after")),
        *_function("unfiled", f"DELETE ON {topics}", old, _source(f"{case} c", topics="before", sign=-1)),
        "CREATE FUNCTION casestudies_tally_emptied() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN DELETE FROM casestudies_tally; RETURN NULL; END $$",
        f"CREATE TRIGGER casestudies_tally_emptied AFTER TRUNCATE ON {case} "
        "FOR EACH STATEMENT EXECUTE FUNCTION casestudies_tally_emptied()",
    ]


def _function(name: str, when: str, tables: str, source: str) -> list[str]:
    # One transaction counts at a time, so that two never wait for each other's rows; whoever reads does not wait.
    return [
        f"CREATE FUNCTION casestudies_tally_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF EXISTS ({source}) THEN LOCK TABLE casestudies_tally IN SHARE ROW EXCLUSIVE MODE; "
        f"{_count(source)}; END IF; RETURN NULL; END $$",
        f"CREATE TRIGGER casestudies_tally_{name} AFTER {when} REFERENCING {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION casestudies_tally_{name}()",
    ]


_EVENTS: Final = ("added", "changed", "removed", "filed", "unfiled", "emptied")
_UNMAKE: Final = {
    "sqlite": [f"DROP TRIGGER IF EXISTS casestudies_tally_{event}" for event in _EVENTS],
    "postgresql": [f"DROP FUNCTION IF EXISTS casestudies_tally_{event}() CASCADE" for event in _EVENTS],
}
_MAKE: Final = {"sqlite": _sqlite, "postgresql": _postgresql}


class Kept(Operation):
    """A migration's step that makes the counts and what keeps them, anew where they exist."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the models as they are: only the database knows of the counts."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        vendor = schema_editor.connection.vendor
        self.database_backwards(app_label, schema_editor, from_state, to_state)
        for statement in (_TABLE, *_MAKE[vendor](), _EVERYTHING):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        del app_label, from_state, to_state
        for statement in (
            *_UNMAKE[schema_editor.connection.vendor],
            "DROP TABLE IF EXISTS casestudies_tally",
        ):
            schema_editor.execute(statement)

    def describe(self) -> str:
        return "What the library counts is kept by the database"


def read(questions: dict[str, str], *, members: bool) -> dict[str, dict[str, int]]:
    """Answer questions by their name: how many case studies each value has; one query."""
    names = {asked: name for name, asked in questions.items()}
    column = "members" if members else "strangers"
    marks = ", ".join(["%s"] * len(names))
    answers: dict[str, dict[str, int]] = {name: {} for name in questions}
    # Counted where the page beside it is read, which may be a replica.
    with connections[router.db_for_read(apps.get_model("casestudies", "CaseStudy"))].cursor() as cursor:
        cursor.execute(
            f"SELECT asked, value, {column} FROM casestudies_tally WHERE asked IN ({marks}) AND {column} > 0",
            list(names),
        )
        for asked, value, count in cursor.fetchall():
            answers[names[asked]][value] = count
    return answers


def question(chosen: dict[str, str], counted: str) -> str:
    """Ask how many there are for each value of one filter, under what is chosen in the others."""
    return "|".join("?" if name == counted else chosen.get(name, "*") for name in FILTERS)
