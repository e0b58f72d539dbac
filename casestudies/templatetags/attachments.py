"""The files of a text for templates: from the text itself, or from the draft with what the scanner says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings

from casestudies.attachments import entries
from casestudies.attachments.entries import Entry, Listed, size_words
from casestudies.attachments.kinds import ACCEPT
from casestudies.attachments.models import Attachment, Kind
from casestudies.models import Submission

register = template.Library()


@register.filter
def listed(files: list[Entry]) -> list[Listed]:
    """Give the files that a text lists, each with its address and what it is."""
    return entries.listed(files)


@register.filter
def together(files: list[Entry]) -> str:
    """Say how many files and how large: “3 files, 410 KB”."""
    return entries.together(files)


@register.simple_tag
def draft_files(item: Submission, step: str) -> dict[str, Any]:
    """Give what the form shows of files: those attached, those that wait or held a virus, and the limits."""
    kind = Kind.LETTER if step == "clearance" else Kind.ATTACHMENT
    rows = {str(row.pk): row for row in Attachment.objects.related_to(item, kind)}
    order = [entry["id"] for entry in entries.entries(item.draft)] if kind == Kind.ATTACHMENT else list(rows)
    return {
        "kind": kind.value,
        "kept": [rows[key] for key in order if key in rows and rows[key].removed_at is None],
        "infected": [row for row in rows.values() if row.scan == "infected"],
        "accept": ACCEPT,
        "limit": size_words(settings.ATTACHMENT_MAX_BYTES),
        "limit_bytes": settings.ATTACHMENT_MAX_BYTES,
        "most": settings.ATTACHMENTS_MOST,
    }


@register.simple_tag
def letters(item: Submission) -> list[Attachment]:
    """Give the approvals in writing that came with a submission."""
    # The desk's list asks with its own query whether there are any.
    return list(Attachment.objects.letters(item)) if getattr(item, "has_letters", True) else []


@register.filter
def files_of(content: Mapping[str, Any]) -> list[Entry]:
    """Give the list of files in a text."""
    return entries.entries(content)
