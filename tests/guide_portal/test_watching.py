"""Alive, ready, figures: what machines are told, in time, and without a secret."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from guide_portal.watching import backlog, parts, readiness
from letters.due import run_due
from letters.models import Letter
from moderation.registry import workflows
from tests import people

TOKEN = "t" * 32


@pytest.fixture(autouse=True)
def _afresh() -> Iterator[None]:
    parts.forget()
    readiness._asking.clear()
    yield
    parts.forget()
    readiness._asking.clear()


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put other parts in the place of the real ones."""

    def put(*given: Callable[[], dict[str, Any]]) -> None:
        monkeypatch.setattr(parts, "LINES", tuple((part,) for part in given))

    return put


def test_alive_asks_no_database(client: Client) -> None:
    """The test has no database: a query would fail it."""
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, {"alive": True})
    assert "no-store" in response["Cache-Control"]


def test_ready_says_each_part(client: Client, lines: Callable[..., None]) -> None:
    def well() -> dict[str, Any]:
        return {"waiting": 2}

    lines(well)
    response = client.get("/readyz")
    assert response.status_code == 200
    told = response.json()
    assert told["ready"] is True
    assert told["parts"]["well"]["waiting"] == 2


def test_one_part_that_is_not_ready_makes_503_and_says_why(
    client: Client, lines: Callable[..., None]
) -> None:
    def well() -> dict[str, Any]:
        return {}

    def late() -> dict[str, Any]:
        raise parts.NotReady("It is late.")

    lines(well, late)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["parts"]["late"] == {"ready": False, "why": "It is late."}
    assert response.json()["parts"]["well"]["ready"] is True
    assert client.get("/readyz?only=well").status_code == 200
    assert client.get("/readyz?only=well,unknown").status_code == 400


def test_a_failure_is_told_without_its_words(client: Client, lines: Callable[..., None]) -> None:
    def down() -> dict[str, Any]:
        raise OperationalError("connection to db.internal as portal with password hunter2 failed")

    lines(down)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "OperationalError" in response.json()["parts"]["down"]["why"]
    assert "hunter2" not in response.content.decode()
    assert "db.internal" not in response.content.decode()


def test_the_answer_comes_in_time_though_a_part_hangs(
    client: Client, settings: Any, lines: Callable[..., None]
) -> None:
    settings.READY_WITHIN_SECONDS = 0.2
    release, begun = threading.Event(), []

    def hangs() -> dict[str, Any]:
        begun.append(1)
        release.wait(20)
        return {}

    def well() -> dict[str, Any]:
        return {}

    lines(hangs, well)
    try:
        started = time.monotonic()
        answers = [client.get("/readyz") for _ in range(3)]
        assert time.monotonic() - started < 5
        assert [answer.status_code for answer in answers] == [503] * 3
        assert answers[2].json()["parts"]["well"]["ready"] is True
        assert answers[2].json()["parts"]["hangs"] == {"ready": False, "why": "No answer within 0.2 seconds."}
        assert len(begun) == 1, "what hangs is not asked again and again"
    finally:
        release.set()
        readiness._asking[0].thread.join()
    assert client.get("/readyz").status_code == 200, "and it recovers by itself"


def test_a_replica_that_is_away_is_told_and_no_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def replica() -> dict[str, Any]:
        raise OperationalError

    monkeypatch.setattr(parts, "LINES", ((replica,),))
    ready, told = readiness.ask()
    assert ready
    assert told["replica"]["ready"] is False


@pytest.mark.django_db(transaction=True)
def test_the_real_parts_answer(client: Client) -> None:
    """In threads and with connections of their own, as in a server."""
    list(run_due())
    response = client.get("/readyz")
    assert response.status_code == 200, response.json()
    assert list(response.json()["parts"]) == list(parts.names())
    assert default_storage.listdir("readyz")[1] == [], "the probe of the storage leaves nothing behind"


@pytest.mark.django_db
def test_jobs_that_wait_too_long(settings: Any) -> None:
    assert parts.queue() == {"waiting": 0, "oldest_seconds": 0}
    _job(minutes=1)
    _job(minutes=60, run_after=timezone.now() + timedelta(hours=1))
    _job(minutes=60, status="SUCCESSFUL")
    assert parts.queue()["waiting"] == 1
    _job(minutes=6)
    with pytest.raises(parts.NotReady, match="The oldest of 2 jobs"):
        parts.queue()


def _job(*, minutes: int, **fields: Any) -> None:
    job = DBTaskResult.objects.create(
        task_path="letters.tasks.deliver", args_kwargs={"args": [], "kwargs": {}}, backend_name="default",
        **{"run_after": timezone.now() - timedelta(minutes=minutes), **fields},
    )  # fmt: skip
    DBTaskResult.objects.filter(pk=job.pk).update(enqueued_at=timezone.now() - timedelta(minutes=minutes))


@pytest.mark.django_db
def test_letters_that_do_not_leave(delegate: Any) -> None:
    now = timezone.now()
    assert parts.mail() == {"waiting": 0, "oldest_seconds": 0}
    _letter(delegate, "fresh", written_at=now - timedelta(minutes=2))
    _letter(delegate, "in grace", written_at=now - timedelta(hours=1), not_before=now + timedelta(minutes=9))
    _letter(delegate, "sent", written_at=now - timedelta(days=1), sent_at=now)
    _letter(delegate, "given up", written_at=now - timedelta(days=1), given_up_at=now)
    assert parts.mail()["waiting"] == 1
    _letter(
        delegate,
        "refused",
        written_at=now - timedelta(hours=1),
        attempts=3,
        not_before=now + timedelta(hours=1),
    )
    with pytest.raises(parts.NotReady, match="The oldest of 2 letters"):
        parts.mail()


def _letter(recipient: Any, key: str, **fields: Any) -> None:
    Letter.objects.create(
        kind="x", recipient=recipient, address=recipient.email, language="en", subject="s", body="b", html="h",
        link="https://guide.example.org/", key=key, **fields,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seconds", "words"), [(None, "never run"), (600, "ran 600 seconds ago"), (-600, "from now")]
)
def test_a_tick_that_is_missing_late_or_ahead(
    monkeypatch: pytest.MonkeyPatch, seconds: int | None, words: str
) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    last = None if seconds is None else now - timedelta(seconds=seconds)
    monkeypatch.setattr(backlog, "last_tick", lambda: last)
    with pytest.raises(parts.NotReady, match=words):
        parts.tick()


@pytest.mark.django_db
def test_a_tick_leaves_its_time() -> None:
    assert backlog.last_tick() is None
    list(run_due())
    assert parts.tick()["seconds_ago"] < 60


def test_a_storage_that_refuses(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    settings.MEDIA_ROOT = tmp_path / "file"
    with pytest.raises(OSError):
        parts.storage()


def test_there_are_no_figures_without_a_token(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    "shown", ["", TOKEN, "Bearer wrong", f"bearer {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"]
)
def test_figures_are_for_who_shows_the_token(client: Client, settings: Any, shown: str) -> None:
    settings.METRICS_TOKEN = TOKEN
    response = client.get("/metrics", headers={"authorization": shown})
    assert (response.status_code, response.content) == (401, b"")


@pytest.mark.django_db
def test_figures(client: Client, settings: Any, delegate: Any, tmp_path: Path) -> None:
    settings.METRICS_TOKEN = TOKEN
    _letter(delegate, "waits", written_at=timezone.now() - timedelta(minutes=10))
    _letter(delegate, "given up", given_up_at=timezone.now())
    _job(minutes=3)
    client.handler.load_middleware()  # the middleware looks for the token when it is set up
    client.get("/en/about/")
    client.get("/en/about/")
    client.get("/en/nothing-here/")
    text = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert float(figures['portal_requests_total{method="GET",route="about",status="200"}']) >= 2
    assert float(figures['portal_requests_total{method="GET",route="none",status="404"}']) >= 1
    assert float(figures['portal_request_seconds_bucket{le="+Inf",route="about"}']) >= 2
    assert figures["portal_letters_waiting"] == "1.0"
    assert 600 <= float(figures["portal_letters_oldest_seconds"]) < 700
    assert figures["portal_letters_given_up"] == "1.0"
    assert figures["portal_jobs_waiting"] == "1.0"
    assert figures["portal_tick_seconds_ago"] == "-1.0"
    assert {"portal_sessions", "portal_files_waiting", "portal_jobs_failed"} <= set(figures)
    assert delegate.email not in text


@pytest.mark.django_db
def test_submissions_over_their_promise_are_counted(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    review = people.submission_in("in_review", people.cast())
    type(review).objects.filter(pk=review.pk).update(due_on=timezone.now().date() - timedelta(days=30))
    text = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()
    name = next(flow.name for flow in workflows() if flow.items.model is type(review))
    assert f'portal_over_promise{{workflow="{name}"}} 1.0' in text


def test_figures_of_several_processes_are_added_up(tmp_path: Path) -> None:
    code = (
        "import sys; from types import SimpleNamespace as N; import django.conf as c;"
        f"c.settings = N(METRICS_DIR={str(tmp_path)!r});"
        "from guide_portal.watching import counting as k;"
        "[k.count('home', 'GET', 200, .01) for _ in range(int(sys.argv[1]))];"
        "print(k.exposition().decode())"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code, str(number)],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path.cwd())},
            capture_output=True, text=True, check=True,
        ).stdout
        for number in (2, 3)
    ]  # fmt: skip
    assert 'portal_requests_total{method="GET",route="home",status="200"} 2.0' in said[0]
    assert 'portal_requests_total{method="GET",route="home",status="200"} 5.0' in said[1]
    assert 'portal_request_seconds_count{route="home"} 5.0' in said[1]


@pytest.mark.django_db
def test_readiness_of_the_database_asks_little(django_assert_num_queries: Any) -> None:
    parts._leaves()
    with django_assert_num_queries(6):
        parts.database()
        parts.migrations()
        parts.queue()
        parts.mail()
        backlog.last_tick()
