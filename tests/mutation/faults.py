"""What a planted fault is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Test = str


@dataclass(frozen=True, slots=True)
class Seen:
    """What the run without a fault has shown: which test looks at what, and how long it takes."""

    seconds: Mapping[Test, float]
    # (workflow, verb) → the tests that attempt the move; the last one a test attempts is what it is about.
    attempts: Mapping[tuple[str, str], frozenset[Test]]
    last: Mapping[Test, tuple[str, str]]
    # (file, line) → the tests that ran the line.
    lines: Mapping[tuple[str, int], frozenset[Test]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its name, the table or file it is counted under, and how it is planted in this process."""

    where: str
    name: str
    # Raises ``NotPlanted`` where the fault cannot be brought about.
    plant: Callable[[], None]
    # Gives the tests that could see it, those that most likely do first.
    tests: Callable[[Seen], list[Test]]

    def __str__(self) -> str:
        return f"{self.where}: {self.name}"


class NotPlanted(Exception):
    """The fault could not be planted: an error of this tool, never a fault that was caught."""
