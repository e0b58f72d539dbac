"""The full-text index of either database: how it is made, and how it is asked.

Both hold exactly the tokens that ``search.index`` writes, cut at spaces and compared as they are, so
that both give the same rows. ``en:govern`` says that the form stands in an English text, ``en^govern``
that it stands in its title; whole words stand beside the forms, for words that are still being typed.
``year:2024`` says what a text can be filtered by; it stands with the title too, so that either place can
be asked for both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.models import BigIntegerField, BooleanField, F, Func, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Collate

ANYWHERE: Final = ":"
TITLE: Final = "^"

MAKE: Final = {
    "sqlite": (
        # ascii: everything above ASCII, and these two signs, is part of a token; nothing is folded again.
        "CREATE VIRTUAL TABLE search_entry_index USING fts5(tokens, content='search_entry', content_rowid='id', "
        "tokenize=\"ascii tokenchars ':^'\", detail=none, columnsize=0)",
        "INSERT INTO search_entry_index(search_entry_index) VALUES ('rebuild')",
        "CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN "
        "INSERT INTO search_entry_index(rowid, tokens) VALUES (new.id, new.tokens); END",
        "CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN "
        "INSERT INTO search_entry_index(search_entry_index, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
        "CREATE TRIGGER search_entry_changed AFTER UPDATE OF tokens ON search_entry BEGIN "
        "INSERT INTO search_entry_index(search_entry_index, rowid, tokens) VALUES ('delete', old.id, old.tokens); "
        "INSERT INTO search_entry_index(rowid, tokens) VALUES (new.id, new.tokens); END",
    ),
    "postgresql": (
        "ALTER TABLE search_entry ADD COLUMN lexemes tsvector "
        "GENERATED ALWAYS AS (array_to_tsvector(string_to_array(tokens, ' '))) STORED",
        # The words of the title once more: so few that they stand in the row itself, and are compared at once.
        "ALTER TABLE search_entry ADD COLUMN titled tsvector GENERATED ALWAYS AS (array_to_tsvector("
        "string_to_array(trim(regexp_replace(tokens, '[^ ]*:[^ ]* ?', '', 'g')), ' '))) STORED",
        # Without the list of pending rows a search never pays for what was written before it.
        "CREATE INDEX search_entry_lexemes ON search_entry USING gin (lexemes) WITH (fastupdate = off)",
        "CREATE INDEX search_entry_titled ON search_entry USING gin (titled) WITH (fastupdate = off)",
        # The newest titles with a word that many have are found in the index alone.
        "CREATE INDEX search_entry_titles ON search_entry (language, updated DESC) "
        "INCLUDE (id, audience, kind, key, titled)",
        # How often thousands of words occur, so that rare ones are known to be rare.
        "ALTER TABLE search_entry ALTER COLUMN lexemes SET STATISTICS 1000",
        "ALTER TABLE search_entry ALTER COLUMN titled SET STATISTICS 1000",
    ),
}
UNMAKE: Final = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS search_entry_added",
        "DROP TRIGGER IF EXISTS search_entry_removed",
        "DROP TRIGGER IF EXISTS search_entry_changed",
        "DROP TABLE IF EXISTS search_entry_index",
    ),
    "postgresql": ("ALTER TABLE search_entry DROP COLUMN IF EXISTS lexemes, DROP COLUMN IF EXISTS titled",),
}
ASK: Final = {
    "sqlite": "SELECT rowid FROM search_entry_index WHERE search_entry_index MATCH %s",
    "postgresql": "SELECT id FROM search_entry WHERE lexemes @@ %s::tsquery",
}


class KeptByDatabase(Operation):
    """A migration's step that makes the full-text index of ``Entry``, anew where it exists."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the models as they are: only the database knows of the index."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        del app_label, from_state, to_state
        vendor = schema_editor.connection.vendor
        for statement in (*UNMAKE[vendor], *MAKE[vendor]):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        del app_label, from_state, to_state
        for statement in UNMAKE[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    def describe(self) -> str:
        return "The full-text index of search entries is kept by the database"


@dataclass(frozen=True, slots=True)
class Term:
    """One form of a word in texts of one family, or the beginning of a word; or the value of a filter."""

    family: str
    form: str
    prefix: bool = False

    def token(self, place: str) -> str:
        """Give how it stands in the index: ``TITLE`` or ``ANYWHERE``."""
        return f"{self.family}{place}{self.form}"


# Any of the families; in it all of the words; for each word any of its terms.
Clauses = Sequence[Sequence[Sequence[Term]]]


class _LexemesMatch(Func):
    """Compare a generated column of the row itself, so that PostgreSQL needs no join to use its index."""

    output_field = BooleanField()

    def __init__(self, expression: str, column: str) -> None:
        super().__init__(F("pk"), Value(expression))
        self.column = column

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        del connection, context
        row, expression = self.get_source_expressions()
        return f"{compiler.quote_name_unless_alias(row.alias)}.{self.column} @@ %s::tsquery", [
            expression.value
        ]


def matches(clauses: Clauses, place: str = ANYWHERE) -> Q | Func:
    """Give the condition on entries to match; ``clauses`` must not be empty."""
    if connection.vendor == "sqlite":
        return Q(pk__in=rows(clauses, place))
    return _LexemesMatch(_expression(clauses, place), "titled" if place == TITLE else "lexemes")


def rows(clauses: Clauses, place: str = ANYWHERE) -> RawSQL:
    """Give a subquery with the ids of the entries that match; ``clauses`` must not be empty."""
    return RawSQL(ASK[connection.vendor], (_expression(clauses, place),), BigIntegerField())  # noqa: S611 - constant


def _expression(clauses: Clauses, place: str) -> str:
    either, both = (" OR ", " AND ") if connection.vendor == "sqlite" else (" | ", " & ")
    families = [
        both.join(_among(either, [_term(term, place) for term in terms]) for terms in words)
        for words in clauses
    ]
    return _among(either, [f"({family})" for family in families])


def _among(sign: str, parts: Sequence[str]) -> str:
    return f"({sign.join(parts)})"


def _term(term: Term, place: str) -> str:
    # A form holds letters and digits only, so nothing in it can end the quotation.
    token = term.token(place)
    if connection.vendor == "sqlite":
        return f'"{token}" *' if term.prefix else f'"{token}"'
    return f"'{token}':*" if term.prefix else f"'{token}'"


def bytewise(field: str) -> Collate:
    """Order by the bytes of a text, which is the same on both databases whatever their locale."""
    return Collate(F(field), "BINARY" if connection.vendor == "sqlite" else "C")
