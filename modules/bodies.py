"""The Markdown of a section as numbered blocks: paragraphs and at most one list, nothing else."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from markdown_it.token import Token

from modules.front_matter import ContentError, Page
from prose.grammar import TextTooLong, parse
from prose.markdown import changed_by_sanitiser

LINKS_TO_SECTIONS: Final = 2
LINK = re.compile(r"\[\[([^\[\]]*)\]\]")
_LISTS: Final = frozenset({"bullet_list_open", "ordered_list_open"})
_NAMES: Final = {
    "heading_open": "A heading",
    "table_open": "A table",
    "hr": "A line",
    "fence": "Code",
    "code_block": "Code (a line that begins with four spaces)",
    "blockquote_open": "A quotation",
    "container_note_open": "A note",
}


@dataclass(frozen=True, slots=True)
class Block:
    """What gets a number of its own; ``line`` is where it begins in the file."""

    kind: str
    line: int


def read_blocks(page: Page, sections: Container[str]) -> tuple[Block, ...]:
    """Check a body and give its blocks in order; raise ``ContentError`` on the first fault."""
    _check_links(page, sections)
    try:
        tokens = parse(page.body)
    except TextTooLong as error:
        raise _error(page, 0, str(error)) from error
    blocks: list[Block] = []
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.level == 0 and token.nesting >= 0 and token.map:
            _check_block(page, token, following if token.type == "paragraph_open" else None)
            blocks.append(
                Block("list" if token.type in _LISTS else "paragraph", page.first_line + token.map[0])
            )
    lists = [block for block in blocks if block.kind == "list"]
    if len(lists) > 1:
        raise ContentError(page.head.file, lists[1].line, "This is the second list; a section may have one.")
    return tuple(blocks)


def check_prose(page: Page) -> None:
    """Check a text without numbers, such as a module's purpose: paragraphs that readers get in full."""
    blocks = read_blocks(page, ())
    if not blocks:
        raise _error(page, 0, "The text is missing.")


def _check_block(page: Page, token: Token, words: Token | None) -> None:
    first, last = token.map or (0, 0)
    text = "\n".join(page.body.splitlines()[first:last])
    if token.type not in {"paragraph_open", *_LISTS}:
        what = _NAMES.get(token.type, "This")
        raise _error(page, first, f"{what} cannot stand here: use paragraphs, and one list at most.")
    if changed_by_sanitiser(text):
        raise _error(
            page,
            first,
            "Readers would not get all of this: it holds raw HTML, or a link or picture that is refused.",
        )
    if "![" in text or "[^" in text:
        raise _error(page, first, "A picture or a footnote cannot stand here.")
    if words and _is_bold_alone(words):
        raise _error(page, first, "A paragraph cannot be bold throughout.")


def _is_bold_alone(words: Token) -> bool:
    depth = 0
    for child in words.children or []:
        depth += child.nesting if child.type.startswith("strong") else 0
        if child.type == "text" and child.content.strip() and not depth:
            return False
    return any(child.type == "strong_open" for child in words.children or [])


def _check_links(page: Page, sections: Container[str]) -> None:
    seen = 0
    for at, line in enumerate(page.body.splitlines()):
        for key in LINK.findall(line):
            seen += 1
            if key not in sections:
                raise _error(page, at, f"There is no section “{key}”.")
            if seen > LINKS_TO_SECTIONS:
                raise _error(page, at, f"A section may lead to {LINKS_TO_SECTIONS} others; this is one more.")


def _error(page: Page, at: int, reason: str) -> ContentError:
    return ContentError(page.head.file, page.first_line + at, reason)
