"""Who may enter an administration's room."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from members.models import User
from members.people import signed_in


def writer(request: HttpRequest) -> User:
    """Give the signed-in person, who writes for an administration."""
    user = signed_in(request)
    if not user.is_writer:
        raise PermissionDenied
    return user


def wants_data(request: HttpRequest) -> bool:
    """Whether a script asks, which reads an answer and not a page."""
    return request.headers.get("Accept", "").startswith("application/json")
