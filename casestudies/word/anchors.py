"""How a field is found again in a Word file, whatever language it was downloaded in.

A bookmark names the field and holds a digest of the words it stands around. Word and LibreOffice keep
bookmarks through editing, and the digest tells printed words from what somebody wrote over them, even in a
template of last year. Where bookmarks are gone, the words of a heading in any of our languages do.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from casestudies import fields
from casestudies.fields import Field, Kind

FIELD: Final = "story"
HINT: Final = "hint"
PICK: Final = "pick"
_DIGEST = 10
_NUMBERING = re.compile(r"^[\s(]*\d+(?:\.\d+)*[.)\s:–-]+")


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a bookmark of ours says about its paragraph."""

    kind: str
    key: str
    digest: str

    def is_untouched(self, text: str) -> bool:
        return digest(text) == self.digest


def normal(text: str) -> str:
    """Give what counts when words are compared: letters and digits, without case, numbering and signs."""
    folded = unicodedata.normalize("NFKC", _NUMBERING.sub("", text)).casefold()
    return " ".join("".join(sign if sign.isalnum() else " " for sign in folded).split())


def digest(text: str) -> str:
    return hashlib.sha256(normal(text).encode()).hexdigest()[:_DIGEST]


def name(kind: str, key: str, text: str) -> str:
    """Give the name of a bookmark; Word allows letters, digits, underscores and forty characters."""
    return f"{kind}_{key}_{digest(text)}"


def anchor(bookmarks: Iterable[str]) -> Anchor | None:
    """Give what the first bookmark of ours says; somebody else's bookmarks say nothing."""
    for bookmark in bookmarks:
        kind, _, rest = bookmark.partition("_")
        key, _, code = rest.rpartition("_")
        if kind in {HINT, PICK} or (kind == FIELD and key in fields.BY_KEY):
            return Anchor(kind, key, code)
    return None


@lru_cache(maxsize=1)
def labels() -> dict[str, str]:
    """Give the field that a heading names, by its words in any of our languages."""
    known: dict[str, str] = {}
    for code, _label in settings.LANGUAGES:
        with translation.override(code):
            for field in fields.FIELDS:
                for words in (field.label, field.heading):
                    if words:
                        known.setdefault(normal(str(words)), field.key)
    return known


def hint_of(field: Field) -> str:
    """Give the line that is printed under a field's heading, in the language of the moment."""
    choose = {Kind.CHOICE: _("Choose one."), Kind.CHOICES: _("Choose one or more.")}.get(field.kind, "")
    needed = _("Needed before it can be sent.") if field.required else _("You can leave this empty.")
    return " ".join(str(words) for words in (field.hint, choose, needed) if words)


@lru_cache(maxsize=1)
def hints() -> frozenset[str]:
    """Give the hints of all fields in all our languages."""
    known = set()
    for code, _label in settings.LANGUAGES:
        with translation.override(code):
            known |= {normal(str(field.hint)) for field in fields.FIELDS if field.hint}
            known |= {normal(hint_of(field)) for field in fields.FIELDS}
    return frozenset(known)


@lru_cache(maxsize=8)
def columns(key: str) -> dict[str, str]:
    """Give the column that the head of a table names, by its words in any of our languages."""
    known = {column: column for column, _label in fields.BY_KEY[key].columns}
    for code, _label in settings.LANGUAGES:
        with translation.override(code):
            for column, words in fields.BY_KEY[key].columns:
                known.setdefault(normal(str(words)), column)
    return known
