"""SHA-256 over what an edition says: the same words give the same seal on any machine and database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from modules.models import (
    Change,
    Edition,
    FacilitatorNote,
    Module,
    ModuleText,
    Section,
    SectionText,
    Written,
)

_KEPT_BESIDE: Final = ("sha256", "translated_from", "saved_by", "saved_at")
"""What is known about words and is none of them; the seals of older editions do not hold it either."""


def fingerprint(content: Any) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def words_of(text: Written) -> dict[str, Any]:
    """Give every part of a text that somebody wrote."""
    return {part: getattr(text, part) for part in text.PARTS}


def of_text(words: Mapping[str, Any]) -> str:
    """Give the fingerprint of words in one language: all parts of a text, and nothing else."""
    return fingerprint(dict(words))


def of_edition(edition: Edition) -> str:
    """Give the seal over every word, change and sealed HTML of an edition, as stored now; eight queries."""
    return fingerprint(
        {
            "number": edition.number,
            "kind": edition.kind,
            "note": [edition.note, edition.note_fr],
            "modules": _rows(Module.objects.filter(edition=edition), "key", "number"),
            "module_texts": _rows(
                ModuleText.objects.filter(module__edition=edition),
                "module__key",
                *_fields(ModuleText, "module", *_KEPT_BESIDE),
            ),
            "sections": _rows(
                Section.objects.filter(edition=edition), "module__key", *_fields(Section, "edition", "module")
            ),
            "section_texts": _rows(
                SectionText.objects.filter(section__edition=edition),
                "section__key",
                *_fields(SectionText, "section", "saved_by", "saved_at"),
            ),
            "notes": _rows(
                FacilitatorNote.objects.filter(section__edition=edition),
                "section__key",
                *_fields(FacilitatorNote, "section", *_KEPT_BESIDE),
            ),
            "resources": _rows(Section.objects.filter(edition=edition), "key", "resources__key"),
            "changes": _rows(
                Change.objects.filter(edition=edition),
                "section_key",
                "significance",
                "note_en",
                "note_fr",
                "citations__reference",
            ),
        }
    )


def _fields(model: type[Any], *left_out: str) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if field.name not in {"id", *left_out}]


def _rows(rows: Any, *fields: str) -> list[str]:
    """Give rows as canonical lines in an order of their own: databases sort letters differently."""
    return sorted(fingerprint(row) for row in rows.order_by().values(*fields))
