"""Strangers' pages answer 304 with one query, before anything of the page is made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

from guide_portal.middleware import gets_his_own
from guide_portal.release import fingerprint
from moderation import freshness

Handler = Callable[[HttpRequest], HttpResponse]
# Pages that are the same for every stranger until something is published; sign-in pages hold tokens.
EXCLUDED = (
    "/accounts/",
    "/admin/",
    "/desk/",
    "/contribute/",
    "/markdownx/",
    "/files/",
    # Forms with a key of their own, and pages behind a signed link.
    "/feedback/sections/",
    "/feedback/case-studies/",
    "/feedback/confirm/",
    "/feedback/follow/",
    "/healthz",
    "/readyz",
    "/metrics",
)


def middleware(get_response: Handler) -> Handler:
    """Mark a stranger's page with what it depends on, and say "not modified" while that is unchanged."""

    def handle(request: HttpRequest) -> HttpResponse:
        if not is_strangers_page(request):
            return get_response(request)
        number, at = freshness.current()
        request.freshness = number  # type: ignore[attr-defined]
        etag = quote_etag(_tag(request, number))
        unchanged: HttpResponse | None = get_conditional_response(request, etag=etag)
        if unchanged is not None and unchanged.status_code == 304:  # noqa: PLR2004
            unchanged.headers["ETag"] = etag
            return unchanged
        response = get_response(request)
        if response.status_code == 200 and not response.cookies and not response.streaming:  # noqa: PLR2004
            response.headers["ETag"] = etag
            if at is not None:
                response.headers["Last-Modified"] = http_date(at.timestamp())
        return response

    return handle


def is_strangers_page(request: HttpRequest) -> bool:
    """Whether every stranger gets the same here, until something is published."""
    if request.method not in {"GET", "HEAD"} or gets_his_own(request):
        return False
    return not any(part in request.path for part in EXCLUDED)


def _tag(request: HttpRequest, number: int) -> str:
    whole = f"{number} {fingerprint()} {request.get_full_path()} {request.headers.get('Save-Data', '')}"
    return hashlib.sha256(whole.encode()).hexdigest()[:32]
