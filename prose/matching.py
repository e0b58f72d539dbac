"""Sequence matching with a bound on its effort.

The standard matcher is fast on texts that people write, and takes minutes on texts of a few words
repeated in another order. This one does the same work until its effort is spent, and then finds no
further matches. The bound counts steps, not time, so the same texts give the same difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate
from typing import Final, Literal

Kind = Literal["same", "ins", "del"]
SAME: Final = "same"
INS: Final = "ins"
DEL: Final = "del"
# From here on words such as "the" no longer start a match: without them it is thirty times as fast.
AUTOJUNK_FROM: Final = 800
_STEPS: Final = 3_000_000


@dataclass
class Effort:
    """What is left of the work that one comparison may cost."""

    steps: int = _STEPS


class Matcher(SequenceMatcher[str]):
    """A ``SequenceMatcher`` that stops looking when the effort is spent."""

    a: Sequence[str]
    b2j: dict[str, list[int]]

    def __init__(self, old: Sequence[str], new: Sequence[str], effort: Effort) -> None:
        super().__init__(None, old, new, autojunk=max(len(old), len(new)) > AUTOJUNK_FROM)
        self.effort = effort
        costs = (1 + len(self.b2j.get(item, ())) for item in old)
        self._cost_before = [0, *accumulate(costs)]

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        """As the parent's; an empty match once the effort is spent."""
        end = len(self.a) if ahi is None else ahi
        self.effort.steps -= self._cost_before[end] - self._cost_before[alo]
        if self.effort.steps < 0:
            return Match(alo, blo, 0)
        return super().find_longest_match(alo, end, blo, bhi)
