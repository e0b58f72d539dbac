"""From the XML of a Word file to paragraphs and tables. Deleted words stay out, all other words come along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from casestudies.word.blocks import Block, Paragraph, Span, Table
from casestudies.word.looks import CODE, EMPHASIS, RAW, STRONG, Looks, child, is_on
from casestudies.word.opening import Element, Opened, attribute, local

_SKIPPED: Final = frozenset(
    [
        "pPr",
        "rPr",
        "sdtPr",
        "sdtEndPr",
        "tblPr",
        "tblGrid",
        "trPr",
        "tcPr",
        "sectPr",
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "Fallback",
        "annotationRef",
        "footnoteRef",
        "endnoteRef",
        "separator",
        "continuationSeparator",
    ]
)
_PICTURES: Final = frozenset({"drawing", "pict", "object", "altChunk"})
_LINE_SIGNS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Boxes and ticks of the fonts Wingdings and Wingdings 2.
_SYMBOLS: Final = {"A8": "☐", "6F": "☐", "A3": "☐", "FE": "☒", "FD": "☒", "FC": "✓", "52": "☒", "53": "☒"}
_HYPERLINK = re.compile(r'HYPERLINK\s+(?:\\l\s+)?"([^"]+)"')


@dataclass(slots=True)
class Document:
    """What a file holds: its blocks in order, its footnotes, and how many pictures it shows."""

    blocks: list[Block] = field(default_factory=list)
    notes: list[Paragraph] = field(default_factory=list)
    pictures: int = 0


@dataclass(slots=True)
class _Line:
    """A paragraph while it is read."""

    spans: list[Span] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    href: str = ""
    # A field's code stands before its words, in runs of its own.
    code: str | None = None


class Reader:
    def __init__(self, opened: Opened) -> None:
        self.looks = Looks(opened)
        self.links = opened.links
        self.document = Document()
        self.pending: list[str] = []

    def read(self, opened: Opened) -> Document:
        self.document.blocks = list(self._blocks(opened.document))
        for part in ("footnotes", "endnotes"):
            if opened.parts.get(part) is not None:
                notes = [block for block in self._blocks(opened.parts[part]) if isinstance(block, Paragraph)]
                self.document.notes += [note for note in notes if note.text.strip()]
        return self.document

    def _blocks(self, parent: Element) -> Iterator[Block]:
        for element in parent:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield self._table(element)
            elif name == "bookmarkStart":
                self.pending.append(attribute(element, "name"))
            elif name in _PICTURES:
                self.document.pictures += 1
            elif name not in _SKIPPED:
                yield from self._blocks(element)

    def _table(self, element: Element) -> Table:
        rows = [
            tuple(tuple(self._flat(cell)) for cell in _inside(row, "tc")) for row in _inside(element, "tr")
        ]
        return Table(tuple(rows))

    def _flat(self, cell: Element) -> Iterator[Paragraph]:
        """A table in a cell becomes lines of the cell."""
        for block in self._blocks(cell):
            if isinstance(block, Paragraph):
                yield block
            else:
                yield from (paragraph for row in block.rows for inner in row for paragraph in inner)

    def _paragraph(self, element: Element) -> Iterator[Block]:
        properties = child(element, "pPr")
        style_of = child(properties, "pStyle")
        style = self.looks.style(attribute(style_of, "val") if style_of is not None else "Normal")
        line = _Line(bookmarks=self.pending)
        self.pending = []
        self._walk(element, line)
        yield Paragraph(
            tuple(span for span in line.spans if span.text),
            level=style.level,
            is_title=style.name in {"title", "titre"},
            item=self.looks.item(properties, style),
            raw=style.name == RAW,
            bookmarks=tuple(line.bookmarks),
        )
        for box in line.boxes:
            yield from self._blocks(box)

    def _walk(self, parent: Element, line: _Line) -> None:
        for element in parent:
            name = local(element)
            if name == "r":
                self._run(element, line)
            elif name == "hyperlink":
                line.href, before = self.links.get(attribute(element, "id"), ""), line.href
                self._walk(element, line)
                line.href = before
            elif name == "bookmarkStart":
                line.bookmarks.append(attribute(element, "name"))
            elif name not in _SKIPPED:
                self._walk(element, line)

    def _run(self, run: Element, line: _Line) -> None:
        properties = child(run, "rPr")
        style_of = child(properties, "rStyle")
        style = self.looks.style(attribute(style_of, "val")).name if style_of is not None else ""
        text = "".join(self._signs(run, line))
        bold = is_on(properties, "b") or style in STRONG
        italic = is_on(properties, "i") or style in EMPHASIS
        line.spans.append(Span(text, bold, italic, style == CODE, line.href))

    def _signs(self, parent: Element, line: _Line) -> Iterator[str]:
        for element in parent:
            name = local(element)
            if name == "t":
                yield element.text or ""
            elif name in _LINE_SIGNS:
                yield _LINE_SIGNS[name]
            elif name == "sym":
                yield _SYMBOLS.get(attribute(element, "char").upper().removeprefix("F0"), "")
            elif name == "fldChar":
                _turn(attribute(element, "fldCharType"), line)
            elif name == "instrText" and line.code is not None:
                line.code += element.text or ""
            elif name in _PICTURES:
                yield from self._picture(element, line)
            elif name not in _SKIPPED:
                yield from self._signs(element, line)

    def _picture(self, element: Element, line: _Line) -> Iterator[str]:
        """A text box is drawn like a picture, but holds words."""
        boxes = [entry for entry in element.iter() if local(entry) == "txbxContent"]
        line.boxes += boxes
        self.document.pictures += not boxes
        yield ""


def _turn(kind: str, line: _Line) -> None:
    """Follow a field through its code to its words: only a link's code says something."""
    if kind == "begin":
        line.code = ""
    elif kind == "separate":
        found = _HYPERLINK.search(line.code or "")
        line.href, line.code = found[1] if found else "", None
    elif kind == "end":
        line.href, line.code = "", None


def _inside(parent: Element, wanted: str) -> Iterator[Element]:
    """Give the rows or cells of a table, also those in a wrapper."""
    for element in parent:
        if local(element) == wanted:
            yield element
        elif local(element) not in _SKIPPED and local(element) not in {"tr", "tc", "p", "tbl"}:
            yield from _inside(element, wanted)


def read(opened: Opened) -> Document:
    """Give what an opened file says."""
    return Reader(opened).read(opened)
