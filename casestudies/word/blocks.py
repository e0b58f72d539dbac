"""What a Word file says, without how it says it: paragraphs, tables and runs of words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one look; a line break inside a paragraph is a newline."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph's place in a list; ``number`` where somebody typed it."""

    depth: int = 0
    ordered: bool = False
    number: int = 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    spans: tuple[Span, ...]
    # 0: not a heading.
    level: int = 0
    is_title: bool = False
    item: Item | None = None
    # Markdown that Word has no shape for, kept as it is.
    raw: bool = False
    bookmarks: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, each cell with its paragraphs."""

    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...]

    @property
    def cells(self) -> list[list[str]]:
        return [[" ".join(words(cell)) for cell in row] for row in self.rows]


Block = Paragraph | Table


def words(blocks: Sequence[Block]) -> list[str]:
    """Give the lines of text that stand in these blocks; a row of a table is a line."""
    return [line for block in blocks for line in _lines(block) if line.strip()]


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text.strip()
    else:
        yield from (" · ".join(filter(None, map(str.strip, row))) for row in block.cells)


def without_start(paragraph: Paragraph, count: int) -> Paragraph:
    """Give the paragraph without its first characters; the look of the rest stays."""
    spans = []
    for span in paragraph.spans:
        cut = min(count, len(span.text))
        count -= cut
        if span.text[cut:]:
            spans.append(replace(span, text=span.text[cut:]))
    return replace(paragraph, spans=tuple(spans))
