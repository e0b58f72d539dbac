"""Kill the server and the worker in the middle of writes, and see that nothing acknowledged is lost or doubled.

Run it as ``make endurance`` (200 kills, on a database of its own under a temporary folder) or with
``DATABASE_URL`` naming an empty PostgreSQL database. Writers keep saving drafts, sending them and taking them
back over HTTP while server and worker die by ``kill -9`` and are started again. A writer that got no answer
sends the same form again. Mail goes to a small SMTP catcher in this process.
"""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

from deploy.trial.author import Author
from deploy.trial.mail import Catcher
from deploy.trial.visitor import Answer, Visitor

KILLS = int(sys.argv[1]) if len(sys.argv) > 1 else 200
WRITERS = ("contributor", "other.contributor")
ROOT = Path(__file__).parent.parent
PYTHON = sys.executable


# Server and worker


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@dataclass
class Portal:
    """The processes under test."""

    folder: str
    mail: int
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PROFILE": "demonstration",
            "DATA_DIR": self.folder,
            "PORT": str(self.port),
            "TASK_BACKEND": "database",
            "GRACE_SECONDS": "0",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mail}",
            "LOG_LEVEL": "ERROR",
        }

    def manage(self, *words: str) -> str:
        command = [PYTHON, "manage.py", *words]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def start(self, what: str) -> None:
        serve = [
            "-m",
            "gunicorn",
            "guide_portal.wsgi",
            "-b",
            f"127.0.0.1:{self.port}",
            "-w",
            "2",
            "--preload",
            "-k",
            "gthread",
        ]
        commands = {
            "server": [*serve, "--threads", "4", "--no-control-socket", "--log-level", "critical"],
            "worker": ["manage.py", "db_worker", "--interval", "0.2", "--no-startup-delay"],
            "tick": ["manage.py", "tick", "--every", "2"],
        }
        self.running[what] = subprocess.Popen(
            [PYTHON, *commands[what]],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self, what: str) -> None:
        """Kill a process with everything it started, as the power does."""
        os.killpg(self.running[what].pid, signal.SIGKILL)
        self.running[what].wait()

    def kill_and_restart(self, what: str) -> None:
        if what == "request":
            self.kill_a_request()
        else:
            self.kill(what)
            self.start(what)

    def kill_a_request(self) -> None:
        """Kill a process that answers requests, in the middle of one; the server starts another."""
        master = self.running["server"].pid
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        for child in random.sample(children, min(1, len(children))):
            os.kill(int(child), signal.SIGKILL)


# Writers


class Patient(Visitor):
    """Sends the same again until there is an answer, as a browser or a proxy would."""

    answers: Counter[str]

    def ask(self, path: str, form: dict[str, Any] | None = None, files: Any = None) -> Answer:
        while True:
            try:
                answer = super().ask(path, form, files)
            except (OSError, ValueError, HTTPException):
                self.answers["no answer"] += 1
            else:
                self.answers["answered" if answer.status < 400 else str(answer.status)] += 1
                if answer.status < 500:
                    return answer
            time.sleep(0.1)


@dataclass
class Writer(threading.Thread):
    """Somebody who saves, sends and takes back; its author remembers what the portal has acknowledged."""

    base: str
    name_: str
    stop: threading.Event
    answers: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        visitor = Patient(self.base, timeout=20)
        visitor.answers = self.answers
        self.author = Author(visitor)

    __hash__ = threading.Thread.__hash__

    def sign_in(self) -> None:
        """Before anything dies: who has signed in does not send that form again, as its token is spent."""
        self.author.visitor.sign_in(f"{self.name_}@demo.example", "open-the-barrier")

    def run(self) -> None:
        while not self.stop.is_set():
            reference = self.author.begin()
            for _ in range(random.randint(2, 5)):
                self.author.save(reference)
            self.author.move(reference, "withdraw")


# What must hold afterwards

CHECK = """
import json, sys
from casestudies.models import Submission
from letters.models import Letter
from moderation.models import Event
from django_tasks_db.models import DBTaskResult
asked = json.load(sys.stdin)
titles = dict(Submission.objects.values_list("reference", "draft__title"))
lost = [r for r, title in asked["saved"].items() if titles.get(r) != title]
keys = [str(k) for k in Event.objects.values_list("key", flat=True)]
unmoved = [k for k in asked["moved"] if keys.count(k) != 1]
letters = list(Letter.objects.filter(sent_at__isnull=False).values_list("key", flat=True))
waiting = list(Letter.objects.filter(sent_at=None, for_digest=False).values_list("last_error", "attempts"))
withdrawn = {str(e.key) for e in Event.objects.filter(verb="withdraw")}
written = {k.split(":")[0] for k in Letter.objects.values_list("key", flat=True)}
states = list(DBTaskResult.objects.values_list("status", flat=True))
print(json.dumps({
  "saves lost": lost, "moves lost or doubled": unmoved, "letters not sent": waiting,
  "moves without a letter": sorted(set(asked["moved"]) - written), "letters sent": len(letters),
  "drafts": len(titles), "events": len(keys), "jobs left": [s for s in states if s not in ("SUCCESSFUL", "SUCCEEDED")],
}))
"""


def check(portal: Portal, writers: list[Writer]) -> dict[str, object]:
    asked = {
        "saved": {r: title for writer in writers for r, title in writer.author.saved.items()},
        "moved": [key for writer in writers for key in writer.author.moved],
    }
    answer = subprocess.run(
        [PYTHON, "manage.py", "shell", "--no-imports", "-c", CHECK],
        cwd=ROOT,
        env=portal.environment,
        input=json.dumps(asked),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    found: dict[str, object] = json.loads(answer.strip().splitlines()[-1])
    acknowledged = {name: len(rows) for name, rows in asked.items()}
    return {"acknowledged": acknowledged, **found}


def main() -> int:
    mail = Catcher()
    with tempfile.TemporaryDirectory(prefix="endurance-") as folder:
        portal = Portal(folder, mail.port)
        portal.manage("prepare")
        for what in ("server", "worker", "tick"):
            portal.start(what)
        stop = threading.Event()
        writers = [
            Writer(f"http://127.0.0.1:{portal.port}", name, stop) for name in WRITERS for _ in range(2)
        ]
        for writer in writers:
            writer.sign_in()
        for writer in writers:
            writer.start()
        killed = kill_at_random(portal, writers)
        stop.set()
        for writer in writers:
            writer.join(timeout=120)
        settle(portal)
        found = check(portal, writers)
        for what in portal.running:
            portal.kill(what)
    return report(killed, writers, found, mail)


def kill_at_random(portal: Portal, writers: list[Writer]) -> Counter[str]:
    killed: Counter[str] = Counter()
    for number in range(KILLS):
        seen = sum(writer.answers["answered"] for writer in writers)
        # Not before somebody was answered again: killing a server that has not come up proves nothing.
        while sum(writer.answers["answered"] for writer in writers) < seen + 2:
            time.sleep(0.05)
        time.sleep(random.uniform(0, 0.5))
        what = random.choice(["request"] * 6 + ["server", "worker", "tick"])
        portal.kill_and_restart(what)
        killed[what] += 1
        print(f"\r{number + 1} of {KILLS} kills", end="", flush=True)
    print()
    return killed


def settle(portal: Portal) -> None:
    """Let what waits be done: dead workers' claims first grow old enough, so the clock is helped along."""
    portal.manage(
        "shell",
        "--no-imports",
        "-c",
        "from letters.models import Letter; Letter.objects.filter(sent_at=None).update(claimed_at=None, not_before=None)",
    )
    portal.manage("tick")
    time.sleep(2)
    portal.manage("tick")


def report(killed: Counter[str], writers: list[Writer], found: dict[str, object], mail: Catcher) -> int:
    twice = {name: times for name, times in mail.copies.items() if times > 1}
    answers: Counter[str] = sum((writer.answers for writer in writers), Counter())
    print("Killed:", dict(killed))
    print("Answers:", dict(answers))
    for what, value in found.items():
        print(f"{what}: {value}")
    print(f"letters that arrived: {len(mail.copies)}, copies of one letter (same Message-ID): {twice}")
    wrong = [
        found[name]
        for name in ("saves lost", "moves lost or doubled", "moves without a letter", "letters not sent")
    ]
    print("Nothing was lost." if not any(wrong) else "SOMETHING WAS LOST.")
    return 1 if any(wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
