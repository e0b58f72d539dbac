"""What the Secretariat is asked for: how much was said, how much answered and changed, and how fast."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from feedback.models import Feedback
from members.models import Region
from modules.choices import module_choices
from modules.models import Citation


@dataclass(frozen=True, slots=True)
class Fact:
    """What counts of one remark."""

    module: str
    region: int | None
    language: str
    received: datetime
    answered: datetime | None
    changed: bool

    @property
    def days(self) -> int | None:
        return (self.answered.date() - self.received.date()).days if self.answered else None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table."""

    label: str
    received: int
    answered: int
    changed: int
    median_days: float | None


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    heading: str
    lines: list[Line]


def remarks_between(since: date | None, until: date | None) -> QuerySet[Any]:
    """Give the remarks that reached the Secretariat in a period, with when and whether they led to a change."""
    found: QuerySet[Any] = Feedback.objects.received().annotate(
        reached=Coalesce("received_at", "created"),
        changed=Exists(
            Citation.objects.published().filter(
                Q(reference=OuterRef("reference")) | Q(reference=OuterRef("merged_into__reference"))
            )
        ),
    )
    if since:
        found = found.filter(reached__date__gte=since)
    if until:
        found = found.filter(reached__date__lte=until)
    return found


def facts(since: date | None, until: date | None) -> list[Fact]:
    """Read everything that is counted, in one query."""
    fields = (
        "module_key",
        "administration__region",
        "language",
        "reached",
        "answered_at",
        "changed",
    )
    return [Fact(*row) for row in remarks_between(since, until).order_by().values_list(*fields)]


def total(found: list[Fact]) -> Line:
    return _line(_("All"), found)


def tables(found: list[Fact]) -> list[Table]:
    """Give the same figures by module, region, language and quarter; two queries for their names."""
    modules = dict(module_choices())
    regions = {region.pk: region.name for region in Region.objects.all()}
    return [
        Table(
            _("By module"),
            _("Module"),
            _lines(found, lambda fact: fact.module, modules, other=_("Without a module")),
        ),
        Table(
            _("By region"),
            _("Region"),
            _lines(found, lambda fact: fact.region, regions, other=_("Without an administration")),
        ),
        Table(_("By language"), _("Language"), _lines(found, lambda fact: fact.language, _languages(found))),
        Table(_("By quarter"), _("Quarter"), _lines(found, _quarter, _quarters(found))),
    ]


def _lines(
    found: Iterable[Fact],
    key: Callable[[Fact], Any],
    labels: Mapping[Any, str],
    *,
    other: str = "",
) -> list[Line]:
    groups: dict[Any, list[Fact]] = {}
    for fact in found:
        known = key(fact) if key(fact) in labels else None
        groups.setdefault(known, []).append(fact)
    lines = [_line(label, groups[name]) for name, label in labels.items() if name in groups]
    return [*lines, _line(other, groups[None])] if None in groups else lines


def _line(label: str, found: list[Fact]) -> Line:
    days = [fact.days for fact in found if fact.days is not None]
    return Line(
        label,
        len(found),
        len(days),
        sum(fact.changed for fact in found),
        round(median(days), 1) if days else None,
    )


def _languages(found: Iterable[Fact]) -> dict[str, str]:
    return {code: _language(code) for code in sorted({fact.language for fact in found})}


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _quarter(fact: Fact) -> tuple[int, int]:
    return fact.received.year, (fact.received.month + 2) // 3


def _quarters(found: Iterable[Fact]) -> dict[tuple[int, int], str]:
    return {
        (year, quarter): _("%(year)d, quarter %(quarter)d") % {"year": year, "quarter": quarter}
        for year, quarter in sorted({_quarter(fact) for fact in found}, reverse=True)
    }


HEADINGS = (
    "reference",
    "received",
    "answered",
    "days",
    "changed",
    "state",
    "kind",
    "capacity",
    "module",
    "section",
    "case_study",
    "paragraph",
    "region",
    "language",
    "words",
)


def rows(since: date | None, until: date | None) -> Iterator[list[str]]:
    """Give every remark as a line of a sheet, without saying who said it; one query."""
    yield list(HEADINGS)
    found = remarks_between(since, until).select_related("administration__region").order_by("reached", "pk")
    for remark in found.iterator():
        region = remark.administration.region if remark.administration else None
        yield _cells(remark, region.code if region else "")


def _cells(remark: Any, region: str) -> list[str]:
    answered = remark.answered_at
    return [
        remark.reference,
        f"{remark.reached:%Y-%m-%d}",
        f"{answered:%Y-%m-%d}" if answered else "",
        str((answered.date() - remark.reached.date()).days) if answered else "",
        "yes" if remark.changed else "no",
        remark.state,
        remark.kind,
        remark.capacity,
        remark.module_key,
        remark.section_key,
        remark.case_slug,
        str(remark.paragraph or ""),
        region,
        remark.language,
        remark.words,
    ]
