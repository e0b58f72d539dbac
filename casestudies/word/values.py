"""From the blocks under a heading to the value of its field, as the draft stores it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from casestudies.fields import Field, Kind
from casestudies.word import anchors, choosing
from casestudies.word.anchors import normal
from casestudies.word.blocks import Block, Paragraph, Table, words
from casestudies.word.markdown import markdown
from prose.clean import clean_line, clean_text

_MARK = re.compile(r"^\s*(?:[-–—•·●▪*]|\d{1,2}[.)])\s+(?=\S)")
_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]+")


@dataclass(frozen=True, slots=True)
class Unread:
    """Words that are not in the draft: where they stood, why, and the words to copy from."""

    about: str
    reason: str
    words: str


@dataclass(slots=True)
class Value:
    value: Any
    unread: list[Unread] = field(default_factory=list)


def value_of(of: Field, blocks: Sequence[Block], level: int) -> Value:
    """Read one field."""
    if of.kind is Kind.PROSE:
        return Value(clean_text(markdown(blocks, above=level)))
    return _READERS[of.kind](of, blocks)


def _line(of: Field, blocks: Sequence[Block]) -> Value:
    del of
    return Value(clean_line(" ".join(words(blocks))))


def _list(of: Field, blocks: Sequence[Block]) -> Value:
    lines = [clean_text(_entry(line)) for line in words(blocks)]
    lines = [line for line in lines if line]
    return _within(of, lines, lambda line: line)


def _entry(line: str) -> str:
    return _MARK.sub("", line)


def _within(of: Field, entries: list[Any], as_words: Callable[[Any], str]) -> Value:
    """Keep as many as the form has room for; a form would drop the others when it is saved."""
    reason = _("There is room for %(limit)d.") % {"limit": of.rows}
    over = [Unread(of.key, reason, as_words(entry)) for entry in entries[of.rows :]]
    return Value(entries[: of.rows], over)


def _rows(of: Field, blocks: Sequence[Block]) -> Value:
    rows: list[dict[str, str]] = []
    unread: list[Unread] = []
    for block in blocks:
        if isinstance(block, Table):
            found, lost = _table_rows(of, block)
            rows += found
            unread += [Unread(of.key, _("There is no column for this."), cell) for cell in lost]
        elif _is_link(of, block):
            rows.append(_link(block))
        elif block.text.strip():
            unread.append(Unread(of.key, _("This stands outside the table."), block.text.strip()))
    value = _within(of, rows, lambda row: " · ".join(filter(None, row.values())))
    value.unread += unread
    return value


def _table_rows(of: Field, table: Table) -> tuple[list[dict[str, str]], list[str]]:
    """Read rows by the head of the table, else by the order of the columns."""
    cells = table.cells
    head = _head(of, cells[0]) if cells else []
    keys = head if any(head) else [key for key, _label in of.columns]
    rows, lost = [], []
    for row in cells[1:] if any(head) else cells:
        line = dict.fromkeys((key for key, _label in of.columns), "")
        for at, cell in enumerate(row):
            key = keys[at] if at < len(keys) else ""
            if key:
                line[key] = clean_line(f"{line[key]} {cell}")
            elif cell.strip():
                lost.append(cell.strip())
        if any(line.values()):
            rows.append(line)
    return rows, lost


def _head(of: Field, cells: Sequence[str]) -> list[str]:
    """Give the column that each cell of a head names; one with a name of its own is what was measured."""
    known = anchors.columns(of.key)
    head = [known.get(normal(cell), "") for cell in cells]
    first = of.columns[0][0]
    if any(head) and "" in head and first not in head:
        head[head.index("")] = first
    return head


def _is_link(of: Field, block: Paragraph) -> bool:
    is_links = any(key == "url" for key, _label in of.columns)
    return is_links and (bool(_ADDRESS.search(block.text)) or any(span.href for span in block.spans))


def _link(block: Paragraph) -> dict[str, str]:
    """Read a link that stands in a line, with what is said about it."""
    found = _ADDRESS.search(block.text)
    href = next((span.href for span in block.spans if span.href), "")
    label = block.text.replace(found[0], "") if found else block.text
    return {
        "label": clean_line(_entry(label)).strip(" :–-·()"),
        "url": clean_line(href or (found[0] if found else "")),
    }


def _lines(blocks: Sequence[Block]) -> list[tuple[choosing.Line, bool]]:
    lines = []
    for block in blocks:
        mark = anchors.anchor(block.bookmarks) if isinstance(block, Paragraph) else None
        for text in words([block]):
            entry = choosing.line(text)
            lines.append((entry, bool(mark and mark.kind == anchors.PICK and mark.is_untouched(entry.words))))
    return lines


def _choice(of: Field, blocks: Sequence[Block]) -> Value:
    value = _choices(of, blocks)
    if len(value.value) > 1:
        known = dict.fromkeys(value.value)
        reason = _("Only one can be chosen.")
        value.unread += [Unread(of.key, reason, line.words) for line, _same in _lines(blocks) if line.ticked]
        return Value("" if len(known) > 1 else value.value[0], value.unread)
    return Value(value.value[0] if value.value else "", value.unread)


def _choices(of: Field, blocks: Sequence[Block]) -> Value:
    value = Value([])
    for code, lost in choosing.chosen(_lines(blocks), of.key):
        if code and code not in value.value:
            value.value.append(code)
        elif lost:
            value.unread.append(Unread(of.key, _("This is none of the choices."), lost))
    return value


def _tick(of: Field, blocks: Sequence[Block]) -> Value:
    ticked, lost = choosing.said_yes(line for line, _same in _lines(blocks))
    return Value(ticked, [Unread(of.key, _("This field only says yes or no."), text) for text in lost])


def _files(of: Field, blocks: Sequence[Block]) -> Value:
    reason = _("Files do not come along inside a text. Attach them to the draft.")
    return Value([], [Unread(of.key, reason, text) for text in words(blocks)])


_READERS: dict[Kind, Callable[[Field, Sequence[Block]], Value]] = {
    Kind.LINE: _line,
    Kind.LIST: _list,
    Kind.ROWS: _rows,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.TICK: _tick,
    Kind.FILES: _files,
}
