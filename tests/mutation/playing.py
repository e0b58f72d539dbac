"""Play tests in a forked copy of a process that has everything loaded, each copy with a database of its own."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from django.conf import settings
from django.core.signals import setting_changed
from django.db import connection, connections

# A fault may make a test run for ever. Time on the processor does not depend on what else the machine does.
SECONDS = 120
# Whatever waits this long without using the processor has gone wrong.
PATIENCE = 900


def play(item: pytest.Item) -> str:
    """Play one test: passed, failed or skipped."""
    one, other = item.session.items[:2]
    item.session._setupstate.teardown_exact(item)
    # Some other test follows, so that what the whole session shares stays.
    reports = runtestprotocol(item, log=False, nextitem=other if item is one else one)
    failed = [report for report in reports if report.failed]
    if failed:
        last_failure.append(failed[0].longreprtext)
        return "failed"
    return "skipped" if any(report.skipped for report in reports) else "passed"


last_failure: list[str] = []


class Copies:
    """Two forked copies at once, each with its own database and files."""

    def __init__(self, folder: Path, most: int = 2) -> None:
        self.folder, self.most = folder, most
        self.running: dict[int, tuple[Callable[[int], None], Path, float]] = {}
        connections.close_all()
        self.database = Path(connection.settings_dict["NAME"])
        self.made = 0

    def start(self, work: Callable[[], int], done: Callable[[int], None]) -> None:
        """Fork a copy that does the work; ``done`` gets its exit code, negative where it was killed."""
        while len(self.running) >= self.most:
            self.wait()
        self.made += 1
        own = self.folder / f"copy-{self.made}"
        own.mkdir()
        shutil.copy(self.database, own / "test.sqlite3")
        sys.stdout.flush()
        sys.stderr.flush()
        if (process := os.fork()) == 0:
            os._exit(_in_the_copy(work, own))
        self.running[process] = (done, own, time.monotonic())

    def wait(self) -> None:
        """Wait for one of the copies to end."""
        process, status = os.waitpid(-1, os.WNOHANG)
        while not process:
            self._lose_patience()
            time.sleep(0.01)
            process, status = os.waitpid(-1, os.WNOHANG)
        if process in self.running:
            done, own, _began = self.running.pop(process)
            shutil.rmtree(own)
            done(os.waitstatus_to_exitcode(status))

    def finish(self) -> None:
        while self.running:
            self.wait()

    def stop(self) -> None:
        """End what is still running when something went wrong."""
        for process in self.running:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        self.running.clear()

    def _lose_patience(self) -> None:
        for process, (_done, _own, began) in self.running.items():
            if time.monotonic() - began > PATIENCE:
                os.kill(process, signal.SIGKILL)


def _in_the_copy(work: Callable[[], int], own: Path) -> int:
    try:
        connection.settings_dict["NAME"] = str(own / "test.sqlite3")
        settings.MEDIA_ROOT = own / "files"
        setting_changed.send(sender=Copies, setting="MEDIA_ROOT", value=settings.MEDIA_ROOT, enter=True)
        return work()
    except BaseException:  # noqa: BLE001 - a copy never goes on as if it were the original
        (own.parent / "error.txt").write_text(traceback.format_exc(), "utf-8")
        return ERROR


def limit_time() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))


SURVIVED, CAUGHT, NOT_RUN, ERROR = 0, 10, 20, 30
