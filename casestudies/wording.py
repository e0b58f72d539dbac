"""The letter of an outward decision, as its sender edits it before it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from letters.composing import Parts, take_apart
from members.models import User
from moderation.models import Event

# Gives what a letter is rendered from, in the active language.
Context = Callable[[User, Event], Mapping[str, Any]]


def marker() -> str:
    """Give what holds the place of the words that are typed beside the letter, in the active language."""
    return _("[Your words stand here.]")


def offered(kind: str, reader: User, verb: str, context: Context, path: Callable[[], str]) -> Parts:
    """Give the letter that somebody may edit; the sender's words are not known yet."""
    with translation.override(reader.language):
        event = Event(verb=verb, words=marker())
        return take_apart(kind, reader, context(reader, event), path)


@dataclass(frozen=True, slots=True)
class Edited:
    """What the Secretariat wrote in place of the standard words, and in which language."""

    language: str
    words: str

    def for_reader(self, reader: User, event: Event) -> dict[str, Any]:
        """Give what a letter's frame needs: these words, or the standard ones with these beside them."""
        if reader.language == self.language:
            return {"edited": self.words}
        names = get_language_info(self.language)
        # What was typed beside the letter stands in it already, and is not said twice.
        said = copy(event)
        said.words = "" if event.words in self.words else event.words
        return {"beside": self.words, "beside_language": names["name_translated"], "event": said}


def edited(event: Event, kind: str, author: User | None, context: Context) -> Edited | None:
    """Give the edited words that came with a decision; None when the standard letter was left as it was."""
    words = str(event.data.get("letter") or "").strip()
    if not words or author is None:
        return None
    reader = copy(author)
    reader.language = event.data.get("letter_language") or author.language
    standard = offered(kind, reader, event.verb, context, str)
    if words.split() == standard.words.split():
        return None
    with translation.override(reader.language):
        return Edited(reader.language, _with_words(words, event.words))


def _with_words(letter: str, words: str) -> str:
    """Put the words that were typed beside the letter where their place was kept.

    Where none were typed, the place goes, and the line that introduces it.
    """
    place = marker()
    if words or place not in letter:
        return letter.replace(place, words)
    paragraphs = letter.split("\n\n")
    left = [paragraph.replace(place, "").strip() for paragraph in paragraphs]
    return "\n\n".join(
        rest
        for rest, paragraph in zip(left, paragraphs, strict=True)
        if place not in paragraph or (rest and not rest.endswith(":"))
    )
