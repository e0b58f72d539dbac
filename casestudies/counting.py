"""How many case studies each choice of the library's filters would show.

Nothing is counted while somebody reads: the database keeps the counts (``casestudies.tallies``), those of
strangers and those of Members beside each other, and both read what they may see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casestudies import tallies
from casestudies.models import CaseStudy, CaseStudyQuerySet, reads_members_only
from members.models import Region
from members.people import Person
from modules.models import Topic

FILTERS = {
    "module": "module_key",
    "region": "region__code",
    "topic": "topics__code",
    "language": "language",
    "year": "last_year",
}

Chosen = Mapping[str, Any]
Counts = dict[Any, int]


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice of a filter, with how many case studies it would show."""

    value: Any
    label: str
    count: int
    chosen: bool


def search(person: Person, chosen: Chosen) -> CaseStudyQuerySet:
    """Give the case studies this person may read and has asked for, newest first."""
    cases = CaseStudy.objects.visible_to(person)
    for name, lookup in FILTERS.items():
        if name == "region" and name in chosen:
            # One value, not a join: so the database can read the region's index in its order.
            cases = cases.filter(region=Region.objects.filter(code=chosen[name]).values("pk")[:1])
        elif name in chosen:
            cases = cases.filter(**{lookup: chosen[name]})
    return cases


def counts(person: Person, chosen: Chosen) -> dict[str, Counts]:
    """Count each filter's values under the other filters that are set; the same for any size of the library."""
    codes = _Codes.read()
    fixed = {name: codes.stored(name, value) for name, value in chosen.items()}
    questions = {name: tallies.question(fixed, name) for name in FILTERS}
    answers = tallies.read(questions, members=reads_members_only(person))
    return {
        name: {codes.shown(name, value): count for value, count in found.items()}
        for name, found in answers.items()
    }


def by_module() -> dict[str, int]:
    """Count the public case studies of each module, for the doors of the home page; one query."""
    return tallies.read({"module": tallies.question({}, "module")}, members=False)["module"]


@dataclass(frozen=True, slots=True)
class _Codes:
    """How the values of filters are stored in the counts: regions and topics by their keys."""

    stored_as: dict[str, dict[str, str]]

    @classmethod
    def read(cls) -> _Codes:
        regions = {code: str(pk) for code, pk in Region.objects.order_by().values_list("code", "pk")}
        topics = {code: str(pk) for code, pk in Topic.objects.order_by().values_list("code", "pk")}
        return cls({"region": regions, "topic": topics})

    def stored(self, name: str, value: Any) -> str:
        return self.stored_as[name].get(value, "") if name in self.stored_as else str(value)

    def shown(self, name: str, value: str) -> Any:
        if name in self.stored_as:
            return next((code for code, stored in self.stored_as[name].items() if stored == value), None)
        return (int(value) if value else None) if name == "year" else value


def total(counted: Mapping[str, Counts], chosen: Chosen) -> int:
    """Say how many case studies there are under all filters, from what is counted anyway."""
    modules = counted["module"]
    return modules.get(chosen["module"], 0) if "module" in chosen else sum(modules.values())


def facet(
    counted: Mapping[str, Counts], chosen: Chosen, name: str, choices: Sequence[tuple[Any, str]]
) -> list[Facet]:
    """Put the counts beside the choices of one filter."""
    return [
        Facet(value, label, counted[name].get(value, 0), chosen.get(name) == value)
        for value, label in choices
    ]


def years(counted: Mapping[str, Counts], chosen: Chosen) -> list[tuple[int, str]]:
    """Give the years there are, the last one first; the chosen one stays even where nothing is left."""
    found = {year for year in counted["year"] if year is not None}
    found |= {chosen["year"]} if "year" in chosen else set()
    return [(year, str(year)) for year in sorted(found, reverse=True)]
