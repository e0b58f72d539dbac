"""Each request gets an id, one line in the log, and is counted."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from guide_portal.watching.lines import REQUEST_ID

log = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]
HEADER: Final = "X-Request-ID"
_GIVEN: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
METHODS: Final = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
# Asked every few seconds by machines: no line for each.
QUIET: Final = {"healthz", "readyz", "metrics"}
SERVER_ERROR: Final = 500


def middleware(get_response: Handler) -> Handler:
    """Name the request, measure it, say what was answered; the address with its ids is never said."""
    count = _counter()

    def handle(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        name = request_id(request)
        token = REQUEST_ID.set(name)
        try:
            response = get_response(request)
            seconds = time.perf_counter() - begun
            route, method = _route(request), _method(request)
            count(route, method, response.status_code, seconds)
            if route not in QUIET or response.status_code >= SERVER_ERROR:
                _say(route, method, response.status_code, seconds)
        finally:
            REQUEST_ID.reset(token)
        response.headers[HEADER] = name
        return response

    return handle


def request_id(request: HttpRequest) -> str:
    """Give the id that a trusted proxy has given, or make one: a stranger writes nothing into the log."""
    given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
    return given if _GIVEN.fullmatch(given) else uuid.uuid4().hex


def _say(route: str, method: str, status: int, seconds: float) -> None:
    level = logging.ERROR if status >= SERVER_ERROR else logging.INFO
    fields = {"route": route, "method": method, "status": status, "milliseconds": round(seconds * 1000, 1)}
    log.log(level, "request answered", extra=fields)


def _route(request: HttpRequest) -> str:
    """Give the name of the address: few values, and none that somebody chose."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name or "unnamed"
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"


def _method(request: HttpRequest) -> str:
    return request.method if request.method in METHODS else "other"


def _counter() -> Callable[[str, str, int, float], None]:
    if not settings.METRICS_TOKEN:
        return lambda *_request: None
    # The library is part of what production installs, and it looks at its folder when it is imported.
    from guide_portal.watching.counting import count  # noqa: PLC0415

    return count
