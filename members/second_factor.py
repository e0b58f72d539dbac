"""The Secretariat works behind a second factor; a setting of the demonstration alone turns it off."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

GUARDED = ("/desk/", "/admin/")


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send people of the Secretariat who have no second factor to the page where they add one."""

    def handle(request: HttpRequest) -> HttpResponse:
        if settings.SECOND_FACTOR_REQUIRED and _is_guarded(request.path) and _lacks_second_factor(request):
            messages.warning(
                request, _("Add a second factor first. The Secretariat’s desk opens only with one.")
            )
            return redirect("mfa_index")
        return get_response(request)

    return handle


def _is_guarded(path: str) -> bool:
    return any(part in path for part in GUARDED)


def _lacks_second_factor(request: HttpRequest) -> bool:
    user = request.user
    return bool(user.is_authenticated and user.is_secretariat and not is_mfa_enabled(user))
