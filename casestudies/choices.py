"""What the fields of a story let people choose from, with the words readers get for each choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from casestudies import fields
from casestudies.fields import Kind
from moderation.models import Audience
from modules.choices import section_choices
from modules.models import Topic

Choices = list[tuple[Any, Any]]

LANGUAGES = (
    ("en", "English"),
    ("fr", "Français"),
    ("ar", "العربية"),
    ("es", "Español"),
    ("pt", "Português"),
    ("ru", "Русский"),
)
STATUSES = (
    ("pilot", _("Pilot")),
    ("live", _("Live")),
    ("completed", _("Completed")),
    ("stopped", _("Stopped")),
)


# As the desk says it: the model speaks with the administration's own voice.
AUDIENCES_AT_DESK: Choices = [
    (Audience.MEMBERS.value, Audience.MEMBERS.label),
    (Audience.PUBLIC.value, Audience.PUBLIC.label),
    (Audience.UNATTRIBUTED.value, _("Everyone, without the name of the administration")),
]


def choices_of(key: str) -> Choices:
    """Give ``(code, words)`` for every choice of a field."""
    match key:
        case "language":
            return list(LANGUAGES)
        case "status":
            return list(STATUSES)
        case "audience":
            return list(Audience.choices)
        case "topics":
            return [(topic.code, topic.name) for topic in Topic.objects.all()]
        case _:
            return [*section_choices()]


def in_words(content: Mapping[str, Any], known: Mapping[str, Choices] | None = None) -> dict[str, list[str]]:
    """Give, for each field with choices, the words of what was chosen; a code that is gone stays a code.

    ``known`` holds the choices of those fields that a page has read already.
    """
    chosen: dict[str, list[str]] = {}
    for field in fields.FIELDS:
        if field.kind in {Kind.CHOICE, Kind.CHOICES} and content.get(field.key):
            value = content[field.key]
            words = dict(known[field.key] if known and field.key in known else choices_of(field.key))
            codes = value if field.kind is Kind.CHOICES else [value]
            chosen[field.key] = [str(words.get(code, code)) for code in codes]
    return chosen
