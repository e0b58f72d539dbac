"""What changed between two versions of a text, for somebody who has to judge it.

Two levels: paragraphs first, then words inside the paragraphs that changed. The work is bounded, so a
text made to be slow to compare is shown as replaced, never holds a worker.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from prose.matching import DEL, INS, SAME, Effort, Kind, Matcher
from prose.paragraphs import Token, paragraphs, partner, spaced, tokens
from prose.plain import word_count

__all__ = ["Difference", "Paragraph", "Run", "Segment", "compare"]

FOLD_FROM: Final = 20
"""Fewer unchanged words than this are shown: a fold would take as much room."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words with one fate: ``same``, ``ins`` or ``del``."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, line of a list or row of a table, as segments in reading order."""

    segments: tuple[Segment, ...]

    @property
    def unchanged(self) -> bool:
        return all(segment.kind == SAME for segment in self.segments)

    @property
    def words(self) -> int:
        return sum(word_count(segment.text) for segment in self.segments)

    @property
    def changed_words(self) -> int:
        """A word replaced by another counts once."""
        total = 0
        for same, change in groupby(self.segments, lambda segment: segment.kind == SAME):
            counts = {INS: 0, DEL: 0, SAME: 0}
            for segment in change:
                counts[segment.kind] += word_count(segment.text)
            total += 0 if same else max(counts[INS], counts[DEL])
        return total


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring paragraphs that all changed, or all did not."""

    unchanged: bool
    paragraphs: tuple[Paragraph, ...]

    @property
    def words(self) -> int:
        return sum(paragraph.words for paragraph in self.paragraphs)

    @property
    def folded(self) -> bool:
        return self.unchanged and self.words >= FOLD_FROM


@dataclass(frozen=True, slots=True)
class Difference:
    """Both versions in one reading: iterate over paragraphs, or over ``runs`` to fold what stayed."""

    paragraphs: tuple[Paragraph, ...]

    def __iter__(self) -> Iterator[Paragraph]:
        return iter(self.paragraphs)

    @property
    def unchanged(self) -> bool:
        return all(paragraph.unchanged for paragraph in self.paragraphs)

    @property
    def words(self) -> int:
        return sum(paragraph.words for paragraph in self.paragraphs)

    @property
    def folded(self) -> bool:
        """Whether the whole text stayed, and is long enough to be folded."""
        return self.unchanged and self.words >= FOLD_FROM

    @property
    def changed_words(self) -> int:
        return sum(paragraph.changed_words for paragraph in self.paragraphs)

    @property
    def runs(self) -> list[Run]:
        groups = groupby(self.paragraphs, lambda paragraph: paragraph.unchanged)
        return [Run(unchanged, tuple(group)) for unchanged, group in groups]


def compare(old: str, new: str) -> Difference:
    """Compare two texts; line breaks and spaces inside a paragraph do not count as changes."""
    return Difference(tuple(_compared(paragraphs(old), paragraphs(new), Effort())))


def _compared(old: Sequence[str], new: Sequence[str], effort: Effort) -> Iterator[Paragraph]:
    matcher = Matcher([spaced(block) for block in old], [spaced(block) for block in new], effort)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield from (_whole(SAME, block) for block in new[new_from:new_to])
        else:
            yield from _replaced(old[old_from:old_to], new[new_from:new_to], effort)


def _replaced(old: Sequence[str], new: Sequence[str], effort: Effort) -> Iterator[Paragraph]:
    """Set each new paragraph beside the old one it came from, where there is one."""
    at = 0
    added: list[str] = []
    for block in new:
        found = partner(block, old, at)
        if found is None:
            added.append(block)
            continue
        yield from _gone_and_added(old[at:found], added)
        yield Paragraph(tuple(_segments(tokens(old[found]), tokens(block), effort)))
        at = found + 1
        added = []
    yield from _gone_and_added(old[at:], added)


def _gone_and_added(gone: Sequence[str], added: Sequence[str]) -> Iterator[Paragraph]:
    yield from (_whole(DEL, block) for block in gone)
    yield from (_whole(INS, block) for block in added)


def _whole(kind: Kind, block: str) -> Paragraph:
    return Paragraph((Segment(kind, block),))


def _segments(old: Sequence[Token], new: Sequence[Token], effort: Effort) -> Iterator[Segment]:
    matcher = Matcher([token.key for token in old], [token.key for token in new], effort)
    for same, old_part, new_part in _smoothed(matcher.get_opcodes(), old, new):
        if same:
            yield Segment(SAME, _text(new_part))
        elif old_part:
            yield Segment(DEL, _text(old_part))
        if new_part and not same:
            yield Segment(INS, _text(new_part))


Parts = tuple[bool, Sequence[Token], Sequence[Token]]


def _smoothed(
    opcodes: Iterable[tuple[str, int, int, int, int]], old: Sequence[Token], new: Sequence[Token]
) -> Iterator[Parts]:
    """Join changes that only a comma or a stray word holds apart: people read phrases."""
    parts = [(tag == "equal", old[a:b], new[c:d]) for tag, a, b, c, d in opcodes]
    joined: list[Parts] = []
    for at, (same, old_part, new_part) in enumerate(parts):
        inside = same and 0 < at < len(parts) - 1
        stray = inside and _is_stray(new_part, joined[-1], parts[at + 1])
        if joined and not joined[-1][0] and (stray or not same):
            joined[-1] = (False, [*joined[-1][1], *old_part], [*joined[-1][2], *new_part])
        else:
            joined.append((same, old_part, new_part))
    return iter(joined)


def _is_stray(kept: Sequence[Token], before: Parts, after: Parts) -> bool:
    words = sum(token.is_word for token in kept)
    around = min(max(len(before[1]), len(before[2])), max(len(after[1]), len(after[2])))
    return words == 0 or words * 4 <= around


def _text(part: Sequence[Token]) -> str:
    return "".join(token.text for token in part)
