"""The library and the page of one case study."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from casestudies import counting, labels, paging, still_true
from casestudies import library as shelves
from casestudies.attachments.models import Attachment
from casestudies.choices import STATUSES
from casestudies.forms import FilterForm
from casestudies.models import CaseStudy, reads_members_only
from casestudies.submissions import story_passages
from members.people import Person
from moderation.models import Audience
from modules.choices import section_links


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    person, language = request.user, request.LANGUAGE_CODE or "en"
    asked = FilterForm(request.GET).chosen()
    choices: dict[str, list[tuple[Any, str]]] = {
        "module": labels.modules(),
        "region": labels.regions(),
        "topic": labels.topics(),
        "language": labels.languages(),
    }
    # What is not a choice was not chosen: an old address shows the library, not an empty page.
    filters = {name: asked[name] for name, options in choices.items() if asked.get(name) in dict(options)}
    filters |= {"year": asked["year"]} if "year" in asked else {}
    counted = counting.counts(person, filters)
    choices["year"] = counting.years(counted, filters)
    facets = {name: counting.facet(counted, filters, name, options) for name, options in choices.items()}
    shelf = paging.shelf(shelves.with_texts(counting.search(person, filters), language), asked)
    context = {
        "shelf": shelf,
        "oldest_first": asked.get("sort") == paging.OLDEST,
        "entries": shelves.entries(shelf.cases, language),
        "facets": facets,
        "by_region": shelves.bars(facets["region"], filters, "region"),
        "by_module": shelves.bars(facets["module"], filters, "module"),
        "most": {
            name: max((choice.count for choice in facet), default=1) or 1 for name, facet in facets.items()
        },
        "chosen": _chosen(facets),
        "total": counting.total(counted, filters),
    }
    return render(request, "casestudies/library.html", context)


def _chosen(facets: dict[str, list[counting.Facet]]) -> list[counting.Facet]:
    return [choice for choices in facets.values() for choice in choices if choice.chosen]


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    language = request.LANGUAGE_CODE or "en"
    case = shelves.with_neighbours(CaseStudy.objects.visible_to(request.user)).filter(slug=slug).first()
    if case is None:
        return _retracted(request, slug)
    headline = shelves.best_text(case, language)
    texts = {text.language: text for text in case.texts.all()}
    whole = headline if headline.whole else texts[case.language]
    context: dict[str, Any] = {
        "case": case,
        "entry": shelves.Entry(case, headline, getattr(case, "module_number", None) or 0),
        "whole": whole,
        "passages": story_passages(whole),
        "others": [text for text in texts.values() if text.whole and text.language != whole.language],
        "sections": section_links(shelves.sections_of(case)),
        "files": Attachment.objects.of_live(case) if case.live_id else [],
        "status": dict(STATUSES).get(case.status, ""),
        "topics": shelves.topics_of(case),
        "contact": case.contact if _may_write_to(request.user, case) else "",
        "unconfirmed_since": still_true.unconfirmed_since(case),
    }
    return render(request, "casestudies/detail.html", context)


def _retracted(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the notice that stands in the place of a retracted text; anything else was never there."""
    language = request.LANGUAGE_CODE or "en"
    gone = CaseStudy.objects.retracted_for(request.user)
    case = get_object_or_404(shelves.with_texts(gone, language), slug=slug)
    entry = shelves.Entry(case, shelves.best_text(case, language))
    return render(request, "casestudies/retracted.html", {"entry": entry}, status=410)


def _may_write_to(person: Person, case: CaseStudy) -> bool:
    """Whether the contact mailbox is shown: to Members, and never where it would name the administration."""
    return reads_members_only(person) and case.audience != Audience.UNATTRIBUTED
