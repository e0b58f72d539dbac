"""What machines ask: alive, ready, figures."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from guide_portal.watching import parts, readiness

UNAVAILABLE = 503


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the process is alive: it answers, and asks nothing of anybody."""
    del request
    return JsonResponse({"alive": True})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say of each part whether it is ready; ``?only=database,migrations`` asks those alone."""
    only = {name for name in request.GET.get("only", "").split(",") if name}
    if unknown := only - set(parts.names()):
        del unknown
        return JsonResponse({"ready": False, "parts": {}, "known": list(parts.names())}, status=400)
    ready, told = readiness.ask(only)
    return JsonResponse({"ready": ready, "parts": told}, status=200 if ready else UNAVAILABLE)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures to whoever shows the token; without a token in the settings there are none."""
    if not settings.METRICS_TOKEN:
        raise Http404
    shown = request.headers.get("Authorization", "")
    if not constant_time_compare(shown, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"}, content_type="text/plain")
    # Only where figures are asked for: the library belongs to what production installs.
    from guide_portal.watching.counting import exposition  # noqa: PLC0415
    from guide_portal.watching.figures import Figures  # noqa: PLC0415

    return HttpResponse(exposition(Figures()), content_type="text/plain; version=0.0.4; charset=utf-8")
