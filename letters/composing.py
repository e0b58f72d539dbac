"""The words of a letter: what happened, which may be edited before it is sent, inside a frame that may not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

LONGEST_SUBJECT = 200
# White space and line breaks of every kind; French needs its no-break spaces.
BREAKABLE = re.compile(r"[^\S\u00a0\u202f]+")
# Stands around the words while a letter is taken apart; the cleaning of people's text removes it everywhere.
CUT = "\x00"


class Recipient(Protocol):
    """What a letter needs to know of a person."""

    pk: Any
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Composed:
    """The words of a letter, in its reader's language."""

    subject: str
    body: str
    html: str
    link: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A letter before it is sent: the words that may be edited, and what stands before and after them."""

    subject: str
    before: str
    words: str
    after: str


def compose(kind: str, recipient: Recipient, context: Mapping[str, Any], path: Callable[[], str]) -> Composed:
    """Give a letter without writing it. ``context["edited"]`` takes the place of the words that happened."""
    with translation.override(recipient.language):
        everything = _everything(recipient, context, path)
        subject = _subject(kind, everything)
        body = _body(kind, everything)
        html = render_to_string("emails/_letter.html", {**everything, "subject": subject, "body": body})
    return Composed(subject, body, html, everything["link"])


def take_apart(kind: str, recipient: Recipient, context: Mapping[str, Any], path: Callable[[], str]) -> Parts:
    """Give a letter in three parts, so that somebody may edit the middle one."""
    with translation.override(recipient.language):
        everything = {**_everything(recipient, context, path), "cut": CUT}
        before, words, after = (part.strip() for part in _body(kind, everything).split(CUT, 2))
        return Parts(_subject(kind, everything), before, words, after)


def _everything(recipient: Recipient, context: Mapping[str, Any], path: Callable[[], str]) -> dict[str, Any]:
    link = settings.PORTAL_ADDRESS + path()
    return {**context, "recipient": recipient, "link": link, "language": recipient.language}


def _subject(kind: str, context: dict[str, Any]) -> str:
    """Keep a subject on one line: a title with a line break must not become a header."""
    rendered = render_to_string(f"emails/{kind}/subject.txt", context)
    return BREAKABLE.sub(" ", rendered).strip()[:LONGEST_SUBJECT]


def _body(kind: str, context: dict[str, Any]) -> str:
    """Give the text with one empty line between paragraphs, whatever parts of the frame stay empty."""
    lines = render_to_string(f"emails/{kind}/body.txt", context).strip().split("\n")
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1].strip()):
            kept.append(line.rstrip())
    return "\n".join(kept) + "\n"
