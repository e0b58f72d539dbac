"""``python -m deploy.trial.faults``: all of them against one trial; names are arguments; ``--write`` keeps the table."""

from __future__ import annotations

import signal
import sys
import time
import traceback
from datetime import UTC, datetime
from importlib import import_module
from types import FrameType

from deploy.trial.author import Author
from deploy.trial.faults import Seen
from deploy.trial.processes import ROOT
from deploy.trial.trial import Missing, Trial

NAMES = (
    "half_configured", "without_migrations", "full_disk", "full_sqlite", "full_database", "mail_hangs",
    "storage_refuses", "worker_dies", "clock_jumps", "database_gone", "cache_gone",
)  # fmt: skip
# None of them may take longer.
MOST_SECONDS = 420
DOCUMENT = ROOT / "docs" / "operations.md"
BEGIN, END = "<!-- what make faults saw -->", "<!-- end of what make faults saw -->"


def main() -> int:
    names = [name for name in sys.argv[1:] if name != "--write"] or list(NAMES)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGALRM, _too_long)
    seen: list[Seen] = []
    failed = []
    try:
        with Trial(gated=True) as trial:
            author = Author(trial.visitor("contributor"))
            for name in names:
                begun = time.monotonic()
                try:
                    seen.append(_happen(name, trial, author))
                    said = "\n  ".join(["as it has to be", *map(str, seen[-1:])])
                except Exception:  # noqa: BLE001 - the next fault is tried in any case
                    said = traceback.format_exc()
                    failed.append(name)
                print(f"{name} ({time.monotonic() - begun:.0f} s): {said}", flush=True)
    except Missing as what:
        print(what, file=sys.stderr)
        return 1
    if "--write" in sys.argv and not failed:
        _write(seen)
    print(f"{len(seen)} as it has to be, {len(failed)} not: {', '.join(failed)}")
    return 1 if failed else 0


def _happen(name: str, trial: Trial, author: Author) -> Seen:
    signal.alarm(MOST_SECONDS)
    try:
        found: Seen = import_module(f"deploy.trial.faults.{name}").happen(trial, author)
    finally:
        signal.alarm(0)
    return found


def _too_long(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"It took longer than {MOST_SECONDS} s.")


def _write(seen: list[Seen]) -> None:
    rows = [
        "| fault | what one sees | what the log says | what was lost | recovery |",
        "|---|---|---|---|---|",
        *(f"| {each.fault} | {each.page} | {each.log} | {each.lost} | {each.recovery} |" for each in seen),
    ]
    day = f"{datetime.now(UTC):%d %B %Y}".lstrip("0")
    text = DOCUMENT.read_text(encoding="utf-8")
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    block = "\n".join([BEGIN, f"{day}, `make faults`:", "", *rows, END])
    DOCUMENT.write_text(head + block + tail, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
