"""What the public pages show of case studies: few queries, whatever the size of the library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext as _

from casestudies.counting import Facet
from casestudies.models import CaseStudy, CaseStudyQuerySet, CaseText, Illustration
from members.models import Administration, Region
from members.people import Person
from modules.aggregates import Row, Rows
from modules.choices import module_numbers
from modules.models import Edition, Module, Topic
from modules.registry import SideNote

LATEST = 4
BESIDE = 3
NEWEST = ("-case_study__published_at", "-case_study_id")


@dataclass(frozen=True, slots=True)
class Entry:
    """A case study with the words a reader gets: his language, or English with a mark."""

    case: CaseStudy
    text: CaseText
    module: int = 0

    @property
    def by(self) -> str:
        return named(self.case)


def named(case: CaseStudy) -> str:
    """Say who a case study is from, or the region alone for an administration that is not named."""
    if case.attribution:
        return case.attribution
    return _("A Member in %(region)s") % {"region": case.region.name if case.region else ""}


def entries(cases: Iterable[CaseStudy], language: str) -> list[Entry]:
    """Pair case studies, fetched through ``with_texts``, with the words for this reader."""
    numbers = module_numbers()
    return [Entry(case, best_text(case, language), numbers.get(case.module_key, 0)) for case in cases]


def best_text(case: CaseStudy, language: str) -> CaseText:
    order = [language, *settings.OFFICIAL_LANGUAGES]
    texts = {text.language: text for text in case.texts.all()}
    return next(texts[code] for code in [*order, case.language, *texts] if code in texts)


def with_neighbours(cases: CaseStudyQuerySet) -> CaseStudyQuerySet:
    """Fetch with a case study what its page names beside the words, in the query that reads it."""
    topics: QuerySet[Any] = Topic.objects.filter(case_studies=OuterRef("pk")).order_by()
    columns = {name: name for name in ("code", "name_en", "name_fr")}
    beside: QuerySet[Any] = Illustration.objects.filter(case_study=OuterRef("pk")).order_by()
    number = Module.objects.filter(edition__in=Edition.objects.current(), key=OuterRef("module_key"))
    placed = {"key": "section_key", "position": "position"}
    return (
        cases.annotate(
            filed_under=Subquery(
                topics.values("case_studies").annotate(rows=Rows(Row(**columns))).values("rows")
            ),
            beside=Subquery(beside.values("case_study").annotate(rows=Rows(Row(**placed))).values("rows")),
            module_number=Subquery(number.values("number")[:1]),
        )
        .select_related("administration", "region")
        .prefetch_related("texts")
    )


def topics_of(case: CaseStudy) -> list[Topic]:
    """Give the topics of a case study fetched through ``with_neighbours``."""
    rows = getattr(case, "filed_under", None) or []
    return [Topic(**row) for row in sorted(rows, key=lambda row: row["code"])]


def sections_of(case: CaseStudy) -> list[str]:
    """Give the keys of the sections it stands beside, for one fetched through ``with_neighbours``."""
    rows = getattr(case, "beside", None) or []
    return [row["key"] for row in sorted(rows, key=lambda row: row["position"])]


def with_texts(cases: CaseStudyQuerySet, language: str) -> CaseStudyQuerySet:
    """Fetch what a list shows: one query for the cases, one for their titles and summaries."""
    languages = {language, *settings.OFFICIAL_LANGUAGES}
    headlines = CaseText.objects.filter(language__in=languages).defer(
        "html", "results", "lessons", "questions", "plain", "summary_html", "caveat"
    )
    return cases.select_related("administration", "region").prefetch_related(Prefetch("texts", headlines))


def latest(person: Person, language: str) -> list[Entry]:
    """Give the newest case studies this person may read, for the home page."""
    return entries(with_texts(CaseStudy.objects.visible_to(person), language)[:LATEST], language)


def contributions_by_region() -> list[dict[str, Any]]:
    """Say how many Members of each region have a published contribution of their own."""
    regions = Region.objects.annotate(
        members=Count(
            "administrations", filter=Q(administrations__is_member=True, administrations__active=True)
        ),
    )
    own = CaseStudy.objects.published().filter(
        administration=OuterRef("pk"), origin=CaseStudy.Origin.CONTRIBUTED
    )
    contributing = (
        Administration.objects.members().filter(Exists(own)).values_list("region_id").annotate(n=Count("pk"))
    )
    have = dict(contributing)
    return [{"label": r.name, "of": r.members, "value": have.get(r.pk, 0)} for r in regions]


def bars(choices: Sequence[Facet], chosen: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Give one filter's choices as the rows of a chart, each with the way to its case studies."""
    return [
        {
            "label": choice.label,
            "value": choice.count,
            "url": "?" + urlencode({**chosen, name: choice.value}) if choice.count else "",
        }
        for choice in choices
    ]


def beside_sections(keys: Sequence[str], request: HttpRequest) -> dict[str, list[SideNote]]:
    """Give the newest case studies beside each section; one query for a whole page."""
    if not keys:
        return {}
    visible = CaseStudy.objects.visible_to(request.user)
    first, *others = [_newest_beside(key, visible) for key in keys]
    rows = (
        Illustration.objects.filter(pk__in=first.union(*others, all=True))
        .select_related("case_study__region")
        .annotate(text=_headline(request.LANGUAGE_CODE or "en"))
        .order_by(*NEWEST)
    )
    notes: dict[str, list[SideNote]] = {}
    for row in rows:
        notes.setdefault(row.section_key, []).append(_note(row.case_study, row.text))
    return notes


def _newest_beside(key: str, visible: CaseStudyQuerySet) -> QuerySet[Illustration, Any]:
    """Find the few that stand beside one section; each section for itself, so that none is sorted whole."""
    newest = Illustration.objects.filter(section_key=key, case_study__in=visible).order_by(*NEWEST)
    # SQLite takes a limit in a part of a union only one level down.
    return Illustration.objects.filter(pk__in=newest.values("pk")[:BESIDE]).order_by().values("pk")


def _headline(language: str) -> Subquery:
    """Find the best title of an illustration's case study for this reader, with its language."""
    order = [language, *settings.OFFICIAL_LANGUAGES]
    ranks = [When(language=code, then=Value(rank)) for rank, code in enumerate(dict.fromkeys(order))]
    texts = CaseText.objects.filter(case_study=OuterRef("case_study_id"))
    best = texts.order_by(Case(*ranks, default=Value(len(ranks))), "pk")
    return Subquery(best.values(found=Row(title="title", language="language"))[:1])


def _note(case: CaseStudy, text: Mapping[str, str]) -> SideNote:
    return SideNote(text["title"], case.get_absolute_url(), f"{named(case)}, {case.years}", text["language"])
