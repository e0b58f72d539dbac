"""The words of a story's codes: fields, languages and reasons, for pages and letters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django import template
from django.forms import ChoiceField
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casestudies.choices import AUDIENCES_AT_DESK, LANGUAGES
from casestudies.desk_forms import DeclineForm
from casestudies.fields import BY_KEY, Field
from casestudies.models import Revision
from moderation.states import Words

register = template.Library()

AFTER: dict[str, Words] = {
    "request_changes": _("Goes back to the administration with your comments"),
    "accept": _("Goes to the publishers, or back for a last look if you edited it"),
    "decline": _("Ends it, with your reasons; a publisher can open it again"),
    "publish": _("Readers find it in the library at once"),
    "schedule": _("Everything is checked again at that time"),
    "unschedule": _("It stays accepted and waits for a publisher"),
    "reopen": _("Goes back to whoever reviewed it"),
    "retract": _("A notice with your reason stands in its place"),
    "restore": _("Readers find it in the library again"),
}


@register.filter
def field_label(key: str) -> str:
    """Give the name of a field as the review page and the letters call it; an old key stays a key."""
    field = BY_KEY.get(key)
    return str(field.heading or field.label) if field else key


@register.filter
def reason_label(code: str) -> str:
    """Give the words of a reason for declining."""
    reasons = cast("ChoiceField", DeclineForm.base_fields["reason"]).choices
    return str(dict(cast("Iterable[tuple[str, str]]", reasons)).get(code, code))


@register.filter
def readers_at_desk(code: str) -> str:
    """Give the words of an audience as the desk says them."""
    return str(dict(AUDIENCES_AT_DESK).get(code, code))


@register.filter
def event_reason(code: str) -> str:
    """Give the words of an event's code: a reason for declining, or the readers it was narrowed to."""
    return str(dict(AUDIENCES_AT_DESK).get(code) or reason_label(code))


@register.filter
def leads_to(verb: str) -> Words:
    """Say in a few words where a decision leads; a move that is new says it by its name alone."""
    return AFTER.get(verb, "")


@register.filter
def language_label(code: str) -> str:
    """Give the name of a language in its own script."""
    return dict(LANGUAGES).get(code, code)


@register.filter
def title_language(revision: Revision) -> str:
    """Say in which language ``revision.title`` is: the reader's where it exists, else that of the text."""
    here = get_language() or ""
    return here if revision.content.get(f"title_{here}") else str(revision.content.get("language", ""))


@register.filter
def language_of(field: Field, revision: Revision) -> str:
    """Say in which language a field was written: some exist only in English or in French."""
    suffix = field.key.rpartition("_")[2]
    return suffix if suffix in {"en", "fr"} else str(revision.content.get("language", ""))
