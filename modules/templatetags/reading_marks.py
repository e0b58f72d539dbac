"""The reader's controls on pages of other apps, which know nothing of marks."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext

from modules.marking import marks_of

register = template.Library()


@register.inclusion_tag("modules/_mark.html", takes_context=True)
def keep_for_later(
    context: RequestContext, kind: str, key: str, *, title: str, language: str, address: str
) -> dict[str, Any]:
    """Draw the control that puts one thing on the reading list; one query for somebody signed in."""
    person = context["request"].user
    return {
        "kind": kind,
        "key": key,
        "title": title,
        "language": language,
        "address": address,
        "mark": marks_of(person, kind, [key]).get(key),
        "signed_in": person.is_authenticated,
        "csrf_token": context.get("csrf_token"),
    }
