from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from search.audiences import audiences_of
from search.filtering import Chosen
from search.finding import Results, find
from search.forms import SearchForm


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, and the address without it."""

    label: str
    address: str


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    form.full_clean()
    asked = form.cleaned_data
    found = find(asked["q"], get_language() or "en", audiences_of(request.user), form.chosen(), asked["page"])
    context = {"results": found, "chips": list(_chips(found)), "unfiltered": _address(found.query)}
    return render(request, "search/results.html", context)


def _chips(found: Results) -> Iterator[Chip]:
    for facet in found.facets:
        for choice in facet.choices:
            if choice.chosen:
                yield Chip(choice.label, _address(found.query, found.chosen, facet.name, choice.value))


def _address(query: str, chosen: Chosen | None = None, name: str = "", value: str = "") -> str:
    address = QueryDict(mutable=True)
    address["q"] = query
    for facet, values in (chosen or {}).items():
        address.setlist(facet, [v for v in values if (facet, v) != (name, value)])
    return f"?{address.urlencode()}"
