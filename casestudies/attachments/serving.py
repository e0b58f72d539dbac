"""Handing a file out: after the permission check, and so that no browser opens it in the portal's name."""

from __future__ import annotations

import logging
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from casestudies.attachments.models import Attachment
from casestudies.attachments.ranges import NotSatisfiable, Slice, asked_range

log = logging.getLogger(__name__)


@require_safe
def file(request: HttpRequest, key: UUID, name: str) -> HttpResponseBase:
    """Give a file to somebody who may have it; to everybody else it does not exist."""
    found = get_object_or_404(Attachment.objects.visible_to(request.user), pk=key, name=name)
    # Office files and pictures are packed already, and a part of a file must be the bytes it says.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    tag = f'"{found.sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return _dressed(request, found, HttpResponse(status=304))
    header = request.headers.get("Range", "")
    if request.headers.get("If-Range", tag) != tag:
        header = ""
    try:
        part = asked_range(header, found.size)
    except NotSatisfiable:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{found.size}"})
        return _dressed(request, found, response)
    return _dressed(request, found, _body(request, found, part))


def _body(request: HttpRequest, found: Attachment, part: tuple[int, int] | None) -> HttpResponseBase:
    first, last = part or (0, found.size - 1)
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse()
    else:
        try:
            stored = default_storage.open(found.stored_as)
        except FileNotFoundError as missing:
            log.exception("a file is missing in the storage", extra={"file": str(found.pk)})
            raise Http404 from missing
        response = FileResponse(Slice(stored, first, last))
    response.headers["Content-Length"] = str(last - first + 1)
    if part is not None:
        response.status_code = 206
        response.headers["Content-Range"] = f"bytes {first}-{last}/{found.size}"
    return response


def _dressed(request: HttpRequest, found: Attachment, response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Content-Type"] = found.content_type
    response.headers["Content-Disposition"] = str(content_disposition_header(True, found.name))
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = f'"{found.sha256}"'
    # What a stranger gets is public; a cache may keep it as long as the page beside it.
    stranger = request.user.is_anonymous
    response.headers["Cache-Control"] = (
        "public, max-age=0, s-maxage=60, must-revalidate" if stranger else "private, no-store"
    )
    return response
