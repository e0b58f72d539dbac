"""What a module's page shows of what readers said: everything of it in one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from feedback import citing, showing
from feedback.models import Feedback
from feedback.showing import Outcome
from feedback.states import S
from modules.models import Change, Citation
from modules.registry import Heard, Refusal, Said

REFUSED = (S.NO_CHANGE, S.OUT_OF_SCOPE)
# One more than the foot of a section shows, to know whether there is more.
AT_FOOT, REFUSALS = 4, 5
NEWEST = ("-state_since", "-pk")


def heard(section_keys: Sequence[str], changes: Sequence[Change]) -> Heard:
    """Give what was said about these sections and before these changes, as far as it is shown; one query."""
    remarks = list(showing.read(_counting(_wanted(section_keys, changes))).order_by(*NEWEST))
    return Heard(said_of(changes, remarks), _refusals(remarks, section_keys), _at_foot(remarks, section_keys))


def said_before(changes: Sequence[Change]) -> Mapping[int, Sequence[Said]]:
    """Give what readers see as "You said" beside each change; what is not shown is only counted."""
    remarks = Feedback.objects.filter(reference__in=_references(changes))
    return said_of(changes, showing.read(_counting(remarks)))


def said_of(changes: Iterable[Change], remarks: Iterable[Feedback]) -> dict[int, list[Said]]:
    """Put each remark beside the changes that cite it, in the order in which they do."""
    wanted = {change.pk for change in changes}
    pairs = [(row["id"], row["change_id"], remark) for remark in remarks for row in citing.rows_of(remark)]
    result: dict[int, list[Said]] = {}
    for _pk, change, remark in sorted(pairs, key=lambda pair: pair[0]):
        if change in wanted:
            result.setdefault(change, []).append(_said(remark))
    return result


def _wanted(section_keys: Sequence[str], changes: Sequence[Change]) -> QuerySet[Feedback]:
    """Choose few of each section, and all that these changes cite."""
    refused = Case(When(state__in=REFUSED, then=Value(1)), default=Value(0))
    ranked = (
        Feedback.objects.shown()
        .filter(section_key__in=section_keys)
        .annotate(
            refused=refused,
            place=Window(RowNumber(), partition_by="section_key", order_by=NEWEST),
            among=Window(RowNumber(), partition_by=["section_key", refused], order_by=NEWEST),
        )
    )
    few = ranked.filter(Q(place__lte=AT_FOOT) | Q(refused=1, among__lte=REFUSALS)).order_by().values("pk")
    cited = Feedback.objects.filter(reference__in=_references(changes)).order_by().values("pk")
    return Feedback.objects.filter(Q(pk__in=few) | Q(pk__in=cited))


def _references(changes: Iterable[Change]) -> QuerySet[Citation, Any]:
    return (
        Citation.objects.filter(change__in=[change.pk for change in changes]).order_by().values("reference")
    )


def _counting(remarks: QuerySet[Feedback]) -> QuerySet[Feedback]:
    """Count with each remark those that are treated together with it."""
    merged = Feedback.objects.filter(merged_into=OuterRef("pk")).order_by().values("merged_into")
    return remarks.annotate(others=Coalesce(Subquery(merged.annotate(n=Count("pk")).values("n")), 0))


def _refusals(remarks: Iterable[Feedback], keys: Sequence[str]) -> dict[str, list[Refusal]]:
    found: dict[str, list[Refusal]] = {key: [] for key in keys}
    for remark in remarks:
        if remark.is_shown and remark.state in REFUSED and remark.section_key in found:
            found[remark.section_key].append(Refusal(_said(remark), remark.reason, remark.language))
    return {key: refusals[:REFUSALS] for key, refusals in found.items()}


def _at_foot(remarks: Iterable[Feedback], keys: Sequence[str]) -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {key: [] for key in keys}
    for remark in remarks:
        if remark.is_shown and remark.section_key in found:
            found[remark.section_key].append(showing.outcome(remark, remark.section_title))
    return {key: outcomes[:AT_FOOT] for key, outcomes in found.items()}


def _said(remark: Feedback) -> Said:
    return Said(
        words=remark.words if remark.shown else "",
        by=remark.by if remark.shown else "",
        language=remark.language,
        said_on=remark.created.date(),
        others=remark.others,  # type: ignore[attr-defined]
    )
