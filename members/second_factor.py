"""The Secretariat works behind a second factor; a setting of the demonstration alone turns it off.

The factor is asked of the session, not of the account alone: a session from before the factor was set up,
which may be somebody else's, opens the desk only when it is given there too.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from members.models import User

GUARDED = ("/desk/", "/admin/")
METHOD = "mfa"


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send people of the Secretariat who have no second factor to the page where they add one."""

    def handle(request: HttpRequest) -> HttpResponse:
        if not settings.SECOND_FACTOR_REQUIRED or not _is_guarded(request.path):
            return get_response(request)
        user = request.user
        if not isinstance(user, User) or not user.is_secretariat or _was_given(request, user):
            return get_response(request)
        if is_mfa_enabled(user):
            messages.warning(
                request, _("Give your second factor here too. The Secretariat’s desk opens only with it.")
            )
            return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.path})}")
        messages.warning(request, _("Add a second factor first. The Secretariat’s desk opens only with one."))
        return redirect("mfa_index")

    return handle


def _is_guarded(path: str) -> bool:
    return any(part in path for part in GUARDED)


def _was_given(request: HttpRequest, user: User) -> bool:
    return any(record["method"] == METHOD for record in get_authentication_records(request, user))


def given_where_added(
    sender: object, request: HttpRequest, user: Any, authenticator: Any, **_: object
) -> None:
    """Count a factor as given in the session that has just set it up."""
    del sender
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, METHOD, id=authenticator.pk, type=authenticator.type)
