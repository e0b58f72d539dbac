"""The review cycle on the desk: what is due, who looks after it, and "still true" in one click."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from modules import care, rules
from modules.choices import section_choices
from modules.forms import CareForm
from modules.models import SectionCare
from modules.views.desk import at_desk


@require_safe
@login_required
def cares(request: HttpRequest) -> HttpResponse:
    user = at_desk(request)
    rows = [
        (entry, rules.can_confirm(user, entry.care)) for entry in care.cared(request.LANGUAGE_CODE or "en")
    ]
    context = {
        "rows": rows,
        "due": sum(entry.is_due for entry, _may in rows),
        "may_assign": rules.can_assign(user),
    }
    return render(request, "modules/desk_care.html", context)


@require_POST
@login_required
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """Say that a section is still true."""
    user = at_desk(request)
    found = get_object_or_404(SectionCare, key=key)
    if not rules.can_confirm(user, found):
        raise PermissionDenied
    care.confirm(found, user)
    messages.success(request, _("Confirmed. It comes up again in a year."))
    return redirect("modules:desk_care")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def assign(request: HttpRequest, key: str) -> HttpResponse:
    """Say who looks after a section, and when it is read again."""
    user = at_desk(request)
    if not rules.can_assign(user):
        raise PermissionDenied
    found = get_object_or_404(SectionCare, key=key)
    initial = {"owner": found.owner_id, "review_on": found.review_on}
    form = CareForm(request.POST or None, initial=initial, owners=care.owners())
    if request.method == "POST" and form.is_valid():
        found.owner, found.review_on = form.cleaned_data["owner"], form.cleaned_data["review_on"]
        found.save(update_fields=["owner", "review_on"])
        messages.success(request, _("Saved."))
        return redirect("modules:desk_care")
    context = {"title": dict(section_choices()).get(found.key, found.key), "form": form}
    return render(request, "modules/desk_assign.html", context, status=422 if form.errors else 200)
