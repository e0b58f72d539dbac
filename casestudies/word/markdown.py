"""Paragraphs, lists and tables of a Word file as the Markdown that the portal's renderer shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from casestudies.word.blocks import Block, Item, Paragraph, Table, without_start
from casestudies.word.inline import inline, literal, paragraph

_TYPED_BULLET = re.compile(r"\s*[-–—•·●▪◦‣]\s+(?=\S)")
_TYPED_NUMBER = re.compile(r"\s*(\d{1,3})[.)]\s+(?=\S)")
_LAST_HEADING: Final = 6


def markdown(blocks: Sequence[Block], *, above: int = 0) -> str:
    """Give the Markdown of blocks; ``above`` is the level of the heading they stand under."""
    text = ""
    levels: list[_Level] = []
    before: Block | None = None
    for block in map(_with_typed_item, blocks):
        written = _written(block, above, levels)
        if written.strip():
            text += (_between(before, block) if text else "") + written
            before = block
    return text


def _written(block: Block, above: int, levels: list[_Level]) -> str:
    if isinstance(block, Paragraph) and block.item:
        return _item(block, block.item, levels)
    written = _block(block, above)
    if written.strip():
        levels.clear()
    return written


def _between(before: Block | None, block: Block) -> str:
    if isinstance(before, Paragraph) and isinstance(block, Paragraph):
        return "\n" if (before.item and block.item) or (before.raw and block.raw) else "\n\n"
    return "\n\n"


def _with_typed_item(block: Block) -> Block:
    """Take a typed bullet or number for what it means; a written year is no number of a list."""
    if not isinstance(block, Paragraph) or block.item or block.raw or block.level:
        return block
    found = _TYPED_BULLET.match(block.text)
    if found:
        return replace(without_start(block, found.end()), item=Item())
    found = _TYPED_NUMBER.match(block.text)
    if found:
        return replace(without_start(block, found.end()), item=Item(ordered=True, number=int(found[1])))
    return block


@dataclass(frozen=True, slots=True)
class _Level:
    """An item that others may stand under: how far in they stand, and what it was counted as."""

    width: int
    count: int
    ordered: bool


def _item(block: Paragraph, item: Item, levels: list[_Level]) -> str:
    """Write an item under the one it belongs to; a depth that was skipped is not written."""
    words = paragraph(block.spans)
    if not words:
        return ""
    depth = min(item.depth, len(levels))
    before = levels[depth].count if len(levels) > depth and levels[depth].ordered == item.ordered else 0
    number = item.number or before + 1
    mark = f"{number}. " if item.ordered else "- "
    levels[depth:] = [_Level(len(mark), number, item.ordered)]
    indent = " " * sum(level.width for level in levels[:depth])
    return f"{indent}{mark}" + words.replace("\n", f"\n{indent}{' ' * len(mark)}")


def _block(block: Block, above: int) -> str:
    if isinstance(block, Table):
        return _table(block)
    if block.raw:
        return block.text.strip("\n")
    if block.level:
        mark = "#" * min(max(block.level - above, 1), _LAST_HEADING)
        return f"{mark} {inline(block.spans)}".replace("\\\n", " ") if block.text.strip() else ""
    return paragraph(block.spans)


def _table(table: Table) -> str:
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    rows = [row for row in rows if any(row)]
    width = max(map(len, rows), default=0)
    if width < 2:  # noqa: PLR2004 - one column is no table, only a frame around words
        return "\n\n".join(literal(cell) for row in table.cells for cell in row if cell.strip())
    return "\n".join(_rows(rows, width))


def _rows(rows: list[list[str]], width: int) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield "| " + " | ".join([*row, *[""] * (width - len(row))]) + " |"
        if number == 0:
            yield "|" + " --- |" * width


def _cell(paragraphs: Sequence[Paragraph]) -> str:
    lines = (inline(entry.spans) for entry in paragraphs)
    return " ".join(line.replace("\\\n", " ").replace("|", "\\|") for line in lines if line)


def looks_typed(text: str) -> bool:
    """Say whether words would be taken for an item of a list, because they begin like a typed one."""
    return bool(_TYPED_BULLET.match(text) or _TYPED_NUMBER.match(text))
