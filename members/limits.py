"""How often: limits live in the shared cache and count real addresses, as allauth's own do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.core.internal.ratelimit import consume, get_ip, respond_429
from django.conf import settings
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def address_of(request: HttpRequest) -> str:
    """Give the network address that limits count: behind trusted proxies, and one for a whole IPv6 network."""
    return str(get_ip(request))


def limited(action: str) -> Callable[[View], View]:
    """Refuse with 429 what is sent too often; looking at a page is free."""

    def decorate(view: View) -> View:
        @wraps(view)
        def handle(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if consume(request, app="members", action=action, config=settings.JOINING_RATE_LIMITS) is None:
                return respond_429(request)
            return view(request, *args, **kwargs)

        return handle

    return decorate
