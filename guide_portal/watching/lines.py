"""How a log line looks.

A line holds what a program wrote, never what a person did: the message before anything is put into it,
ids and numbers from a short list of names, and of an exception its kind and the places it went through,
as its words may quote a form, an address or a row of the database.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any, Final

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
# What a line may say besides its message: ids of rows, names of our own, numbers.
FIELDS: Final = (
    "method", "route", "status", "milliseconds",
    "workflow", "item", "verb", "actor", "submission", "letter", "file", "due", "part", "reason", "answer",
)  # fmt: skip
_SHORT: Final = re.compile(r"[\w.:/ -]{0,80}")
_BASE: Final = f"{Path(__file__).resolve().parent.parent.parent}/"
MOST_PLACES: Final = 30
MOST_CAUSES: Final = 5


def only_failures(record: logging.LogRecord) -> bool:
    """Let Django's line on an exception through, and none on an answer: that has its own line already."""
    if record.exc_info:
        record.msg = "request failed"
    return bool(record.exc_info)


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(_told(record), ensure_ascii=False)


class ReadableLines(logging.Formatter):
    """The same for a person at the machine: time, level, message, then what else is known."""

    def format(self, record: logging.LogRecord) -> str:
        told = _told(record)
        time, level, logger, message = (told.pop(key) for key in ("time", "level", "logger", "message"))
        exceptions = told.pop("exceptions", [])
        told.pop("request", None)
        words = " ".join(f"{key}={value}" for key, value in told.items())
        lines = [f"{time[11:19]} {level} {logger}: {message} {words}".rstrip()]
        for exception in exceptions:
            lines.append(f"  {exception['kind']}")
            lines += [f"    {place}" for place in exception["places"]]
        return "\n".join(lines)


def _told(record: logging.LogRecord) -> dict[str, Any]:
    told: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        # Without its arguments: other people's messages put addresses and words of persons there.
        "message": str(record.msg)[:300],
    }
    if request := getattr(record, "request_id", "") or REQUEST_ID.get():
        told["request"] = request
    told.update(_fields(record))
    if record.exc_info and record.exc_info[1] is not None:
        told["exceptions"] = [*islice(_exceptions(record.exc_info[1]), MOST_CAUSES)]
    return told


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in FIELDS:
        value = record.__dict__.get(name)
        if isinstance(value, bool | int | float):
            found[name] = value
        elif value is not None and "@" not in (words := str(value)) and _SHORT.fullmatch(words):
            found[name] = words
    # Django gives the answer's status to its own lines.
    if "status" not in found and isinstance(code := record.__dict__.get("status_code"), int):
        found["status"] = code
    return found


def _exceptions(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """Give an exception and what caused it, each with its kind and its places alone."""
    while error is not None:
        told: dict[str, Any] = {"kind": f"{type(error).__module__}.{type(error).__qualname__}"}
        # PostgreSQL's five characters say what went wrong without quoting a row.
        if isinstance(state := getattr(error, "sqlstate", None), str):
            told["sqlstate"] = state
        yield told | {"places": list(_places(error.__traceback__))}
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _places(traceback: TracebackType | None) -> list[str]:
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        file = code.co_filename.removeprefix(_BASE)
        places.append(f"{file.rpartition('site-packages/')[2]}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places[-MOST_PLACES:]
