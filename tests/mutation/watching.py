"""The run without a fault: it must pass, and it shows which test looks at what."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from time import process_time
from typing import Any

import coverage
import pytest

from moderation.workflow import Workflow
from tests.mutation.bodies import FILES, ROOT
from tests.mutation.faults import Seen
from tests.mutation.playing import last_failure, play


def watch(items: list[pytest.Item], answer: Path) -> int:
    """Play tests without a fault and write down what each of them looked at; raises where one fails."""
    attempts: dict[str, list[tuple[str, str]]] = {}
    current: list[tuple[str, str]] = []
    _note_attempts(current)
    marks = coverage.Coverage(data_file=None, config_file=False, include=[str(ROOT / file) for file in FILES])
    seconds = {}
    marks.start()
    for item in items:
        current.clear()
        marks.switch_context(item.nodeid)
        began = process_time()
        if (outcome := play(item)) == "failed":
            raise AssertionError(f"{item.nodeid} fails without any fault:\n{last_failure[-1]}")
        if outcome == "passed":
            seconds[item.nodeid] = process_time() - began
            attempts[item.nodeid] = list(current)
    marks.stop()
    lines = []
    for file in FILES:
        known = marks.get_data().contexts_by_lineno(str(ROOT / file))
        lines += [(file, line, [test for test in tests if test in seconds]) for line, tests in known.items()]
    answer.write_text(json.dumps({"seconds": seconds, "attempts": attempts, "lines": lines}), "utf-8")
    return 0


def _note_attempts(current: list[tuple[str, str]]) -> None:
    """Every attempt of a move looks its row up by name."""
    look_up = Workflow.move

    def move(self: Workflow, name: str) -> Any:
        current.append((self.name, name))
        return look_up(self, name)

    Workflow.move = move  # type: ignore[method-assign]


def put_together(answers: Iterable[Path]) -> Seen:
    seconds: dict[str, float] = {}
    attempts: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    lines: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    last: dict[str, tuple[str, str]] = {}
    for answer in answers:
        known = json.loads(answer.read_text("utf-8"))
        seconds |= known["seconds"]
        for test, rows in known["attempts"].items():
            for workflow, verb in rows:
                attempts[workflow, verb].add(test)
                last[test] = (workflow, verb)
        for file, line, tests in known["lines"]:
            lines[file, line].update(tests)
    return Seen(
        seconds,
        {row: frozenset(tests) for row, tests in attempts.items()},
        last,
        {line: frozenset(tests) for line, tests in lines.items()},
    )
