"""Everything that a portal in earnest consists of, started and stopped together."""

from __future__ import annotations

import base64
import getpass
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import boto3  # type: ignore[import-untyped]
import psycopg
from psycopg import sql

from deploy.trial import needs, proxy
from deploy.trial.addresses import BUCKET, HOST, Addresses
from deploy.trial.gate import Gate
from deploy.trial.mail import Catcher
from deploy.trial.processes import ROOT, Keeper, Process, wait_for
from deploy.trial.visitor import Visitor

Say = Callable[[str], None]
MAKE_PEOPLE = "from deploy.trial.people import main; main()"
PYTHON = sys.executable


class Missing(Exception):
    """Something that a trial needs is not on this machine; the message says what."""


class Trial:
    """A portal as in production: use it in a ``with`` statement."""

    def __init__(self, *, gated: bool = False, writers: int = 0, say: Say = print) -> None:
        self.say, self.gated, self.writers = say, gated, writers
        self.at = Addresses(Path(tempfile.mkdtemp(prefix="portal-trial-")))
        self.password = secrets.token_urlsafe(18)
        # One second factor for all people of the trial (RFC 6238, base32).
        self.secret = base64.b32encode(secrets.token_bytes(20)).decode()
        self.processes: dict[str, Process] = {}
        self.keeper = Keeper(self.processes)
        self.mail: Catcher | None = None
        self.gates: dict[str, Gate] = {}
        self.has_database = False

    def __enter__(self) -> Self:
        if problems := list(needs.missing(self.at.server)):
            shutil.rmtree(self.at.folder)
            raise Missing("A trial cannot start here:\n- " + "\n- ".join(problems))
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    @property
    def environment(self) -> dict[str, str]:
        return self.at.environment(DATABASE_URL=self.at.gated_url if self.gated else self.at.database_url)

    def _start(self) -> None:
        for folder in ("data", "data/files", "data/metrics", "data/static"):
            (self.at.folder / folder).mkdir(parents=True, exist_ok=True)
        self.say("Database, cache, storage, mail server …")
        self.create_database()
        if self.gated:
            server = urlsplit(self.at.server)
            self.gates["database"] = Gate(self.at.database_gate, server.hostname or HOST, server.port or 5432)
        self._start_around()
        self.say("The portal's tables, the guide, people, style sheets …")
        self.prepare()
        self.say("Web processes, worker, tick, proxy …")
        self._start_portal()
        self.keeper.start()
        self.wait_until_ready()

    def _start_around(self) -> None:
        """Start what stands around the portal."""
        self.mail = Catcher(self.at.smtp, self.at.folder / "mail")
        redis = [
            "redis-server",
            "--port",
            str(self.at.redis),
            "--bind",
            HOST,
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.run("redis", [*redis, "--dir", str(self.at.folder)])
        self.run("s3", [PYTHON, "-m", "moto.server", "-H", HOST, "-p", str(self.at.s3_itself)])
        self.gates["s3"] = Gate(self.at.s3, HOST, self.at.s3_itself)
        wait_for("the S3 server", lambda: _answers(self.at.s3_itself))
        wait_for("Redis", lambda: _answers(self.at.redis))
        told = self.environment
        boto3.client(
            "s3",
            endpoint_url=told["S3_ENDPOINT"],
            region_name=told["S3_REGION"],
            aws_access_key_id=told["S3_ACCESS_KEY"],
            aws_secret_access_key=told["S3_SECRET_KEY"],
        ).create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": told["S3_REGION"]})

    def prepare(self) -> None:
        """Do what the papers tell an operator to do before the first start."""
        self.manage("prepare")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        self.manage("write_error_pages")
        self.make_people()

    def make_people(self) -> None:
        chosen = {
            "TRIAL_PASSWORD": self.password,
            "TRIAL_SECRET": self.secret,
            "TRIAL_WRITERS": str(self.writers),
        }
        self.manage("shell", "--no-imports", "-c", MAKE_PEOPLE, **chosen)

    def _start_portal(self) -> None:
        serve = [PYTHON, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "guide_portal.wsgi"]
        for number, port in enumerate(self.at.web, start=1):
            self.run(f"web-{number}", serve, WEB_BIND=f"{HOST}:{port}")
        self.run("worker", [PYTHON, "manage.py", "db_worker", "--no-startup-delay"])
        # The timer of systemd, quicker: what is due is done within two seconds.
        self.run("tick", [PYTHON, "manage.py", "tick", "--every", "2"])
        configuration = proxy.configure(self.at, getpass.getuser())
        self.run("nginx", ["nginx", "-c", str(configuration), "-e", str(self.at.folder / "nginx-start.log")])

    def run(self, name: str, command: list[str], **changes: str) -> Process:
        """Start a process with the portal's environment and keep it running."""
        told = {**self.environment, **changes}
        environment = {**{n: v for n, v in told.items() if v}, "PATH": needs.PATH}
        process = Process(name, command, environment, self.at.folder / f"{name}.log")
        self.processes[name] = process
        process.start()
        return process

    def manage(self, *words: str, **changes: str) -> str:
        """Run a command of the portal and give what it said; raises with its words when it fails."""
        done = subprocess.run(
            [PYTHON, "manage.py", *words],
            cwd=ROOT,
            env={n: v for n, v in {**self.environment, **changes}.items() if v},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {words[0]} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def wait_until_ready(self, seconds: float = 120) -> float:
        """Wait until every part says that it is well; gives the seconds it took."""
        return wait_for("the portal to be ready", self.is_ready, seconds)

    def is_ready(self) -> bool:
        try:
            return self.visitor().ask("/readyz").status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False

    def visitor(self, name: str = "", **options: Any) -> Visitor:
        """Give a browser without windows; with a name, of somebody who has signed in."""
        visitor = Visitor(self.at.portal, **options)
        if name:
            visitor.sign_in(f"{name}@trial.example", self.password, self.secret)
        return visitor

    def ask_database(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Ask the database itself, past the gate."""
        with psycopg.connect(self.at.database_url, autocommit=True) as connection:
            answer = connection.execute(query, values or None)
            return answer.fetchall() if answer.description else []

    def create_database(self) -> None:
        with psycopg.connect(self.at.server, autocommit=True) as connection:
            name = sql.Identifier(self.at.database)
            try:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
            except psycopg.errors.DuplicateDatabase:
                raise Missing(
                    f"There is a database {self.at.database} already. A trial makes its own and drops it at the end:"
                    " drop that one, or choose another name with TRIAL_NAME."
                ) from None
        self.has_database = True

    def _drop_database(self) -> None:
        with psycopg.connect(self.at.server, autocommit=True) as connection:
            name = sql.Identifier(self.at.database)
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def stop(self) -> None:
        """End everything, in the order in which nobody misses anybody, and leave nothing behind."""
        self.keeper.ended.set()
        for process in reversed(self.processes.values()):
            process.stop()
        for gate in self.gates.values():
            gate.shut()
        if self.mail:
            self.mail.close()
        if self.has_database:
            with suppress(psycopg.OperationalError):
                self._drop_database()
        shutil.rmtree(self.at.folder, ignore_errors=True)


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False
