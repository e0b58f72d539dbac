"""The audit trail by key, the newest line first: two records, each asked for one page, become one.

Nothing is counted and nothing skipped: the last page costs what the first one costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from members.models import PeopleEvent, User
from moderation.audit.entries import PEOPLE, RANKS, Entry, Place, Row, entries, place_of
from moderation.models import Event

PAGE = 50
CHUNK = 500
MOST_PEOPLE = 50


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page; ``newer`` and ``older`` are the places its neighbours are asked with, or nothing."""

    entries: list[Entry]
    newer: str = ""
    older: str = ""


def leaf(reader: User, asked: Mapping[str, Any], *, after: str = "", before: str = "") -> Leaf:
    """Give the page of lines older than ``after``, or newer than ``before``, or the first one."""
    if (place := Place.read(before)) is not None:
        rows, more = _read(asked, place, newer=True, most=PAGE)
        if rows:
            return _leaf(reader, rows, newer=more, older=True)
    elif (place := Place.read(after)) is not None:
        rows, more = _read(asked, place, most=PAGE)
        return _leaf(reader, rows, newer=True, older=more)
    rows, more = _read(asked, None, most=PAGE)
    return _leaf(reader, rows, newer=False, older=more)


def everything(reader: User, asked: Mapping[str, Any]) -> Iterator[Entry]:
    """Give every line in turn, a few hundred at a time, so that no export holds the server's memory."""
    place: Place | None = None
    while True:
        rows, more = _read(asked, place, most=CHUNK)
        yield from entries(reader, rows)
        if not more:
            return
        place = place_of(rows[-1])


def _leaf(reader: User, rows: list[Row], *, newer: bool, older: bool) -> Leaf:
    found = entries(reader, rows)
    first = str(place_of(rows[0])) if rows and newer else ""
    last = str(place_of(rows[-1])) if rows and older else ""
    return Leaf(found, first, last)


def _read(
    asked: Mapping[str, Any], place: Place | None, *, most: int, newer: bool = False
) -> tuple[list[Row], bool]:
    """Read lines beyond a place and say whether there are more; the newest stands first."""
    order = ("at", "pk") if newer else ("-at", "-pk")
    rows: list[Row] = []
    for rank, record in _records(asked):
        beyond = record if place is None else record.filter(_beyond(place, rank, newer=newer))
        rows.extend(beyond.order_by(*order)[: most + 1])
    rows.sort(key=place_of, reverse=not newer)
    more = len(rows) > most
    rows = rows[:most]
    return (rows[::-1] if newer else rows), more


def _beyond(place: Place, rank: int, *, newer: bool) -> Q:
    """Say which rows of a record lie on one side of a place, so that its index begins there."""
    side = "gt" if newer else "lt"
    if rank != place.rank:
        same_moment = (rank > place.rank) == newer
        return Q(**{f"at__{side}{'e' if same_moment else ''}": place.at})
    return Q(**{f"at__{side}e": place.at}) & (Q(**{f"at__{side}": place.at}) | Q(**{f"pk__{side}": place.pk}))


def _records(asked: Mapping[str, Any]) -> Iterator[tuple[int, QuerySet[Any]]]:
    """Give the records that can hold what is asked for, each filtered."""
    kind, verb = asked.get("kind") or "", asked.get("move") or ""
    common = _common(asked)
    actors = None if not asked.get("person") else people_meant(asked["person"])
    if kind != PEOPLE:
        found = Event.objects.filter(common).select_related("actor", "administration")
        found = found.filter(workflow=kind) if kind else found
        found = found.filter(verb=verb) if verb else found
        found = found.filter(actor__in=actors) if actors is not None else found
        if asked.get("reference"):
            found = found.filter(reference=asked["reference"])
        yield RANKS["m"], found
    if kind in {"", PEOPLE} and not asked.get("reference"):
        people = PeopleEvent.objects.filter(common).select_related(
            "actor", "person", "administration", "invitation", "request"
        )
        people = people.filter(verb=verb) if verb else people
        if actors is not None:
            people = people.filter(Q(actor__in=actors) | Q(person__in=actors))
        yield RANKS["p"], people


def _common(asked: Mapping[str, Any]) -> Q:
    wanted = Q()
    if since := asked.get("since"):
        wanted &= Q(at__gte=_midnight(since))
    if until := asked.get("until"):
        wanted &= Q(at__lt=_midnight(until + timedelta(days=1)))
    if administration := asked.get("administration"):
        wanted &= Q(administration=administration)
    return wanted


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def people_meant(words: str) -> list[int]:
    """Find whom a name, a part of it or an address means; read first, so that an index serves the rest."""
    found = User.objects.filter(Q(full_name__icontains=words) | Q(email__iexact=words)).order_by("pk")
    return list(found.values_list("pk", flat=True)[:MOST_PEOPLE])
