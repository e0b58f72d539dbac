"""Who is asking: one typed answer for views behind a sign-in, and doors for those who answer for people."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from members.models import User

Person = User | AnonymousUser
View = Callable[..., HttpResponseBase]


def signed_in(request: HttpRequest) -> User:
    """Give the signed-in person; views that call it stand behind ``login_required``."""
    if not isinstance(request.user, User):
        raise TypeError("This view must stand behind login_required.")
    return request.user


def managers_only(view: View) -> View:
    """Let in administrators at the desk, and contact points in their administration's room."""

    @wraps(view)
    def handle(request: HttpRequest, *args: Any, at_desk: bool, **kwargs: Any) -> HttpResponseBase:
        user = signed_in(request)
        if not (user.is_administrator if at_desk else user.manages_people):
            raise PermissionDenied
        return view(request, *args, at_desk=at_desk, **kwargs)

    return handle


_confirmed = reauthentication_required(lambda _request: HttpResponse())


def confirm_identity(request: HttpRequest) -> None:
    """Ask again who it is before roles change; the form that was sent goes on by itself afterwards.

    Called once the object is fetched: a stranger to it gets 404 and no question.
    """
    _confirmed(request)
