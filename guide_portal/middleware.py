"""What every answer carries, and what a stranger's answer does not."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

Handler = Callable[[HttpRequest], HttpResponse]
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def policy_headers(get_response: Handler) -> Handler:
    """Add the headers that Django and django-csp do not."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return handle


def cacheable_for_strangers(get_response: Handler) -> Handler:
    """Let a shared cache hold what a stranger reads, and nothing that somebody signed in reads.

    A shared cache in front passes requests that carry a session cookie on; so a stranger's page needs
    no ``Vary: Cookie``. Browsers ask again each time and mostly get 304. What is not there is held for a
    second: so it takes the place of the page that was there, which an outage would bring back otherwise.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if gets_his_own(request) or request.method not in {"GET", "HEAD"}:
            response.headers.setdefault("Cache-Control", "private, no-store")
        elif response.status_code in {200, 304} and not response.cookies:
            _share(response, seconds=60)
        elif response.status_code in {404, 410} and not response.cookies:
            _share(response, seconds=1)
        elif response.status_code >= 400:  # noqa: PLR2004
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return handle


def gets_his_own(request: HttpRequest) -> bool:
    """Whether the page is somebody's own: there is a session, or words wait for his next page."""
    names = (settings.SESSION_COOKIE_NAME, settings.NOTES_COOKIE_NAME)
    return any(request.COOKIES.get(name) for name in names)


def _share(response: HttpResponse, *, seconds: int) -> None:
    response.headers.setdefault("Cache-Control", f"public, max-age=0, s-maxage={seconds}, must-revalidate")
    _drop_vary_on_cookie(response)


def _drop_vary_on_cookie(response: HttpResponse) -> None:
    others = [name.strip() for name in response.headers.get("Vary", "").split(",")]
    kept = [name for name in others if name and name.lower() != "cookie"]
    del response.headers["Vary"]
    if kept:
        patch_vary_headers(response, kept)
