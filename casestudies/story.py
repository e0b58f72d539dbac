"""What a case study tells: a blank one, what is missing, and the seal over a text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from casestudies.fields import CELL, FIELDS, LESSONS_MIN, Field, Kind
from moderation.models import Audience
from prose.plain import plain, word_count

Content = dict[str, Any]


def blank(attribution: str = "", language: str = "en") -> Content:
    """Give the story of a new draft."""
    empty: dict[Kind, Any] = {
        Kind.LIST: [],
        Kind.ROWS: [],
        Kind.CHOICES: [],
        Kind.TICK: False,
        Kind.FILES: [],
    }
    story = {field.key: empty.get(field.kind, "") for field in FIELDS}
    return {**story, "language": language, "audience": Audience.MEMBERS.value, "attribution": attribution}


def fingerprint(content: Mapping[str, Any]) -> str:
    """Give the SHA-256 over a text: the same words give the same seal on any machine."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def missing(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give ``(field, sentence)`` for everything that keeps a text from being sent."""
    problems = [
        (field.key, _wanted(field)) for field in FIELDS if field.required and not content.get(field.key)
    ]
    if not content.get("results") and not content.get("not_measured"):
        problems.append(("results", str(_("Give at least one result, or say that it is not measured yet."))))
    lessons = len(content.get("lessons") or [])
    if 0 < lessons < LESSONS_MIN:
        problems.append(("lessons", str(_("Give three to five lessons."))))
    problems.extend(
        (field.key, too_long(field, str(content.get(field.key, ""))))
        for field in FIELDS
        if field.max_words and word_count(plain(str(content.get(field.key) or ""))) > field.max_words
    )
    problems.extend(_long_lines(content))
    return problems


def _long_lines(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Say of each line that it is longer than the form lets it be: a Word file may bring such lines."""
    for field in FIELDS:
        value = content.get(field.key) or ""
        lines, limit = ([value], field.max_length) if field.kind is Kind.LINE else (value, CELL)
        if field.kind in {Kind.LINE, Kind.LIST} and any(len(line) > limit for line in lines):
            sentence = _("“%(label)s”: use at most %(limit)d characters in a line.")
            yield field.key, str(sentence % {"label": field.label, "limit": limit})


def _wanted(field: Field) -> str:
    if field.kind is Kind.TICK:
        return str(_("Confirm the statement about the text and its use."))
    return str(_("“%(label)s” is empty.") % {"label": field.label})


def too_long(field: Field, text: str) -> str:
    count = word_count(plain(text))
    return ngettext(
        "Use at most %(limit)d words; this text has %(count)d word.",
        "Use at most %(limit)d words; this text has %(count)d words.",
        count,
    ) % {"limit": field.max_words, "count": count}


def missing_for_publication(content: Mapping[str, Any]) -> list[str]:
    """Give one sentence for each official language in which title or summary is missing."""
    problems = []
    for code, label in (("en", _("English")), ("fr", _("French"))):
        if not headline(content, code)[0] or not headline(content, code)[1]:
            problems.append(str(_("Title and summary are needed in %(language)s.") % {"language": label}))
    return problems


def headline(content: Mapping[str, Any], language: str) -> tuple[str, str]:
    """Give title and summary in a language; empty where they do not exist."""
    if content.get("language") == language:
        return content.get("title", ""), content.get("summary", "")
    return content.get(f"title_{language}", ""), content.get(f"summary_{language}", "")
