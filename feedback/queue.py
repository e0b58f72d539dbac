"""The desk's list of remarks: stages with their numbers, filters, groups by what a remark is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Case, CharField, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from feedback import citing, similar
from feedback.models import Capacity, Feedback, FeedbackQuerySet, Kind
from feedback.states import IMPLEMENTED, IN_HAND, STATES, S
from moderation.states import State, Words
from modules.choices import carried_on, section_choices
from modules.models import Edition, Section

LEFT_BEHIND = Q(state=S.MERGED, merged_into__state=S.WITHDRAWN)
BETWEEN_MODULES = 1000


@dataclass(frozen=True, slots=True)
class Stage:
    """One number at the head of the desk, and the remarks behind it."""

    name: str
    label: Words
    remarks: Q


@dataclass(frozen=True, slots=True)
class Row:
    """One remark in the list."""

    remark: Feedback
    state: State
    alike: int


@dataclass(frozen=True, slots=True)
class Group:
    """The remarks of one page about one place, and how many there are on all pages."""

    title: str
    total: int
    rows: list[Row]


def stages() -> list[Stage]:
    """Give the stages in their order; what was implemented is read from the editions, in one query."""
    implemented = Q(state=S.CLOSED, reference__in=citing.cited())
    return [
        Stage("new", _("New"), Q(state=S.RECEIVED) | LEFT_BEHIND),
        Stage("open", _("To decide"), Q(state__in=IN_HAND)),
        Stage("asked", _("Asked back"), Q(state=S.NEEDS_INFO)),
        Stage("planned", _("Planned"), Q(state=S.PLANNED)),
        Stage("implemented", _("Implemented"), implemented),
        Stage("answered", _("Answered"), Q(state__in=(S.CLOSED, S.REFERRED)) & ~implemented),
        Stage("refused", _("No change"), Q(state__in=(S.NO_CHANGE, S.OUT_OF_SCOPE))),
        Stage("later", _("Deferred"), Q(state=S.DEFERRED)),
        Stage("examples", _("Examples offered"), _leads()),
        Stage("merged", _("Treated together"), Q(state=S.MERGED) & ~LEFT_BEHIND),
        Stage("withdrawn", _("Withdrawn"), Q(state=S.WITHDRAWN)),
    ]


STAGE_OF = {
    S.RECEIVED: "new",
    S.TRIAGED: "open",
    S.UNDER_CONSIDERATION: "open",
    S.NEEDS_INFO: "asked",
    S.PLANNED: "planned",
    S.CLOSED: "answered",
    S.REFERRED: "answered",
    S.NO_CHANGE: "refused",
    S.OUT_OF_SCOPE: "refused",
    S.DEFERRED: "later",
    S.MERGED: "merged",
    S.WITHDRAWN: "withdrawn",
}


def stage_of(remark: Feedback, *, implemented: bool) -> str:
    """Name the stage in whose list a remark stands."""
    if implemented and remark.state == S.CLOSED:
        return "implemented"
    return STAGE_OF[S(remark.state)]


def _leads() -> Q:
    """Leads for training material: examples that have not become a case study."""
    return Q(kind=Kind.EXAMPLE, case_reference="") & ~Q(state=S.WITHDRAWN)


def counted(remarks: FeedbackQuerySet, all_stages: Sequence[Stage]) -> list[tuple[Stage, int]]:
    """Count every stage in one query."""
    counts = remarks.aggregate(
        **{stage.name: Count("pk", filter=stage.remarks, distinct=True) for stage in all_stages}
    )
    return [(stage, counts[stage.name]) for stage in all_stages]


def filtered(remarks: FeedbackQuerySet, chosen: Mapping[str, Any]) -> FeedbackQuerySet:
    if "module" in chosen:
        remarks = remarks.filter(module_key=chosen["module"])
    if "kind" in chosen:
        remarks = remarks.filter(kind=chosen["kind"])
    if "late" in chosen:
        remarks = remarks.filter(due_on__lt=timezone.now().date())
    if "official" in chosen:
        remarks = remarks.filter(capacity=Capacity.OFFICIAL)
    return remarks


def placed(remarks: FeedbackQuerySet) -> FeedbackQuerySet:
    """Say of each remark under which key its section stands today: it may have been renamed, or merged."""
    older = [When(section_key=old, then=Value(key)) for old, key in carried_on().items()]
    here = Case(*older, default=F("section_key"), output_field=CharField()) if older else F("section_key")
    return remarks.annotate(here=here)


def by_place(remarks: FeedbackQuerySet) -> FeedbackQuerySet:
    """Order what is ``placed`` by where it stands in the guide, case studies last; oldest first in each place."""
    number = F("module__number") * BETWEEN_MODULES + F("number")
    stands = Section.objects.filter(edition__in=Edition.objects.current(), key=OuterRef("here"))
    place = Subquery(stands.order_by().annotate(place=number).values("place")[:1], IntegerField())
    return remarks.annotate(place=place).order_by(  # type: ignore[misc]
        F("place").asc(nulls_last=True), "here", "case_slug", "state_since", "pk"
    )


def grouped(page: Sequence[Feedback], remarks: FeedbackQuerySet, refs: frozenset[str]) -> list[Group]:
    """Put one page into groups, similar ones together; one query counts what stands on other pages."""
    totals = {
        (section, case): n
        for section, case, n in remarks.order_by()  # type: ignore[misc]
        .values_list("here", "case_slug")
        .annotate(n=Count("pk", distinct=True))
    }
    titles = dict(section_choices())
    groups = []
    for key, found in groupby(similar.together(page), key=lambda pair: _key(pair[0])):
        rows = [Row(remark, standing(remark, refs), n) for remark, n in found]
        # The title as it is now and in the reader's language; the remark keeps the one its author saw.
        title = titles.get(key[0], rows[0].remark.section_title)
        groups.append(Group(title, totals.get(key, len(rows)), rows))
    return groups


def _key(remark: Feedback) -> tuple[str, str]:
    return similar.here(remark), remark.case_slug


def standing(remark: Feedback, cited: frozenset[str] | set[str]) -> State:
    """Give the state as people read it: one treated with another stands where that one stands."""
    lead = remark.lead
    if lead.state == S.CLOSED and not cited.isdisjoint({remark.reference, lead.reference}):
        return IMPLEMENTED
    return STATES[remark.state]
