"""Small rows that belong to a section, in one column of the query that is made anyway.

A module page has five queries for everything, what other apps put beside it included.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, F, Func, JSONField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Concat, JSONObject, StrIndex

from modules.models import Change, Resource


class Rows(Aggregate):
    """All rows of a group as a JSON list, in no particular order."""

    function = "JSON_GROUP_ARRAY"
    output_field = JSONField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSONB_AGG", **context)


class Row(JSONObject):
    """A row as a JSON object, without the query by which Django asks SQLite whether it knows JSON."""

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return Func.as_sql(self, compiler, connection, **context)


def resources_of(section: str) -> Subquery:
    """Give the resources of the section that this column names, as a list of objects or ``None``."""
    columns = {name: name for name in ("key", "kind", "name_en", "name_fr", "about_en", "about_fr", "url")}
    placed: QuerySet[Any] = Resource.objects.filter(sections=OuterRef(section)).order_by().values("sections")
    return Subquery(placed.annotate(rows=Rows(Row(**columns))).values("rows"))


def changes_of(section: str) -> Subquery:
    """Give the published changes of a section, of those it carries on, and of its module's introduction.

    As a list of objects, or ``None``.
    """
    columns = {
        **{name: name for name in ("id", "section_key", "significance", "note_en", "note_fr", "edition_id")},
        "number": "edition__number",
        "published_on": Cast("edition__published_on", TextField()),
    }
    # Keys stand in the list in quotation marks, and none holds one: a search in its text finds whole keys.
    quoted = Concat(Value('"'), F("section_key"), Value('"'), output_field=TextField())
    older = StrIndex(Cast(OuterRef(f"{section}__predecessors"), TextField()), quoted)
    own = Q(section_key=OuterRef(f"{section}__key")) | Q(section_key=OuterRef(f"{section}__module__key"))
    told: QuerySet[Any] = Change.objects.published().annotate(older=older).filter(own | Q(older__gt=0))
    # One group: all of them.
    grouped = told.order_by().annotate(all=Value(1)).values("all")
    return Subquery(grouped.annotate(rows=Rows(Row(**columns))).values("rows"))
