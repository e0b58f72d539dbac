"""Telling readers what changed in an edition and why, and whom it answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from modules import drafting, rules
from modules.compared import Compared, ComparedSection
from modules.forms import ChangeForm
from modules.models import Change, SectionText, Written
from modules.publication import citable
from modules.views.acting import act, compared, saved
from modules.views.desk import NOT_WRITABLE, at_desk, edition_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(
    request: HttpRequest, reference: str, key: str, pk: int | None = None, of: type[Written] = SectionText
) -> HttpResponse:
    """Tell readers what changed in a section or an introduction and why, and whom it answers."""
    user = at_desk(request)
    if not rules.can_edit(user):
        raise PermissionDenied
    item = edition_of(reference)
    entry = compared(item, key, of)
    row = next((row for row in entry.changes if row.pk == pk), None)
    if pk is not None and row is None:
        raise Http404
    form = ChangeForm(request.POST or None, initial=_initial(row))
    conflict = None
    if request.method == "POST" and form.is_valid():
        references, seen = form.cleaned_data["answers"], form.cleaned_data["seen"]
        try:
            drafting.save_change(item, key, form.values(), references, actor=user, change=pk, seen=seen)
        except drafting.ChangeConflict as refusal:
            conflict = refusal.change
        except drafting.NotWritable:
            messages.error(request, NOT_WRITABLE)
        except drafting.SectionGone:
            messages.error(request, _("This note is gone. Your words are below; copy what you need."))
        else:
            messages.success(request, saved())
            return redirect(f"{entry.url}#changes")
    context = {
        "item": item,
        "entry": entry,
        "change": row,
        "form": form,
        "conflict": conflict,
        "fresh_seen": drafting.change_seen(conflict) if conflict else "",
        "citable": citable(_keys(entry)),
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "modules/desk_change.html", context, status=status)


def _keys(entry: Compared) -> list[str]:
    """Give under which keys remarks may wait for this change."""
    return [entry.key, *entry.section.predecessors] if isinstance(entry, ComparedSection) else [entry.key]


def _initial(row: Change | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {
        "seen": drafting.change_seen(row),
        "significance": row.significance,
        "note_en": row.note_en,
        "note_fr": row.note_fr,
        "answers": " ".join(citation.reference for citation in row.citations.all()),
    }


@require_POST
@login_required
def remove_change(
    request: HttpRequest, reference: str, key: str, pk: int, of: type[Written] = SectionText
) -> HttpResponse:
    user = at_desk(request)
    if not rules.can_edit(user):
        raise PermissionDenied
    return act(
        request,
        compared(edition_of(reference), key, of),
        lambda item: drafting.remove_change(item, key, pk, actor=user),
        _("Note removed."),
    )
