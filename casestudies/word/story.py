"""A Word file becomes the values of a story, and a list of what could not be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casestudies import fields
from casestudies.story import Content
from casestudies.word.blocks import words
from casestudies.word.fitting import fitted
from casestudies.word.opening import CannotBeRead, open_word
from casestudies.word.reading import Document, read
from casestudies.word.sorting import Sorted, sort
from casestudies.word.values import Unread, value_of
from prose.clean import clean_text

MAX_TEXT: Final = 400_000


@dataclass(slots=True)
class Story:
    """What was read, by field, and what was not."""

    values: Content
    unread: list[Unread] = field(default_factory=list)


def read_story(file: IO[bytes]) -> Story:
    """Read a file; raise ``CannotBeRead`` with a sentence where there is nothing to begin a draft with."""
    opened = open_word(file)
    document = read(opened)
    length = sum(len(line) for line in words([*document.blocks, *document.notes]))
    if not length:
        raise CannotBeRead(_("There is no text in this file."))
    if length > MAX_TEXT:
        raise CannotBeRead(_("This file is far too long for a case study. Send only the text."))
    story = _story(sort(document.blocks))
    story.unread += _beside(document, damaged=opened.damaged)
    return story


def _story(parts: Sorted) -> Story:
    values: Content = {}
    unread: list[Unread] = []
    for field_ in fields.FIELDS:
        if field_.key in parts.found:
            value = value_of(field_, parts.found[field_.key], parts.levels[field_.key])
            unread += value.unread
            if value.value:
                values[field_.key] = value.value
    kept, refused = fitted(values)
    return Story({key: value for key, value in kept.items() if value}, [*unread, *refused, *_loose(parts)])


def _loose(parts: Sorted) -> Iterator[Unread]:
    for part in parts.loose:
        text = clean_text("\n\n".join(filter(None, [part.heading, *words(part.blocks)])))
        if text:
            yield Unread("", _("This stands under no heading of a case study."), text)


def _beside(document: Document, *, damaged: bool) -> Iterator[Unread]:
    """Say what a file holds beside its text."""
    if damaged:
        yield Unread(
            "", _("The file is damaged. What stands after the damage is missing; compare with your file."), ""
        )
    if document.notes:
        text = "\n\n".join(f"{n}. {note}" for n, note in enumerate(words(document.notes), start=1))
        yield Unread("", _("These are footnotes; put into the text what belongs there."), clean_text(text))
    if document.pictures:
        sentence = ngettext(
            "%(count)d picture or object is not taken over.",
            "%(count)d pictures or objects are not taken over.",
            document.pictures,
        )
        yield Unread("", sentence % {"count": document.pictures}, "")
