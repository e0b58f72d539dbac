"""The real server on the loopback address, somebody who asks it, and what the asking cost."""

from __future__ import annotations

import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Self

from django.db import connection

ROOT = Path(__file__).parent.parent
HEADER = "X-Bench-Queries"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
INPUT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
TICKS = os.sysconf("SC_CLK_TCK")
WORKERS, THREADS, READERS = 2, 4, 2
LONGEST_START = 60


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


class Server:
    """gunicorn with threads, as in earnest; ends with the block.

    Other than ``deploy/gunicorn.conf.py``: four threads, not eight, code loaded before the processes part,
    and the demonstration profile.
    """

    def __enter__(self) -> Self:
        self.port = int(os.environ.get("PORT", "0")) or _free_port()
        environment = {**os.environ, "LOG_LEVEL": "ERROR", "TASK_BACKEND": "database", "EMAIL_URL": "dummy:"}
        command = [sys.executable, "-m", "gunicorn", "benchmarks.counted", "-b", f"127.0.0.1:{self.port}"]
        command += ["-w", str(WORKERS), "-k", "gthread", "--threads", str(THREADS), "--preload"]
        command += ["--keep-alive", "75"]
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [*command, "--log-level", "critical"], cwd=ROOT, env=environment
        )
        until = time.monotonic() + LONGEST_START
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.__exit__()
                raise SystemExit("The server did not start.")
            time.sleep(0.2)
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    def _answers(self) -> bool:
        try:
            return Asker(self.port).ask("/healthz").status == 200  # noqa: PLR2004
        except OSError:
            return False

    def seconds(self) -> float:
        """How long the processors have worked for the server and for its connections to the database."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            backends = [str(row[0]) for row in cursor.fetchall()]
        return sum(map(_worked, [*children, *backends]))


def _worked(pid: str) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    queries: int
    etag: str
    location: str


class Asker:
    """Somebody with one connection that stays open, and the cookies of whoever is signed in."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies = dict(cookies or {})

    def ask(
        self, address: str, data: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        sent = {"Accept-Encoding": "br", **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if data is not None:
            body = urllib.parse.urlencode(data)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("POST" if body is not None else "GET", address, body, sent)
        response = self.connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _sign, value = cookie.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        return Answer(
            response.status,
            response.read(),
            int(response.headers.get(HEADER, "0")),
            response.headers.get("ETag", ""),
            response.headers.get("Location", ""),
        )

    def form(self, address: str, action: str = "") -> dict[str, str]:
        """Read the hidden fields of a page's form, as a browser sends them."""
        page = self.ask(address, headers={"Accept-Encoding": "identity"}).body.decode()
        if action:
            found = re.search(rf'action="{re.escape(action)}".*?</form>', page, re.DOTALL)
            page = found.group() if found else ""
        fields = dict(INPUT.findall(page))
        return {**fields, "csrfmiddlewaretoken": TOKEN.findall(page)[0]}


@dataclass
class Figures:
    """What one page costs."""

    queries: list[int] = field(default_factory=list)
    bytes: int = 0
    times: list[float] = field(default_factory=list)
    wall: float = 0.0
    worked: float = 0.0

    @property
    def a_second(self) -> float:
        return len(self.times) / self.wall

    @property
    def cpu(self) -> float:
        """Milliseconds of processor time for each request, server and database together."""
        return self.worked * 1000 / len(self.times)

    @property
    def p50(self) -> float:
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20)[-1]


Step = Callable[[Asker, int], Answer]


def measure(
    server: Server, step: Step, askers: list[Asker], times: int, expected: tuple[int, ...]
) -> Figures:
    """Have some people do one step ``times`` times each, at once, after one that is not counted."""
    figures = Figures()
    for number, asker in enumerate(askers):
        step(asker, -1 - number)
    lock = threading.Lock()

    def work(who: int) -> None:
        for number in range(times):
            begun = time.perf_counter()
            answer = step(askers[who], who * times + number)
            took = (time.perf_counter() - begun) * 1000
            with lock:
                figures.times.append(took)
                figures.queries.append(answer.queries)
                figures.bytes = len(answer.body)
                if answer.status not in expected:
                    failed.append(answer.status)

    failed: list[int] = []
    worked, begun = server.seconds(), time.perf_counter()
    with ThreadPoolExecutor(len(askers)) as pool:
        list(pool.map(work, range(len(askers))))  # raises what went wrong
    figures.wall, figures.worked = time.perf_counter() - begun, server.seconds() - worked
    if failed:
        raise SystemExit(f"Answered {failed[0]} where {expected} was expected.")
    return figures
