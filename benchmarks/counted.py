"""The portal as a server runs it, with one middleware that only the bench has: how many queries an answer took."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guide_portal.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse

HEADER = "X-Bench-Queries"


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Say in a header how many statements the answer took."""

    def handle(request: HttpRequest) -> HttpResponse:
        taken = 0

        def count(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal taken
            taken += 1
            return execute(*arguments)

        with connection.execute_wrapper(count):
            response = get_response(request)
        response.headers[HEADER] = str(taken)
        return response

    return handle


settings.MIDDLEWARE = ["benchmarks.counted.middleware", *settings.MIDDLEWARE]
application = get_wsgi_application()
