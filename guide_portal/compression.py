"""Strangers' pages leave in Brotli where the browser takes it: a tenth less than gzip on a slow line.

Pages of somebody signed in hold tokens and stay with gzip, whose random bytes keep tokens from being
guessed by size.
"""

from __future__ import annotations

from collections.abc import Callable

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

Handler = Callable[[HttpRequest], HttpResponse]
# Costs about 3 ms for the largest module page, as much as gzip's usual 6.
QUALITY = 6
SMALLEST = 500


def middleware(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not _is_text(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies or not _takes_brotli(request):
            return response
        response.content = brotli.compress(response.content, mode=brotli.MODE_TEXT, quality=QUALITY)
        response.headers["Content-Encoding"] = "br"
        response.headers["Content-Length"] = str(len(response.content))
        if (etag := response.headers.get("ETag")) and etag.startswith('"'):
            response.headers["ETag"] = f"W/{etag}"
        return response

    return handle


def _is_text(response: HttpResponse) -> bool:
    if response.streaming or response.has_header("Content-Encoding") or len(response.content) < SMALLEST:
        return False
    return response.headers.get("Content-Type", "").startswith(
        ("text/", "application/atom+xml", "application/xml")
    )


def _takes_brotli(request: HttpRequest) -> bool:
    return "br" in {
        name.partition(";")[0].strip() for name in request.headers.get("Accept-Encoding", "").split(",")
    }
