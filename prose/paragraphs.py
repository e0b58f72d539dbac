"""A text as paragraphs, and a paragraph as words, for comparing."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from prose.plain import CJK

_NEAR: Final = 8
_LIKE: Final = 0.35
_PUNCTUATION: Final = ".,;:!?…()[]{}\"'«»“”‘’„*_#>`|–—-،؛؟。、，！？；：「」（）"
# An empty line ends a paragraph; so does the start of a list item, a heading, a quote or a row.
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*|\n(?=[ \t]*(?:[-*+]|\d{1,9}[.)]|#{1,6}|>|\||:::))")
_CHUNKS = re.compile(r"(\S+)(\s*)")
_PIECES = re.compile(f"[{CJK}]|[^{CJK}]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a punctuation mark, with the space after it, which does not count in comparing."""

    key: str
    text: str

    @property
    def is_word(self) -> bool:
        return any(map(str.isalnum, self.key))


def paragraphs(text: str) -> list[str]:
    """Split a text into the blocks a reader sees."""
    blocks = _PARAGRAPH_END.split(text.replace("\r\n", "\n"))
    return [block.strip("\n").rstrip() for block in blocks if block.strip()]


def spaced(block: str) -> str:
    """Give a block with single spaces: lines that were only broken anew are the same."""
    return " ".join(block.split())


def tokens(block: str) -> list[Token]:
    """Split a block into words and the punctuation around them; figures such as 3.5 stay whole."""
    return list(_tokens(block.strip()))


def partner(block: str, candidates: Sequence[str], start: int) -> int | None:
    """Find which of the next few candidates the block was made from, if any."""
    scores = {
        at: _likeness(block, candidates[at]) for at in range(start, min(start + _NEAR, len(candidates)))
    }
    best = max(scores, key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= _LIKE else None


def _tokens(block: str) -> Iterator[Token]:
    for chunk, space in _CHUNKS.findall(block):
        pieces = list(_pieces(chunk))
        yield from (Token(piece, piece) for piece in pieces[:-1])
        yield Token(pieces[-1], pieces[-1] + space)


def _pieces(chunk: str) -> Iterator[str]:
    body = chunk.lstrip(_PUNCTUATION)
    yield from chunk[: len(chunk) - len(body)]
    core = body.rstrip(_PUNCTUATION)
    yield from _PIECES.findall(core)
    yield from body[len(core) :]


@lru_cache(maxsize=256)
def _words(block: str) -> Counter[str]:
    return Counter(token.key for token in tokens(block) if token.is_word)


def _likeness(one: str, other: str) -> float:
    """Give the share of words that two blocks have in common, from 0 to 1."""
    first, second = _words(one), _words(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0
