"""What other apps put on a module's page, fetched for all its sections at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from modules import registry
from modules.publication import Heard
from modules.reading import ModulePage, Passage


def add_neighbours(page: ModulePage, heard: Heard, request: HttpRequest) -> None:
    """Put side notes and feet from the registry into the sections of the page."""
    keys = page.keys
    older = [key for passage in page.passages for key in passage.section.predecessors if key not in keys]
    notes = registry.side_notes([*keys, *older], request)
    own = {
        passage.section.key: list(dict.fromkeys((passage.section.key, *passage.section.predecessors)))
        for passage in page.passages
    }
    feet = registry.feet(own, heard, request)
    # A token makes a cookie, and a stranger's page must be the same for everyone.
    token = get_token(request) if request.user.is_authenticated else ""
    for passage in page.passages:
        passage.notes = [note for key in own[passage.section.key] for note in notes.get(key, [])]
        passage.feet = [
            _foot(template, context, passage, token) for template, context in feet[passage.section.key]
        ]


def _foot(template: str, context: Mapping[str, Any], passage: Passage, token: str) -> SafeString:
    own = {"key": passage.section.key, "number": passage.number, "csrf_token": token}
    return render_to_string(template, {**own, **context})
