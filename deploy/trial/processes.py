"""Processes of a trial: kept running as systemd keeps them, each with a log of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
# As the units say: Restart=always, RestartSec=2.
RESTART_SECONDS = 2.0


@dataclass
class Process:
    """One process, started again when it dies, until it is stopped."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    is_wanted: bool = False
    starts: int = 0
    running: subprocess.Popen[bytes] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        with self.lock:
            self.is_wanted = True
            self._start()

    def _start(self) -> None:
        with self.log.open("ab") as log:
            # In a session of its own, so that Ctrl-C reaches the trial alone and a kill reaches all of it.
            self.running = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.starts += 1

    def revive(self) -> None:
        """Start it again if it died."""
        with self.lock:
            if self.is_wanted and self.running is not None and self.running.poll() is not None:
                self._start()

    def stop(self, seconds: float = 20) -> None:
        """Ask it to end; after a while end it with everything it started."""
        with self.lock:
            self.is_wanted = False
            if self.running is None or self.running.poll() is not None:
                return
            self.running.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.running.wait(seconds)
            self._kill()

    def kill(self) -> None:
        """End it as the power does; it is started again if it is still wanted."""
        with self.lock:
            self._kill()

    def _kill(self) -> None:
        assert self.running is not None
        with suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()

    def lines(self) -> Iterator[dict[str, Any]]:
        """Give what it wrote so far, each JSON line as an object and each other as its words."""
        for line in self.log.read_text(errors="replace").splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                yield {"message": line}


class Keeper(threading.Thread):
    """Starts again what died."""

    def __init__(self, processes: dict[str, Process]) -> None:
        super().__init__(daemon=True, name="keeper")
        self.processes = processes
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(RESTART_SECONDS):
            for process in list(self.processes.values()):
                process.revive()


def wait_for(what: str, happened: Any, seconds: float = 60, every: float = 0.2) -> float:
    """Wait until ``happened()`` is true and give the seconds it took; raise ``TimeoutError`` with words."""
    begun = time.monotonic()
    while not happened():
        if time.monotonic() - begun > seconds:
            raise TimeoutError(f"Waited {seconds:.0f} s in vain: {what}.")
        time.sleep(every)
    return time.monotonic() - begun
