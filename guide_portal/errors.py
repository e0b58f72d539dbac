"""What somebody reads when an address, a right or the portal itself fails.

400, 413, 500 and 503 need no database, no session, no context; the others stand in the frame of every
page, and where even that fails, Django asks for the 500 page instead.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import get_language_from_request, override

from guide_portal.outages import is_outage

log = logging.getLogger(__name__)
# When a database comes back nobody knows; a minute is polite to it.
RETRY_AFTER_SECONDS = 60
LIMIT_SECONDS = 5 * 60
LAST_RESORT = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Something broke</title>"
    "<h1>Something broke on our side</h1><p>What you saved before is safe. Try again in a few minutes."
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read; the request may be too broken for the frame."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return _plain(request, status)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    del exception
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose key is missing or old: what was typed is still in the browser."""
    del reason
    return render(request, "403.html", {"stale_form": True}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "404.html", status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer somebody who tried too often, and say for how long to wait."""
    del exception
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(LIMIT_SECONDS)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when something failed, or 503 when what failed is an outage that passes."""
    if not is_outage(sys.exc_info()[1]):
        return _plain(request, 500)
    response = _plain(request, 503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def dress_not_allowed(get_response: Callable[[HttpRequest], HttpResponse]) -> object:
    """Give the bare 405 that Django's decorators answer the words and the dress of a page."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    return handle


def _plain(request: HttpRequest, status: int) -> HttpResponse:
    """Draw a page from nothing but its template; failing that, from nothing at all."""
    try:
        with override(_language(request)):
            words = get_template(f"{status}.html").render({"was_sent": request.method == "POST"})
            response = HttpResponse(words, status=status)
    except Exception:
        log.exception("an error page could not be drawn")
        response = HttpResponse(LAST_RESORT, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _language(request: HttpRequest) -> str:
    """Give the language of the address, else the browser's: the failure may precede what finds it out."""
    return get_language_from_request(request, check_path=True)
