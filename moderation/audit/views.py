"""The audit trail for auditors and administrators: a page, and the same lines as a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from members.models import User
from members.people import signed_in
from members.record import Verb, note
from moderation.audit import reading
from moderation.audit.entries import Entry, may_read
from moderation.audit.forms import AuditForm
from moderation.models import Event
from prose.sheets import sheet

HEADINGS = (
    "when_utc",
    "kind",
    "reference",
    "move",
    "from",
    "to",
    "who",
    "who_number",
    "role",
    "for_administration",
    "to_whom",
    "text_sha256",
    "reason",
    "internal",
    "words",
)


@require_safe
@login_required
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Show who did what and when, the newest first."""
    reader = _reader(request)
    form = AuditForm(request.GET)
    if not form.is_valid():
        return render(request, "moderation/audit_trail.html", {"form": form}, status=422)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    leaf = reading.leaf(reader, form.cleaned_data, after=after, before=before)
    context = {"form": form, "leaf": leaf, "filtered": bool(form.chosen)}
    return render(request, "moderation/audit_trail.html", context)


@require_POST
@login_required
def export(request: HttpRequest) -> HttpResponseBase:
    """Give every line of what the page shows as CSV; that it was taken out is itself written down."""
    reader = _reader(request)
    form = AuditForm(request.GET)
    if not form.is_valid():
        return render(request, "moderation/audit_trail.html", {"form": form}, status=422)
    note(Verb.EXPORTED, reader, words=form.for_the_record())
    response = StreamingHttpResponse(sheet(_rows(reader, form)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit-trail.csv"'
    return response


def _rows(reader: User, form: AuditForm) -> Iterator[tuple[str, ...]]:
    yield HEADINGS
    for entry in reading.everything(reader, form.cleaned_data):
        yield _cells(entry)


def _cells(entry: Entry) -> tuple[str, ...]:
    row = entry.row
    about = (
        (row.reference, row.verb, row.source, row.target)
        if isinstance(row, Event)
        else ("", row.verb, "", "")
    )
    text = (
        (row.revision_sha, row.reason, "yes" if row.internal else "no")
        if isinstance(row, Event)
        else ("",) * 3
    )
    return (
        f"{row.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        entry.kind,
        *about,
        entry.who,
        str(row.actor_id or ""),
        row.role,
        row.administration.name_en if row.administration else "",
        entry.to_whom,
        *text,
        entry.words,
    )


def _reader(request: HttpRequest) -> User:
    user = signed_in(request)
    if not may_read(user):
        raise PermissionDenied
    return user
