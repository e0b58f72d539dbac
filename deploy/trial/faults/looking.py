"""What the faults look with: at pages, at logs, at rows; and what they need for a moment."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any

from PIL import Image

from deploy.trial.addresses import HOST
from deploy.trial.author import Author
from deploy.trial.faults import check
from deploy.trial.processes import wait_for
from deploy.trial.trial import PYTHON, Trial
from deploy.trial.visitor import Answer, Visitor

SERVE = [PYTHON, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "guide_portal.wsgi"]
TITLE = "SELECT draft->>'title' FROM casestudies_submission WHERE reference = %s"


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def seen(answer: Answer) -> str:
    """Give the status and the first two sentences, as the table shows them."""
    first = re.match(r"(?:.*?[.!?](?: |$)){1,2}", answer.sentence(240))
    return f"{answer.status}: *{first.group().strip() if first else answer.sentence(60)}*"


def log_line(trial: Trial, process: str, words: str, since: str, seconds: float = 30) -> str:
    """Give the line of a warning or an error with these words (or this kind of exception) as the table shows it."""
    found: list[str] = []

    def look() -> bool:
        for name, each in list(trial.processes.items()):
            if name.startswith(process):
                found.extend(_shown(name, line) for line in each.lines() if _is_meant(line, words, since))
        return bool(found)

    try:
        wait_for(words, look, seconds)
    except TimeoutError:
        check(found, f"No line of {process} says “{words}”.")
    return found[0]


def _is_meant(line: dict[str, Any], words: str, since: str) -> bool:
    if line.get("time", "") < since or line.get("level") not in {"WARNING", "ERROR", "CRITICAL"}:
        return False
    return words in line["message"] or any(words in each["kind"] for each in line.get("exceptions", ()))


def _shown(process: str, line: dict[str, Any]) -> str:
    facts = " ".join(
        f"{name}={line[name]}" for name in ("part", "letter", "due", "route", "status") if name in line
    )
    kinds = ", ".join(each["kind"].rpartition(".")[2] for each in line.get("exceptions", ())[:1])
    words = " ".join(each for each in (line["message"], facts, f"({kinds})" if kinds else "") if each)
    return f"{process.partition('-')[0]}: {line['level']} `{words}`"


def kept(trial: Trial, author: Author) -> str:
    """Check that every title this person was told is saved is there; gives how many they are."""
    for reference, title in author.saved.items():
        rows = trial.ask_database(TITLE, reference)
        check(rows and rows[0][0] == title, f"{reference} was acknowledged and is lost.")
    return f"nothing: every draft is as acknowledged ({len(author.saved)})"


def part(trial: Trial | None, name: str, visitor: Visitor | None = None) -> str:
    """Give what /readyz says of a part: "" when it is well."""
    asked = visitor or (trial.visitor() if trial else None)
    try:
        told = json.loads(asked.ask("/readyz").body)["parts"][name] if asked else {}
    except (OSError, HTTPException, ValueError):
        return "no answer"
    return "" if told.get("ready") else str(told.get("why"))


def picture(size: int = 120) -> bytes:
    """Give a picture of chance, which nothing makes smaller."""
    file = io.BytesIO()
    Image.frombytes("RGB", (size, size), os.urandom(size * size * 3)).save(file, "PNG")
    return file.getvalue()


@contextmanager
def beside(trial: Trial, name: str, command: list[str] | None = None, **changes: str) -> Iterator[Visitor]:
    """Run one more web process with another environment, past the proxy; gives somebody who visits it."""
    process = trial.run(name, command or SERVE, WEB_BIND=f"{HOST}:{trial.at.other}", **changes)
    visitor = Visitor(f"http://{HOST}:{trial.at.other}", headers={"X-Forwarded-Proto": "https"})

    def is_up() -> bool:
        try:
            return visitor.ask("/healthz").status == 200
        except (OSError, HTTPException):
            return False

    try:
        wait_for(name, is_up, 90)
        yield visitor
    finally:
        process.stop()


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount a disk of memory that soon is full; only root may."""
    folder.mkdir(parents=True, exist_ok=True)
    size = f"size={megabytes}m"
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], check=True, capture_output=True
    )
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True, capture_output=True)


def fill(folder: Path) -> Path:
    """Take all the room there is; gives the file to delete afterwards."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            pass
    assert shutil.disk_usage(folder).free < 8192
    return filler
