"""The fields of a story on paper: the template is the copy of an empty text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from casestudies import fields
from casestudies.attachments.entries import in_lines
from casestudies.choices import choices_of
from casestudies.fields import Field, Kind
from casestudies.word import anchors, prose
from casestudies.word.paper import ANSWER, HINT, Paper


def template(content: Mapping[str, Any]) -> bytes:
    """Give the Word file to write in off-line, in the reader's language."""
    return printed(content, title=_("A case study for the IT Guide for Executives"), foot="")


def printed(content: Mapping[str, Any], *, title: str, foot: str) -> bytes:
    """Give a text as a Word file that can be filled and read back."""
    paper = Paper(title=title, language=get_language() or "en", rtl=get_language_bidi())
    _printed_line(paper, "Title", title)
    for line in instructions():
        _printed_line(paper, HINT, line)
    for field in fields.FIELDS:
        if field.kind is Kind.FILES and not content.get(field.key):
            continue  # nobody attaches files in a Word text
        heading = paper.line("Heading 2", str(field.label))
        paper.mark(heading, anchors.name(anchors.FIELD, field.key, str(field.label)))
        _printed_line(paper, HINT, anchors.hint_of(field))
        _WRITERS[field.kind](paper, field, content.get(field.key))
    if foot:
        paper.foot(foot)
    file = BytesIO()
    paper.word.save(file)
    return file.getvalue()


def instructions() -> Sequence[str]:
    """Give what stands on top of every file."""
    return (
        _("Write below each heading. Keep the headings: by them the portal finds your text again."),
        _("To choose, click the box in front of the words, or type an x before it."),
        _(
            "Bold, lists, links and tables are kept. Pictures are not; attach them to the draft on the portal."
        ),
        _(
            "When it is filled, upload it on the portal, under “Write in Word”. It becomes a new draft there. "
            "Uploading sends nothing: only your administration sees the draft, until it is sent and your contact point "
            "has cleared it."
        ),
    )


def _printed_line(paper: Paper, style: str, text: str) -> None:
    """Print words of ours, marked so that they are not taken for somebody's."""
    line = paper.line(style, text)
    paper.mark(line, anchors.name(anchors.HINT, str(next(paper.numbers)), text))


def _line(paper: Paper, field: Field, value: Any) -> None:
    del field
    paper.line(ANSWER, str(value or ""))


def _prose(paper: Paper, field: Field, value: Any) -> None:
    del field
    if value:
        prose.write(paper, value)
    else:
        paper.line(ANSWER)


def _list(paper: Paper, field: Field, value: Any) -> None:
    lines = [*(value or []), *[""] * field.rows][: max(field.rows, len(value or []))]
    number = paper.new_list(ordered=True)
    for line in lines:
        item = paper.item(number)
        paper.turn(item, line)
        paper.say(item, line)


def _rows(paper: Paper, field: Field, value: Any) -> None:
    rows = list(value or [])
    rows += [{}] * (field.rows - len(rows))
    table = paper.table(len(rows) + 1, len(field.columns))
    for column, (key, label) in enumerate(field.columns):
        paper.cell(table, 0, column, str(label))
        for at, row in enumerate(rows, start=1):
            paper.cell(table, at, column, str(row.get(key, "")))


def _choices(paper: Paper, field: Field, value: Any) -> None:
    """Print all choices, those that are chosen first and in their order: the first topic decides the module."""
    codes = value if isinstance(value, list) else [value] if value else []
    words = {str(code): str(label) for code, label in choices_of(field.key)}
    for code in [*codes, *(code for code in words if code not in codes)]:
        _choice(paper, words.get(code, code), ticked=code in codes)


def _tick(paper: Paper, field: Field, value: Any) -> None:
    del field
    _choice(paper, _("Yes"), ticked=bool(value))


def _choice(paper: Paper, words: str, *, ticked: bool) -> None:
    # Boxes stand below each other, on the side where the paper's lines begin.
    line = paper.line(ANSWER)
    paper.box(line, ticked=ticked)
    paper.say(line, words)
    paper.mark(line, anchors.name(anchors.PICK, str(next(paper.numbers)), words))


def _files(paper: Paper, field: Field, value: Any) -> None:
    """Name the files that go with the text; they themselves stay on the portal."""
    del field
    for line in in_lines(value):
        _printed_line(paper, HINT, line)


_WRITERS: dict[Kind, Callable[[Paper, Field, Any], None]] = {
    Kind.LINE: _line,
    Kind.PROSE: _prose,
    Kind.LIST: _list,
    Kind.ROWS: _rows,
    Kind.CHOICE: _choices,
    Kind.CHOICES: _choices,
    Kind.TICK: _tick,
    Kind.FILES: _files,
}
