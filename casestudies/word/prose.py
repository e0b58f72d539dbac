"""Markdown onto paper: what Word has a shape for gets it, all else stays as it was written."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from casestudies.word.inline import is_simple, spans_of
from casestudies.word.markdown import looks_typed
from casestudies.word.paper import ANSWER, RAW, Paper
from prose.grammar import TextTooLong, blocks_of, parse

# A field's heading stands on the second level, and the headings of its text below it.
ABOVE = 2
_LAST_HEADING = 9


def write(paper: Paper, text: str) -> None:
    """Write a text in Markdown."""
    try:
        tokens = parse(text)
    except TextTooLong:
        paper.line(RAW, text)
        return
    lines = text.split("\n")
    raw: list[int] = []
    for block in blocks_of(tokens):
        if _has_shape(block):
            _flush(paper, lines, raw)
            _block(paper, block)
        else:
            raw += block[0].map or []
    _flush(paper, lines, raw)


def _flush(paper: Paper, lines: list[str], raw: list[int]) -> None:
    """Write neighbouring blocks without a shape as one paragraph of their own lines."""
    if raw:
        paper.line(RAW, "\n".join(lines[min(raw) : max(raw)]).strip("\n"))
    raw.clear()


def _has_shape(block: Sequence[Token]) -> bool:
    if not all(is_simple(token.children or []) for token in block if token.type == "inline"):
        return False
    match block[0].type:
        case "paragraph_open":
            return not looks_typed("".join(span.text for span in spans_of(block[1].children or [])))
        case "heading_open":
            return True
        case "bullet_list_open" | "ordered_list_open":
            return _is_plain_list(block)
        case "table_open":
            return not any(token.attrs.get("class") for token in block if token.type == "th_open")
        case _:
            return False


def _is_plain_list(block: Sequence[Token]) -> bool:
    """Say whether each item is one paragraph, perhaps with a list of the same sort below it."""
    if any("start" in token.attrs for token in block):
        return False
    before = ""
    for token in block:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind not in {"bullet_list", "ordered_list", "list_item", "paragraph", "inline"}:
            return False
        if token.type == "list_item_close" and before == "list_item_open":
            return False
        if token.type == "paragraph_open" and before != "list_item_open":
            return False
        before = token.type
    return True


def _block(paper: Paper, block: Sequence[Token]) -> None:
    match block[0].type:
        case "heading_open":
            mark = block[0].markup
            level = len(mark) if mark.startswith("#") else 1 + (mark == "-")
            _spans(paper, f"Heading {min(level + ABOVE, _LAST_HEADING)}", block[1])
        case "table_open":
            _table(paper, block)
        case "paragraph_open":
            _spans(paper, ANSWER, block[1])
        case _:
            _list(paper, block)


def _spans(paper: Paper, style: str, token: Token) -> None:
    spans = spans_of(token.children or [])
    line = paper.line(style)
    paper.turn(line, "".join(span.text for span in spans))
    paper.spans(line, spans)


def _list(paper: Paper, block: Sequence[Token]) -> None:
    open_lists: list[int] = []
    for token in block:
        if token.type.endswith("_list_open"):
            open_lists.append(paper.new_list(ordered=token.type.startswith("ordered")))
        elif token.type.endswith("_list_close"):
            open_lists.pop()
        elif token.type == "inline":
            spans = spans_of(token.children or [])
            item = paper.item(open_lists[-1], len(open_lists) - 1)
            paper.turn(item, "".join(span.text for span in spans))
            paper.spans(item, spans)


def _table(paper: Paper, block: Sequence[Token]) -> None:
    rows: list[list[Token]] = []
    for token in block:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token)
    table = paper.table(len(rows), max(map(len, rows)))
    for at, row in enumerate(rows):
        for column, token in enumerate(row):
            spans = spans_of(token.children or [])
            cell = table.cell(at, column).paragraphs[0]
            paper.turn(cell, "".join(span.text for span in spans))
            paper.spans(cell, spans)
