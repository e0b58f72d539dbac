"""Which paragraph belongs to which field: by our bookmarks, or by headings in any of our languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from casestudies.word import anchors
from casestudies.word.anchors import Anchor, normal
from casestudies.word.blocks import Block, Paragraph, Table, without_start

FIELD_LEVEL: Final = 2
# No printed line is longer.
LONGEST: Final = 600
_LABELLED = re.compile(r"^([^:：\n]{2,100})[:：]\s*")


@dataclass(slots=True)
class Loose:
    """Words under a heading that is none of ours, or before the first one."""

    heading: str
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Sorted:
    """The blocks of each field that was found, with the level of its heading, and what belongs to none."""

    found: dict[str, list[Block]] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    loose: list[Loose] = field(default_factory=list)


class Sorter:
    def __init__(self, blocks: Iterable[Block]) -> None:
        self.blocks = list(blocks)
        marks = (anchors.anchor(block.bookmarks) for block in self.blocks if isinstance(block, Paragraph))
        self.anchored = {mark.key for mark in marks if mark and mark.kind == anchors.FIELD}
        self.sorted = Sorted()
        self.current = ""

    def sort(self) -> Sorted:
        for block in self.blocks:
            if isinstance(block, Table):
                self._table(block)
            else:
                self._paragraph(block)
        return self.sorted

    def _paragraph(self, block: Paragraph) -> None:
        mark = anchors.anchor(block.bookmarks)
        if mark and mark.kind == anchors.FIELD:
            self._enter(mark.key, block.level or FIELD_LEVEL, _written_over(block, mark))
        elif mark and mark.kind == anchors.HINT:
            self._put(_written_over(block, mark))
        elif normal(block.text) in anchors.hints():
            return
        elif not self._is_heading(block):
            self._put(block)

    def _is_heading(self, block: Paragraph) -> bool:
        """Enter the field that a paragraph names, or leave the fields at a heading that names none."""
        key = anchors.labels().get(normal(block.text), "")
        if key and key not in self.anchored:
            self._enter(key, block.level, None)
            return True
        if self.anchored:
            return False
        if block.is_title and "title" not in self.sorted.found:
            self._enter("title", 1, block)
            self.current = ""
            return True
        found = _LABELLED.match(block.text)
        key = anchors.labels().get(normal(found[1]), "") if found else ""
        if found and key:
            self._enter(key, block.level, without_start(block, found.end()))
            return True
        if block.level and block.level <= self.sorted.levels.get(self.current, 9):
            self._leave(block.text)
            return True
        return False

    def _table(self, table: Table) -> None:
        """A form made of a table names its fields in the first column."""
        named = [anchors.labels().get(normal(row[0]), "") if len(row) > 1 else "" for row in table.cells]
        is_form = any(named) and not self.anchored and not _is_rows(self.current, table)
        if not is_form:
            self._put(table)
            return
        for row, key in zip(table.rows, named, strict=True):
            if key:
                self._enter(key, 0, None)
            for cell in row[1:] if key else row:
                for block in cell:
                    self._put(block)
        self.current = ""

    def _enter(self, key: str, level: int, rest: Paragraph | None) -> None:
        self.current = key
        self.sorted.found.setdefault(key, [])
        self.sorted.levels[key] = level or self.sorted.levels.get(key, FIELD_LEVEL)
        self._put(rest)

    def _leave(self, heading: str) -> None:
        self.current = ""
        self.sorted.loose.append(Loose(heading.strip()))

    def _put(self, block: Block | None) -> None:
        if block is None or (isinstance(block, Paragraph) and not block.text.strip() and not self.current):
            return
        if self.current:
            self.sorted.found[self.current].append(block)
            return
        if not self.sorted.loose:
            self.sorted.loose.append(Loose(""))
        self.sorted.loose[-1].blocks.append(block)


def _written_over(block: Paragraph, mark: Anchor) -> Paragraph | None:
    """Give what somebody wrote into a printed line; the printed words themselves are nobody's."""
    text = block.text
    if mark.is_untouched(text):
        return None
    end = max((at for at in range(1, min(len(text), LONGEST)) if mark.is_untouched(text[:at])), default=0)
    rest = without_start(block, end)
    plain = Paragraph(rest.spans) if end else Paragraph(block.spans)
    return plain if plain.text.strip(" :：-–") else None


def _is_rows(key: str, table: Table) -> bool:
    return bool(key and table.cells and any(normal(c) in anchors.columns(key) for c in table.cells[0]))


def sort(blocks: Iterable[Block]) -> Sorted:
    """Sort the blocks of a file into the fields of a story."""
    return Sorter(blocks).sort()
