"""What follows somebody from request to request: a session as fresh as his roles, and his time zone."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from members.models import User

STANDING = "standing"


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give a session a new key after the roles of its owner changed; show times in his zone."""

    def handle(request: HttpRequest) -> HttpResponse:
        # A stranger's page asks no session, so that it can be shared.
        person = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
        if not isinstance(person, User):
            return get_response(request)
        if request.session.get(STANDING, 0) != person.standing:
            renew(request, person)
        with timezone.override(ZoneInfo(person.time_zone)):
            return get_response(request)

    return handle


def renew(request: HttpRequest, person: User) -> None:
    """Turn the session's key, and keep the list of sessions true."""
    before = request.session.session_key
    request.session.cycle_key()
    request.session[STANDING] = person.standing
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)
