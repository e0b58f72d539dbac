"""200 readers and 20 writers at once for two minutes: is there an error, is anything lost or doubled?

``make load`` starts a trial (``deploy/trial``: PostgreSQL, Redis, S3, two web processes behind nginx with its
micro-cache, all on this machine), lets people read, save drafts and send remarks through the real forms, and
compares what was acknowledged with what is stored. ``--write`` keeps the figures in ``docs/performance.md``.
The clients run on the same machine, so the figures are lower bounds.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path

from deploy.trial.author import Author
from deploy.trial.trial import Missing, Trial
from deploy.trial.visitor import Answer, Visitor

DOCUMENT = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- figures of make load -->", "<!-- end of the figures of make load -->"
PAGES = (
    "/en/", "/fr/", "/en/guide/strategic-alignment/", "/en/guide/strategic-perspectives/",
    "/fr/guide/strategic-alignment/", "/en/case-studies/", "/fr/case-studies/", "/en/editions/",
)  # fmt: skip
WORDS = ("customs", "data", "contract", "board", "outage", "cloud", "budget", "training", "border", "risk")
# Seconds between two pages of one person: somebody in a hurry; most people take longer.
PAUSE = 1.0
# A writer may send 20 remarks an hour, so it sends one now and then.
REMARK_EVERY = 10
CASES = 100


@dataclass
class Told:
    """What happened to everybody of one kind."""

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def measured(self, what: str, ask: Callable[[], Answer | None]) -> Answer | None:
        """Ask for something and note what came of it; None when nothing was asked or nobody answered."""
        begun = time.perf_counter()
        answer = None
        try:
            answer = ask()
            status = str(answer.status) if answer else ""
        except (OSError, HTTPException) as failure:
            status = type(failure).__name__
        took = time.perf_counter() - begun
        if status:
            with self.lock:
                self.statuses[status] += 1
                self.seconds.setdefault(what, []).append(took)
        return answer

    @property
    def errors(self) -> int:
        return sum(number for status, number in self.statuses.items() if not status.startswith(("2", "3")))


class Reader(threading.Thread):
    """Opens page after page, as a stranger; one in ten is a search that nobody made before."""

    def __init__(self, visitor: Visitor, told: Told, ended: threading.Event, pause: float) -> None:
        super().__init__(daemon=True)
        self.visitor, self.told, self.ended, self.pause = visitor, told, ended, pause

    def run(self) -> None:
        self.ended.wait(random.uniform(0, 1.5 * self.pause))
        while not self.ended.is_set():
            path, what = random.choice(PAGES), "page"
            if random.random() < 0.1:
                path, what = f"/en/search/?q={random.choice(WORDS)}+{random.randrange(10_000)}", "search"
            self.told.measured(what, lambda path=path: self.visitor.ask(path))  # type: ignore[misc]
            self.ended.wait(random.uniform(0.5, 1.5) * self.pause)
        self.visitor.close()


class Writer(threading.Thread):
    """Saves a draft again and again, and sends a remark now and then."""

    def __init__(self, author: Author, told: Told, ended: threading.Event, pause: float) -> None:
        super().__init__(daemon=True)
        self.author, self.told, self.ended, self.pause = author, told, ended, pause
        self.reference = author.begin()

    def run(self) -> None:
        next_remark = time.monotonic() + random.uniform(0, REMARK_EVERY)
        while not self.ended.is_set():
            self.told.measured("save (form and saving)", lambda: self.author.save(self.reference))
            if time.monotonic() > next_remark:
                self.told.measured("remark (form and sending)", self.author.remark)
                next_remark = time.monotonic() + REMARK_EVERY
            if random.random() < 0.05:
                self.told.measured("withdraw", lambda: self.author.move(self.reference, "withdraw"))
                self.told.measured("begin", self._begin)
            self.ended.wait(random.uniform(0.5, 1.5) * self.pause)

    def _begin(self) -> None:
        with suppress(RuntimeError):
            self.reference = self.author.begin()


def stored(trial: Trial, authors: list[Author]) -> dict[str, int]:
    """Compare what was acknowledged with the rows; every number but the first three must be 0."""
    saved = {reference: title for author in authors for reference, title in author.saved.items()}
    said = {reference: words for author in authors for reference, words in author.said.items()}
    moved = [key for author in authors for key in author.moved]
    titles = dict(trial.ask_database("SELECT reference, draft->>'title' FROM casestudies_submission"))
    remarks = trial.ask_database(
        "SELECT reference, words FROM feedback_feedback WHERE words LIKE 'Remark %%'"
    )
    keys = Counter(str(key) for (key,) in trial.ask_database("SELECT key FROM moderation_event"))
    words = Counter(each for _reference, each in remarks)
    return {
        "drafts acknowledged": len(saved),
        "remarks acknowledged": len(said),
        "moves acknowledged": len(moved),
        "drafts lost": sum(titles.get(reference) != title for reference, title in saved.items()),
        "remarks lost": sum(dict(remarks).get(reference) != each for reference, each in said.items()),
        "remarks doubled": sum(number > 1 for number in words.values()),
        "moves lost or doubled": sum(keys[key] != 1 for key in moved),
    }


def table(readers: Told, writers: Told, seconds: float) -> list[str]:
    lines = ["| what | answers | per second | p50 ms | p95 ms |", "|---|---|---|---|---|"]
    for what, times in [*sorted(readers.seconds.items()), *sorted(writers.seconds.items())]:
        cuts = statistics.quantiles(times, n=20) if len(times) > 1 else times * 19
        middle, high = statistics.median(times) * 1000, cuts[-1] * 1000
        lines.append(f"| {what} | {len(times):,} | {len(times) / seconds:.1f} | {middle:.0f} | {high:.0f} |")
    return lines


def report(trial: Trial, options: argparse.Namespace, told: tuple[Told, Told], found: dict[str, int]) -> str:
    readers, writers = told
    cached = Counter(line.split()[4] for line in (trial.at.folder / "portal.log").read_text().splitlines())
    machine = (
        f"{datetime.now(UTC):%d %B %Y}; {os.cpu_count()} cores for clients, proxy, portal, database and all else"
        f" (load of the machine {os.getloadavg()[1]:.0f}); Python {platform.python_version()}."
    ).lstrip("0")
    answers = ", ".join(
        f"{status}: {number:,}" for status, number in sorted((readers.statuses + writers.statuses).items())
    )
    kept = ", ".join(f"{name} {number:,}" for name, number in sorted(cached.items()) if name != "-")
    return "\n".join(
        [
            f"{machine} Command: `make load`. {options.readers} readers and {options.writers} writers at once for"
            f" {options.seconds} seconds, {options.pause:g} s between two pages of one, two web processes of eight threads; {CASES} case studies.",
            "",
            *table(readers, writers, options.seconds),
            "",
            f"Answers by status: {answers}. Errors: {readers.errors + writers.errors}. In the proxy's cache: {kept}.",
            "",
            "Stored: " + ", ".join(f"{what} {number:,}" for what, number in found.items()) + ".",
        ]
    )


def play(trial: Trial, options: argparse.Namespace) -> int:
    readers, writers, ended = Told(), Told(), threading.Event()
    print("Writers sign in …", flush=True)
    authors = [Author(trial.visitor(f"writer.{number}")) for number in range(options.writers)]
    people: list[threading.Thread] = [Writer(author, writers, ended, options.pause) for author in authors]
    people += [Reader(trial.visitor(), readers, ended, options.pause) for _ in range(options.readers)]
    print(f"{options.seconds} seconds …", flush=True)
    for person in people:
        person.start()
    time.sleep(options.seconds)
    ended.set()
    for person in people:
        person.join(timeout=60)
    found = stored(trial, authors)
    words = report(trial, options, (readers, writers), found)
    print(words)
    if options.write:
        text = DOCUMENT.read_text(encoding="utf-8")
        block = f"{text.split(BEGIN)[0]}{BEGIN}\n{words}\n{END}{text.split(END)[1]}"
        DOCUMENT.write_text(block, encoding="utf-8")
    wrong = readers.errors + writers.errors + sum(list(found.values())[3:])
    print("No error, nothing lost." if not wrong else "SOMETHING WENT WRONG.")
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--pause", type=float, default=PAUSE)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    try:
        with Trial(writers=options.writers) as trial:
            trial.manage("generate_cases", str(CASES), "--yes-this-is-a-benchmark")
            trial.manage("rebuild_search")
            return play(trial, options)
    except Missing as what:
        print(what, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
