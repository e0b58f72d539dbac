"""What the bar of an administration's room says of its people."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context

from members.models import User

register = template.Library()


@register.simple_tag(takes_context=True)
def our_people(context: Context) -> int | None:
    """Count the active people of the administration, for those who answer for them; one query."""
    # An include with "only" keeps the request beside the context, not in it.
    request: Any = getattr(context, "request", None)
    user = request.user if isinstance(request, HttpRequest) else None
    if not isinstance(user, User) or not user.manages_people:
        return None
    return User.objects.filter(administration=user.administration_id, is_active=True).count()
