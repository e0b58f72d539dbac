"""What a log line says, and above all what it never says."""

from __future__ import annotations

import ast
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal
from django.db import IntegrityError
from django.test import Client

from guide_portal.environment.logs import logs
from guide_portal.watching.lines import FIELDS, JsonLines, ReadableLines
from members.adapter import ClosedAccountAdapter

PERSONAL = {
    "address": "amina.kone@douanes.example",
    "name": "Amina Koné",
    "password": "correct-horse-battery",
    "words": "the minister would not sign",
    "token": "eyJhbGciOi-secret-token",
    "agent": "Aminas-own-browser",
}


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def _lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def _requests(stream: io.StringIO) -> list[dict[str, Any]]:
    return [line for line in _lines(stream) if line["logger"] == "guide_portal.watching.requests"]


@pytest.mark.django_db
def test_nothing_personal_is_in_the_log_of_a_request_that_fails(
    client: Client, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any, **credentials: Any) -> None:
        row = f"Key (email)=({credentials['email']}) already exists: {PERSONAL['name']}, {PERSONAL['words']}"
        try:
            raise IntegrityError(row)  # noqa: TRY301 - the cause is what is tested
        except IntegrityError as error:
            raise ValueError(f"{credentials} {PERSONAL['token']}") from error

    monkeypatch.setattr(ClosedAccountAdapter, "authenticate", fail)
    client.raise_request_exception = False
    client.cookies["seen"] = PERSONAL["token"]
    response = client.post(
        f"/en/accounts/login/?next={PERSONAL['address']}&q={PERSONAL['words']}",
        {"login": PERSONAL["address"], "password": PERSONAL["password"], "name": PERSONAL["name"]},
        headers={"user-agent": PERSONAL["agent"], "referer": f"https://x.example/{PERSONAL['token']}"},
    )
    assert response.status_code == 500
    lines = _lines(written)
    # The control: the failure was logged, with its kind, its cause and its places.
    failures = [line["exceptions"] for line in lines if "exceptions" in line]
    assert [error["kind"] for error in failures[0]] == [
        "builtins.ValueError",
        "django.db.utils.IntegrityError",
    ]
    assert any(place.endswith(" fail") for place in failures[0][0]["places"])
    assert {line["request"] for line in lines} == {response["X-Request-ID"]}
    for secret in PERSONAL.values():
        assert secret not in written.getvalue()
    assert "127.0.0.1" not in written.getvalue()


@pytest.mark.django_db
def test_an_answered_request_is_one_line(client: Client, written: io.StringIO) -> None:
    response = client.get("/en/case-studies/no-such-story/?q=words")
    (line,) = _requests(written)
    assert set(line) == {
        "time",
        "level",
        "logger",
        "message",
        "request",
        "route",
        "method",
        "status",
        "milliseconds",
    }
    assert (line["route"], line["method"], line["status"]) == ("casestudies:detail", "GET", 404)
    assert line["request"] == response["X-Request-ID"]
    assert line["message"] == "request answered"
    assert line["milliseconds"] > 0
    assert "no-such-story" not in written.getvalue()


@pytest.mark.django_db
def test_addresses_that_do_not_exist_have_no_name(client: Client, written: io.StringIO) -> None:
    client.get("/en/amina.kone@douanes.example/")
    client.get("/static/amina.css")
    client.generic("AMINA", "/healthz")
    assert [(line["route"], line["method"]) for line in _requests(written)] == [
        ("none", "GET"),
        ("static", "GET"),
    ]
    assert "mina" not in written.getvalue()


def test_probes_leave_no_line(client: Client, written: io.StringIO) -> None:
    assert client.get("/healthz").status_code == 200
    assert _requests(written) == []


@pytest.mark.parametrize(
    ("proxies", "given", "kept"),
    [
        (1, "0123456789abcdef", True),
        (0, "0123456789abcdef", False),
        (1, "short", False),
        (1, 'x"} {"level": "ERROR', False),
        (1, "a" * 65, False),
    ],
)
def test_a_request_id_is_taken_from_a_trusted_proxy_alone(
    client: Client, settings: Any, proxies: int, given: str, kept: bool
) -> None:
    settings.TRUSTED_PROXIES = proxies
    response = client.get("/healthz", headers={"x-request-id": given})
    assert (response["X-Request-ID"] == given) is kept
    assert len(response["X-Request-ID"]) >= 8


def _record(message: object, **fields: Any) -> logging.LogRecord:
    return logging.makeLogRecord(
        {"msg": message, "levelno": 30, "levelname": "WARNING", "name": "x", **fields}
    )


def test_arguments_and_unknown_fields_are_left_out() -> None:
    told = json.loads(
        JsonLines().format(_record("Not Found: %s", args=("/en/amina/",), request="amina", item=7))
    )
    assert told["message"] == "Not Found: %s"
    assert told["item"] == 7
    assert "amina" not in json.dumps(told)


@pytest.mark.parametrize("value", ["amina@douanes.example", "x" * 81, "two\nlines", "Amina’s words!"])
def test_a_field_that_holds_words_is_left_out(value: str) -> None:
    assert "reason" not in json.loads(JsonLines().format(_record("m", reason=value)))


def test_a_line_stays_one_line() -> None:
    assert "\n" not in JsonLines().format(_record("two\nlines"))


def test_readable_lines_say_the_same() -> None:
    line = ReadableLines().format(_record("letter not delivered", letter=7))
    assert line.endswith("WARNING x: letter not delivered letter=7")


def test_the_demonstration_writes_for_people_and_production_for_machines() -> None:
    assert portal.LOG_FORMAT == "lines"
    assert "JsonLines" in logs("json", "INFO")["formatters"]["line"]["()"]
    assert "ReadableLines" in logs("lines", "INFO")["formatters"]["line"]["()"]


def test_a_request_that_fails_is_said_once_with_its_places_and_an_answer_not_twice() -> None:
    config = logs("json", "INFO")
    made = config["filters"]["failures"]["()"]()
    assert not made(_record("%s: %s", name="django.request", exc_info=None))
    failed = _record("%s: %s", name="django.request", exc_info=(ValueError, ValueError("words"), None))
    assert made(failed)
    assert json.loads(JsonLines().format(failed))["message"] == "request failed"
    assert config["loggers"]["django.request"]["filters"] == ["failures"]


def test_own_messages_are_constant_and_their_fields_are_known() -> None:
    """A message with something put into it, or a field the formatter drops, would not be noticed otherwise."""
    found = 0
    for file, call in _log_calls():
        found += 1
        message = call.args[-1] if call.func.attr == "log" and len(call.args) > 1 else call.args[0]  # type: ignore[attr-defined]
        assert isinstance(message, ast.Constant), f"{file}:{call.lineno}"
        extra = next((word.value for word in call.keywords if word.arg == "extra"), None)
        if isinstance(extra, ast.Dict):
            keys = {key.value for key in extra.keys if isinstance(key, ast.Constant)}
            assert keys <= set(FIELDS), f"{file}:{call.lineno}"
    assert found > 15


def _log_calls() -> Iterator[tuple[Path, ast.Call]]:
    levels = {"debug", "info", "warning", "error", "exception", "critical", "log"}
    for app in (
        "guide_portal",
        "members",
        "moderation",
        "modules",
        "casestudies",
        "feedback",
        "prose",
        "letters",
        "search",
    ):
        for file in (Path(portal.BASE_DIR) / app).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                named = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                if (
                    named
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == "log"
                    and node.func.attr in levels
                ):  # type: ignore[attr-defined]
                    yield file, node  # type: ignore[misc]
