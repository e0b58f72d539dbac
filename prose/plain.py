"""The words of a text without its markup, and how many they are."""

import math
import re
from collections.abc import Iterator
from typing import Final

from markdown_it.token import Token

from prose.grammar import TextTooLong, parse

WORDS_A_MINUTE: Final = 200
# Scripts without spaces between words: each character counts as one, as word processors do.
CJK: Final = "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CJK_CHARACTER = re.compile(f"[{CJK}]")
_BETWEEN_WORDS = re.compile(r"[\s—]+")


def plain(text: str) -> str:
    """Give the text of Markdown: blocks apart by an empty line, list items and rows by a line."""
    lines = "\n".join(_lines(parse(text)))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def word_count(text: str) -> int:
    """Count the words of a plain text in any script."""
    spaced, characters = _CJK_CHARACTER.subn(" ", text)
    words = (word for word in _BETWEEN_WORDS.split(spaced) if any(map(str.isalnum, word)))
    return characters + sum(1 for _word in words)


def words_of(text: str) -> int:
    """Count the words of a Markdown text as readers see it; marks and all if it is too long to read."""
    try:
        return word_count(plain(text))
    except TextTooLong:
        return word_count(text)


def reading_minutes(words: int) -> int:
    """Give the minutes that reading takes, never less than one."""
    return max(1, math.ceil(words / WORDS_A_MINUTE))


def _lines(tokens: list[Token]) -> Iterator[str]:
    row: list[str] | None = None
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            yield " ".join(row)
            row = None
        elif token.type == "inline" and row is not None:
            row.append(_words(token))
        elif token.type == "inline":
            yield _words(token)
        elif token.type in {"fence", "code_block"}:
            yield token.content.rstrip("\n")
        if token.level == 0 and token.nesting <= 0:
            yield ""


def _words(token: Token) -> str:
    return "".join(_word(child) for child in token.children or [])


def _word(token: Token) -> str:
    match token.type:
        case "text" | "code_inline":
            return token.content
        case "softbreak" | "hardbreak":
            return " "
        case "image":
            return _words(token)
        case _:
            return ""
