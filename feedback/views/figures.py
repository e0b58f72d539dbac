"""The Secretariat's figures on feedback, as tables and as a sheet."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from feedback import figures as counting
from feedback.desk_forms import PeriodForm
from members.people import signed_in
from prose.sheets import sheet as sheet_of


@require_safe
@login_required
def figures(request: HttpRequest) -> HttpResponse:
    """Show how much was said, answered and changed, and how fast."""
    if not signed_in(request).is_at_desk:
        raise PermissionDenied
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return render(request, "feedback/figures.html", {"form": form}, status=422)
    found = counting.facts(form.cleaned_data["since"], form.cleaned_data["until"])
    context = {"form": form, "total": counting.total(found), "tables": counting.tables(found)}
    return render(request, "feedback/figures.html", context)


@require_safe
@login_required
def sheet(request: HttpRequest) -> HttpResponseBase:
    """Give every remark of the period as CSV, without names; words never become formulas."""
    if not signed_in(request).is_at_desk:
        raise PermissionDenied
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return render(request, "feedback/figures.html", {"form": form}, status=422)
    lines = sheet_of(counting.rows(form.cleaned_data["since"], form.cleaned_data["until"]))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="feedback.csv"'
    return response
