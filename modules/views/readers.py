"""The guide as readers meet it."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from members.models import User
from modules import changes as told
from modules import glossary as terms
from modules import marking, reading, rules
from modules.beside import add_neighbours
from modules.forms import MarkForm
from modules.models import Edition


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Show the four doors, and every section behind them."""
    language = _language(request)
    doors = reading.doors(language)
    headings = reading.headings(Edition.objects.current(), language)
    marking.put_marks([passage for passages in headings.values() for passage in passages], request.user)
    context = {
        "doors": doors,
        "chapters": [(door, headings.get(door.module.key, [])) for door in doors],
        "edition": doors[0].module.edition if doors else None,
        "minutes": sum(door.text.minutes for door in doors),
    }
    return render(request, "modules/guide.html", context)


@require_safe
def module(request: HttpRequest, key: str) -> HttpResponse:
    """Show a module of the current edition, with what other apps put beside its sections."""
    page = reading.module_page(Edition.objects.current(), key, _language(request))
    changed = told.of_module(page.passages, request)
    add_neighbours(page, changed.heard, request)
    marking.put_marks(page.passages, request.user)
    context = {"page": page, "changed": changed, "facilitates": rules.can_facilitate(request.user)}
    return render(request, "modules/module.html", context)


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """Show all questions on one page that is made to be printed."""
    return render(request, "modules/questions.html", {"chapters": reading.questions(_language(request))})


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """Explain the words of the guide, in English with a notice where they are not translated."""
    found = terms.glossary(_language(request))
    context = {"glossary": found, "marks": reading.marks(found.language, _language(request))}
    return render(request, "modules/glossary.html", context)


@require_safe
def facilitators(request: HttpRequest, key: str) -> HttpResponse:
    """Show how to teach a module; for everybody else there is no such page."""
    if not rules.can_facilitate(request.user):
        raise Http404
    chapter, rows = reading.guidance(key, _language(request))
    return render(request, "modules/facilitators.html", {"chapter": chapter, "rows": rows})


@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """List every edition that was published once."""
    return render(request, "modules/editions.html", {"editions": Edition.objects.readable()})


@require_safe
def edition(request: HttpRequest, number: str) -> HttpResponse:
    """Show what one published edition holds."""
    found = get_object_or_404(Edition.objects.readable(), number=number)
    language = _language(request)
    this = Edition.objects.filter(pk=found.pk)
    headings = reading.headings(this, language)
    chapters = [
        (chapter, headings.get(chapter.module.key, [])) for chapter in reading.chapters(this, language)
    ]
    context = {"edition": found, "chapters": chapters, "tabling": found.tablings.last()}
    return render(request, "modules/edition.html", context)


@require_safe
def edition_module(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Show a module as one edition has it: the words alone, at an address that stays."""
    page = reading.module_page(Edition.objects.readable().filter(number=number), key, _language(request))
    context = {"page": page, "archived": True, "since": told.since(page.edition, page.passages)}
    return render(request, "modules/module.html", context)


@require_safe
def changes(request: HttpRequest, number: str) -> HttpResponse:
    """Show what changed in one edition and why."""
    found = get_object_or_404(Edition.objects.readable().select_related("based_on"), number=number)
    context = {
        "edition": found,
        "sections": told.of_edition(found, _language(request)),
        "tabling": found.tablings.last(),
    }
    return render(request, "modules/changes.html", context)


@require_safe
def reading_list(request: HttpRequest) -> HttpResponse:
    """Show what the reader kept and read; a stranger's page is empty, and filled on his device."""
    person, language = request.user, _language(request)
    kept = marking.reading_list(person, language) if isinstance(person, User) else None
    return render(request, "modules/reading_list.html", {"kept": kept})


@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """Set or take away one mark, and go back to where the reader was."""
    form = MarkForm(request.POST)
    valid, back = form.is_valid(), _back(request, form.cleaned_data.get("next", ""))
    if not isinstance(request.user, User):
        # Not back to this address: it takes no GET.
        return redirect_to_login(back)
    if not valid or not marking.exists(form.cleaned_data["kind"], form.cleaned_data["key"], request.user):
        raise Http404
    marking.mark(
        request.user, form.cleaned_data["kind"], form.cleaned_data["key"], form.cleaned_data["action"]
    )
    return redirect(back)


def _back(request: HttpRequest, address: str) -> str:
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else reverse("modules:reading_list")


def _language(request: HttpRequest) -> str:
    return request.LANGUAGE_CODE or "en"
