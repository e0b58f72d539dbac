"""Pages of the library by key: the page after a case study, or before one, whatever came meanwhile.

Nothing is counted and nothing skipped: page eight thousand costs what the first one costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import Q

from casestudies.models import CaseStudy, CaseStudyQuerySet

PAGE = 12
OLDEST = "oldest"
MOMENT = "%Y%m%dT%H%M%S%fZ"
LARGEST_KEY = 2**63 - 1


class Place(NamedTuple):
    """Where a case study stands in the library; the key decides between equal moments."""

    published_at: datetime
    pk: int

    @classmethod
    def of(cls, case: CaseStudy) -> str:
        """Write a place as it stands in addresses."""
        published_at = (case.published_at or datetime.now(UTC)).astimezone(UTC)
        return f"{published_at.strftime(MOMENT)}_{case.pk}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """Read what an address says; anything that is not a place is none."""
        moment, _sign, key = text.partition("_")
        if not (key.isascii() and key.isdecimal() and len(key) <= len(str(LARGEST_KEY))):
            return None
        try:
            place = cls(datetime.strptime(moment, MOMENT).replace(tzinfo=UTC), int(key))
        except ValueError:
            return None
        return place if place.pk <= LARGEST_KEY else None


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page; ``previous`` and ``next`` are the places its neighbours are asked with, or nothing."""

    cases: Sequence[CaseStudy]
    previous: str = ""
    next: str = ""


def shelf(cases: CaseStudyQuerySet, asked: Mapping[str, Any]) -> Shelf:
    """Give the page that ``after`` or ``before`` asks for; a place that is not there gives the first page."""
    oldest_first = asked.get("sort") == OLDEST
    for name, backwards in (("after", False), ("before", True)):
        place = Place.read(str(asked.get(name, "")))
        if place and cases.filter(pk=place.pk, published_at=place.published_at).exists():
            beyond = _beyond(cases, place, older=backwards == oldest_first)
            found = _page(beyond, oldest_first, backwards=backwards, inside=True)
            if found.cases:
                return found
    return _page(cases, oldest_first)


def _beyond(cases: CaseStudyQuerySet, place: Place, *, older: bool) -> CaseStudyQuerySet:
    # The bound on the moment alone lets the database begin at the right place of its index.
    if older:
        return cases.filter(
            Q(published_at__lt=place.published_at) | Q(pk__lt=place.pk), published_at__lte=place.published_at
        )
    return cases.filter(
        Q(published_at__gt=place.published_at) | Q(pk__gt=place.pk), published_at__gte=place.published_at
    )


def _page(
    cases: CaseStudyQuerySet, oldest_first: bool, *, backwards: bool = False, inside: bool = False
) -> Shelf:
    """Read one more than is shown, to know whether there is more; ``inside``: the place itself lies behind."""
    ascending = oldest_first != backwards
    order = ("published_at", "pk") if ascending else ("-published_at", "-pk")
    read = list(cases.order_by(*order)[: PAGE + 1])
    shown, more = read[:PAGE], len(read) > PAGE
    if backwards:
        shown.reverse()
    if not shown:
        return Shelf(())
    has_previous, has_next = (more, inside) if backwards else (inside, more)
    return Shelf(
        shown,
        Place.of(shown[0]) if has_previous else "",
        Place.of(shown[-1]) if has_next else "",
    )
