"""One fault after another, each in a copy of its own."""

from __future__ import annotations

import os
import random
import re
import signal
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.mutation import playing
from tests.mutation.equivalent import EQUIVALENT
from tests.mutation.faults import Fault, NotPlanted, Seen
from tests.mutation.playing import CAUGHT, ERROR, NOT_RUN, SURVIVED, Copies
from tests.mutation.subjects import subject_of, subjects

# What takes minutes, as it posts every move in every state, and what the offered moves show as well.
LEFT_OUT = ("refused_and_change_nothing",)
# Where a fault stands changes with every edit above it.
LINE = re.compile(r"line \d+, ")
OUTCOMES = {SURVIVED: "survived", CAUGHT: "caught", NOT_RUN: "not run", -signal.SIGXCPU: "hung"}


class Planting:
    """A plugin of pytest that plants faults instead of playing the tests once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: dict[str, list[str]] = {}
        self.counts: dict[str, Counter[str]] = {}
        self.failed = 0

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if _is_quick(item)]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        # Imported here: the apps are loaded only now.
        from tests.mutation import bodies, tables

        if playing.play(next(item for item in session.items if _needs_database(item))) != "passed":
            raise pytest.UsageError("The first test fails without any fault.")
        faults = _chosen([*tables.faults(), *bodies.faults()])
        copies = Copies(self.folder)
        try:
            self._plant_all(faults, session.items, copies)
        finally:
            copies.stop()
        return True

    def _plant_all(self, faults: list[Fault], tests: list[pytest.Item], copies: Copies) -> None:
        began = time.monotonic()
        seen = self._watch(tests, copies)
        _say(f"Without a fault {len(seen.seconds)} tests pass ({time.monotonic() - began:.0f} s).")
        items = {item.nodeid: item for item in tests}
        for number, fault in enumerate(faults, start=1):
            chosen = [items[test] for test in fault.tests(seen)]
            copies.start(
                lambda fault=fault, chosen=chosen: _look(fault, chosen),
                lambda code, fault=fault: self._note(fault, code),
            )
            if number % 100 == 0:
                _say(f"{number} of {len(faults)} planted ({time.monotonic() - began:.0f} s).")
        copies.finish()
        self._report(time.monotonic() - began)

    def _watch(self, tests: list[pytest.Item], copies: Copies) -> Seen:
        from tests.mutation import watching

        answers = [self.folder / f"seen-{half}.json" for half in (0, 1)]
        for half, answer in enumerate(answers):
            part = _half(tests, half)
            copies.start(lambda part=part, answer=answer: watching.watch(part, answer), self._must_be_good)
        copies.finish()
        return watching.put_together(answers)

    def _must_be_good(self, code: int) -> None:
        if code:
            error = self.folder / "error.txt"
            raise pytest.UsageError(error.read_text("utf-8") if error.exists() else f"ended with {code}")

    def _note(self, fault: Fault, code: int) -> None:
        outcome = OUTCOMES.get(code, "error")
        if LINE.sub("", str(fault)) in EQUIVALENT:
            outcome = "equivalent" if outcome == "survived" else f"listed as equivalent, but {outcome}"
        self.counts.setdefault(fault.where, Counter())[outcome] += 1
        if outcome not in {"caught", "hung", "equivalent"}:
            self.failed = 1
            self.found.setdefault(outcome, []).append(str(fault))
            _say(f"{outcome.upper()} {fault}")

    def _report(self, seconds: float) -> None:
        columns = ("planted", "caught", "equivalent", "survived", "error")
        _say("\n" + f"{'':34}" + "".join(f"{column:>12}" for column in columns))
        total: Counter[str] = Counter()
        for where, counted in self.counts.items():
            row = _row(counted)
            total += row
            _say(f"{where:34}" + "".join(f"{row[column]:12}" for column in columns))
        _say(f"{'all':34}" + "".join(f"{total[column]:12}" for column in columns) + f"   ({seconds:.0f} s)")
        for outcome, names in self.found.items():
            _say(f"\n{outcome}:\n  " + "\n  ".join(names))


def _row(counted: Counter[str]) -> Counter[str]:
    caught, survived = counted["caught"] + counted["hung"], counted["survived"]
    rest = counted.total() - caught - survived - counted["equivalent"]
    return Counter(
        planted=counted.total(),
        caught=caught,
        equivalent=counted["equivalent"],
        survived=survived,
        error=rest,
    )


def _look(fault: Fault, chosen: list[pytest.Item]) -> int:
    """Plant the fault in this copy and play the tests until one fails."""
    playing.limit_time()
    try:
        fault.plant()
    except NotPlanted:
        return ERROR
    played = 0
    for item in chosen:
        outcome = playing.play(item)
        if outcome == "failed":
            return CAUGHT
        played += outcome == "passed"
    return SURVIVED if played else NOT_RUN


def _chosen(faults: list[Fault]) -> list[Fault]:
    faults = [fault for fault in faults if subject_of(fault.where) in subjects()]
    if pattern := os.environ.get("ONLY"):
        faults = [fault for fault in faults if re.search(pattern, str(fault))]
    if many := int(os.environ.get("MUTANTS", "0")):
        seed = int(os.environ.get("SEED", str(time.time_ns() % 10_000)))
        _say(f"{many} of {len(faults)} faults, chosen with SEED={seed}.")
        faults = random.Random(seed).sample(faults, min(many, len(faults)))
    return sorted(faults, key=_of_a_guard, reverse=True)


def _of_a_guard(fault: Fault) -> bool:
    """Guards first: what they let through is worst."""
    return "guard" in str(fault) or "/" in fault.where


def _half(items: list[pytest.Item], half: int) -> list[pytest.Item]:
    files = list(dict.fromkeys(item.path for item in items))
    return [item for item in items if files.index(item.path) % 2 == half]


def _needs_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None


def _is_quick(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    real = marker is not None and marker.kwargs.get("transaction", False)
    names = {"transactional_db", "file_database", "live_server"} & set(getattr(item, "fixturenames", ()))
    slow = item.get_closest_marker("browser") or item.get_closest_marker("threads")
    return not (real or names or slow or any(word in item.name for word in LEFT_OUT))


def _say(words: str) -> None:
    print(words, file=sys.__stderr__, flush=True)
