"""What the frame of every page needs: navigation, languages, the demonstration's notice."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.translation import get_language, gettext

from members.models import User


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give the frame's context; costs one query for somebody signed in and none for a stranger."""
    user = getattr(request, "user", None)
    person = user if isinstance(user, User) else None
    return {
        "nav": {
            "items": _items(request.path),
            "desk": bool(person and person.has_a_desk),
            "room": bool(person and person.is_writer),
            "feedback": person is not None,
            "admin": bool(person and person.is_staff),
        },
        "language_links": _language_links(request),
        "portal_address": settings.PORTAL_ADDRESS,
        "demonstration": settings.DEMONSTRATION,
        "sample_language": get_language() in settings.SAMPLE_LANGUAGES,
    }


def _items(path: str) -> list[dict[str, Any]]:
    places = [
        (reverse("modules:guide"), gettext("The guide")),
        (reverse("casestudies:library"), gettext("Case studies")),
        (reverse("feedback:outcomes"), gettext("You said, we did")),
        (reverse("casestudies:room"), gettext("Contribute")),
    ]
    return [{"url": url, "label": label, "current": path.startswith(url)} for url, label in places]


def _language_links(request: HttpRequest) -> list[dict[str, Any]]:
    here = request.get_full_path()
    current = get_language()
    return [
        {"code": code, "name": name, "href": translate_url(here, code), "current": code == current}
        for code, name in settings.LANGUAGES
    ]
