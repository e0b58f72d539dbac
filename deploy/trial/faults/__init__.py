"""What goes wrong in earnest, done to a trial on purpose: ``python -m deploy.trial.faults [NAME …]``.

Each module has one function ``happen``, which brings the fault about, looks at what somebody sees and at
what the log says, puts things right, waits for the portal to recover by itself, and gives what it saw.
It raises ``Wrong`` when something acknowledged was lost, or when nobody was told.
"""

from __future__ import annotations

from dataclasses import dataclass


class Wrong(Exception):
    """The portal did not behave as it has to; the message says how."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One row of the table in ``docs/operations.md``."""

    fault: str
    page: str
    log: str
    lost: str
    recovery: str


def check(condition: object, words: str) -> None:
    if not condition:
        raise Wrong(words)
