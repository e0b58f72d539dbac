"""Copies of an administration's own text: the one being written and each one that was sent, with its seal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from casestudies import fields
from casestudies.attachments.entries import in_lines
from casestudies.choices import in_words
from casestudies.fields import Field, Kind
from casestudies.models import Revision, Submission
from casestudies.word.inline import literal
from casestudies.word.printing import printed
from prose.dates import written

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "md": "text/markdown; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Copy:
    """A text to hand out: its words, the line at its foot, and the name of its file."""

    title: str
    content: Mapping[str, Any]
    foot: str
    name: str

    def as_docx(self) -> bytes:
        return printed(self.content, title=self.title, foot=self.foot)

    def as_md(self) -> bytes:
        return markdown(self).encode()


def of_draft(item: Submission) -> Copy:
    saved = written(timezone.localtime(item.draft_saved_at), "DATETIME_FORMAT")
    foot = _("%(reference)s. The text being written, saved %(when)s. It has no seal before it is sent.") % {
        "reference": item.reference,
        "when": saved,
    }
    return Copy(item.title, item.draft, foot, f"{item.reference}-draft")


def of_revision(item: Submission, revision: Revision) -> Copy:
    foot = _("%(reference)s, revision %(number)d, sent %(when)s. SHA-256 seal: %(seal)s") % {
        "reference": item.reference,
        "number": revision.number,
        "when": written(timezone.localtime(revision.sealed_at), "DATETIME_FORMAT"),
        "seal": revision.sha256,
    }
    title = str(revision.content.get("title") or item.reference)
    return Copy(title, revision.content, foot, f"{item.reference}-revision-{revision.number}")


def markdown(copy: Copy) -> str:
    """Give a text as Markdown: every field that is filled, under its name."""
    parts = [f"# {literal(copy.title)}"]
    for field in fields.FIELDS:
        if copy.content.get(field.key):
            parts += [f"## {literal(str(field.label))}", "\n".join(_lines(field, copy.content))]
    return "\n\n".join([*parts, "---", literal(copy.foot)]) + "\n"


def _lines(field: Field, content: Mapping[str, Any]) -> Iterator[str]:
    value = content[field.key]
    match field.kind:
        case Kind.PROSE:
            yield str(value)
        case Kind.LINE:
            yield literal(str(value))
        case Kind.TICK:
            yield _("Yes")
        case Kind.ROWS:
            yield _row([str(label) for _key, label in field.columns])
            yield "|" + " --- |" * len(field.columns)
            yield from (_row([row.get(key, "") for key, _label in field.columns]) for row in value)
        case Kind.LIST:
            yield from (f"- {literal(line)}".replace("\n", "\n  ") for line in value)
        case Kind.FILES:
            yield from (f"- {literal(line)}" for line in in_lines(value))
        case _:
            yield from (f"- {literal(words)}" for words in in_words(content)[field.key])


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(literal(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
