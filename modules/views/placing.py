"""Where sections stand in an edition: new ones, moves, renames, and taking one out."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from modules import drafting, rules, structuring
from modules.compared import ComparedSection
from modules.dressing import SOURCE
from modules.forms import PlaceForm
from modules.models import Edition, ModuleText, Resource, SectionText
from modules.views.acting import compared, saved
from modules.views.desk import NOT_WRITABLE, at_desk, edition_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def place(request: HttpRequest, reference: str, key: str = "") -> HttpResponse:
    """Move or rename a section, say what it carries on and refers to; without a key, add one."""
    user = at_desk(request)
    if not rules.can_edit(user):
        raise PermissionDenied
    item = edition_of(reference)
    entry = cast("ComparedSection", compared(item, key)) if key else None
    form = PlaceForm(request.POST or None, initial=_place(entry), choices=_choices(item))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        wanted = structuring.Place(
            data["key"],
            data["module"],
            data["position"],
            tuple(data["predecessors"]),
            tuple(data["references"]),
        )
        try:
            if entry is None:
                structuring.add_section(item, wanted, actor=user)
            else:
                structuring.place_section(item, key, wanted, actor=user)
        except structuring.KeyTaken:
            form.add_error("key", _("Another section has this key, or a module."))
        except (drafting.NotWritable, drafting.SectionGone):
            messages.error(request, NOT_WRITABLE)
        else:
            messages.success(request, saved())
            return redirect("modules:desk_section", reference, wanted.key)
    context = {"item": item, "entry": entry, "form": form}
    return render(request, "modules/desk_place.html", context, status=422 if form.errors else 200)


def _place(entry: ComparedSection | None) -> dict[str, Any]:
    if entry is None:
        return {"position": 1}
    section = entry.section
    return {
        "module": section.module.key,
        "position": section.number,
        "key": section.key,
        "predecessors": section.predecessors,
        "references": [key for key in section.references if not key.startswith("CS-")]
        or sorted(entry.resources),
    }


def _choices(item: Edition) -> dict[str, list[tuple[str, str]]]:
    modules = ModuleText.objects.filter(module__edition=item, language=SOURCE).select_related("module")
    old = SectionText.objects.filter(section__edition=item.based_on_id, language=SOURCE).select_related(
        "section__module"
    )
    carried = {key: key for keys in item.sections.values_list("predecessors", flat=True) for key in keys}
    before = {
        text.section.key: f"{text.section.module.number}.{text.section.number} {text.title}"
        for text in old.order_by("section__module__number", "section__number")
    }
    resources = Resource.objects.all()
    return {
        "module": [(text.module.key, text.title) for text in modules.order_by("module__number")],
        "predecessors": list({**before, **{key: before.get(key, key) for key in carried}}.items()),
        "references": [(resource.key, resource.name) for resource in resources],
    }


@require_POST
@login_required
def remove(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Take a section out of the edition that is being written."""
    user = at_desk(request)
    if not rules.can_edit(user):
        raise PermissionDenied
    item = edition_of(reference)
    compared(item, key)
    try:
        structuring.remove_section(item, key, actor=user)
    except (drafting.NotWritable, drafting.SectionGone):
        messages.error(request, _("The edition is not with the editors now, so it cannot be changed."))
    else:
        messages.success(request, _("Section taken out. Say in another section that it carries this one on."))
    return redirect(item.get_desk_url())
