"""What the pages of the desk share."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from members.people import signed_in
from moderation import registry
from moderation.waiting import waiting

register = template.Library()


@register.simple_tag(takes_context=True)
def desk_tabs(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the tabs of the desk for the person who is asking; one query for all counts."""
    request = context["request"]
    user = signed_in(request)
    counts = waiting(user)
    tabs = []
    for tab in registry.tabs(user):
        url = reverse(tab.url_name)
        current = request.path.startswith(url)
        count = None if tab.waiting is None else counts.get(tab.url_name, 0)
        tabs.append({"label": tab.label, "url": url, "count": count, "current": current})
    return tabs


@register.filter
def initials(name: str) -> str:
    """Give the first letters of the first and the last word of a name."""
    words = name.split()
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()
