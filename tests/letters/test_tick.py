"""What is due is done: once, by whoever comes first, whatever else fails."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from letters import due
from letters.delivery import deliver_due
from letters.jobs import MOST_WORKERS, requeue_abandoned
from letters.management.commands.tick import Command
from letters.models import Chore, Letter, Preference
from letters.outbox import call_back
from tests import people
from tests.letters.conftest import WriteLetter
from tests.threads import at_once


def _tick() -> str:
    said = StringIO()
    call_command("tick", stdout=said)
    return said.getvalue()


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch, settings: Any) -> dict[str, due.Due]:
    """What is due in a test; nothing at first."""
    settings.DAILY_HOUR = 0
    empty: dict[str, due.Due] = {}
    monkeypatch.setattr(due, "_due", empty)
    return empty


@pytest.mark.django_db
def test_letters_leave_last_and_everything_is_said(write_letter: WriteLetter) -> None:
    write_letter()
    lines = _tick().splitlines()
    assert lines[-1] == "Letters: 1 of 1 delivered."
    assert lines[0] == "Abandoned jobs: nothing to do."
    assert len(mail.outbox) == 1
    assert _tick().splitlines()[-1] == "Letters: nothing to do."


@pytest.mark.django_db
def test_one_failure_does_not_stop_the_others(
    jobs: dict[str, due.Due], caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> str:
        raise ValueError

    due.register_due("Broken", fails, position=1)
    due.register_due("Whole", lambda: "3 things", position=2)
    assert _tick() == "Broken: failed; it is tried again.\nWhole: 3 things.\n"
    assert "due job failed" in caplog.text


@pytest.mark.django_db
def test_a_daily_job_runs_once_a_day_and_again_after_a_failure(jobs: dict[str, due.Due]) -> None:
    calls: list[str] = []

    def first_fails() -> str:
        calls.append("called")
        if len(calls) == 1:
            raise ValueError
        return ""

    due.register_due("Daily", first_fails, daily=True)
    for _time in range(3):
        _tick()
    assert len(calls) == 2
    Chore.objects.update(done_on=timezone.now().date() - timedelta(days=1))
    _tick()
    assert len(calls) == 3


@pytest.mark.django_db
def test_a_daily_job_waits_for_its_hour(jobs: dict[str, due.Due], settings: Any) -> None:
    settings.DAILY_HOUR = 24
    due.register_due("Daily", lambda: "done", daily=True)
    assert _tick() == "Daily: nothing to do.\n"


@pytest.mark.django_db
def test_a_daily_job_of_a_dead_process_is_taken_over(jobs: dict[str, due.Due]) -> None:
    due.register_due("Daily", lambda: "5 things", daily=True)
    Chore.objects.create(name="Daily", claimed_at=timezone.now())
    assert _tick() == "Daily: nothing to do.\n"
    Chore.objects.update(claimed_at=timezone.now() - due.LONGEST - timedelta(minutes=1))
    assert _tick() == "Daily: 5 things.\n"


@pytest.mark.django_db
def test_a_clock_that_ran_ahead_holds_no_daily_job(jobs: dict[str, due.Due]) -> None:
    """Whatever it noted for next year, today's job runs today."""
    due.register_due("Daily", lambda: "5 things", daily=True)
    ahead = timezone.now() + timedelta(days=365)
    Chore.objects.create(name="Daily", done_on=ahead.date(), claimed_at=ahead)
    assert _tick() == "Daily: 5 things.\n"
    assert _tick() == "Daily: nothing to do.\n"


@pytest.mark.django_db
def test_a_clock_that_the_database_does_not_share_does_nothing(
    jobs: dict[str, due.Due], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It would publish what has to wait, and forget what has to stay."""
    due.register_due("Publications", lambda: "1 published")
    wrong = timezone.now() - timedelta(days=365)
    with monkeypatch.context() as patch:
        patch.setattr(due, "_database_clock", lambda: wrong)
        assert _tick() == "Clock: not that of the database; nothing was done.\n"
    assert "the clock of this machine is not that of the database" in caplog.text
    assert not Chore.objects.exists()
    assert _tick() == "Publications: 1 published.\n"


@pytest.mark.django_db
def test_a_clock_that_ran_ahead_holds_no_letter(write_letter: WriteLetter) -> None:
    """Neither one whose time it set nor one that it claimed."""
    told, claimed, in_grace = write_letter(), write_letter(), write_letter(grace=True)
    ahead = timezone.now() + timedelta(days=365)
    Letter.objects.filter(pk=told.pk).update(not_before=ahead)
    Letter.objects.filter(pk=claimed.pk).update(claimed_at=ahead)
    Letter.objects.filter(pk=in_grace.pk).update(
        not_before=timezone.now() + timedelta(minutes=1), superseded_at=None
    )
    assert deliver_due() == (2, 2)
    assert set(Letter.objects.sent()) == {told, claimed}


@pytest.mark.django_db
def test_a_tick_that_goes_on_outlives_a_database_that_is_gone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def gone() -> Iterator[tuple[str, str]]:
        raise OperationalError
        yield

    monkeypatch.setattr("letters.management.commands.tick.run_due", gone)
    monkeypatch.setattr("letters.management.commands.tick.close_old_connections", lambda: None)
    Command()._tick()
    assert "a tick was broken off; the next one does what is due" in caplog.text


@pytest.mark.django_db
def test_daily_letters_are_written_by_the_tick_and_leave_with_it(settings: Any) -> None:
    settings.DAILY_HOUR = 0
    cast = people.cast()
    Preference.objects.create(user=cast.officer, mode="daily")
    people.submission_in("submitted", cast)
    _tick()
    assert [cast.officer.email] in [message.to for message in mail.outbox]
    assert not Letter.objects.open().exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.threads
def test_two_at_once_send_everything_once(
    write_letter: WriteLetter, file_database: None, settings: Any
) -> None:
    settings.DAILY_HOUR = 0
    for _letter in range(12):
        write_letter(grace=True)
    Letter.objects.update(not_before=timezone.now(), superseded_at=None, superseded_by=None)
    said: list[str] = []
    at_once(*[lambda: said.append(_tick())] * 4)
    assert len(said) == 4, said
    assert "delivered" in "".join(said), said
    assert "failed" not in "".join(said)
    assert len(mail.outbox) == 12
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 12
    assert Letter.objects.sent().count() == 12


@pytest.mark.django_db(transaction=True)
@pytest.mark.threads
def test_calling_back_and_sending_at_once_never_both(write_letter: WriteLetter, file_database: None) -> None:
    """Whoever comes first wins: either every letter of the event leaves, or none does."""
    for attempt in range(6):
        for number in range(3):
            write_letter(key=f"event{attempt}:kind:{number}", grace=True)
        Letter.objects.update(not_before=timezone.now(), superseded_at=None)
        mail.outbox.clear()
        _race(f"event{attempt}")


def _race(event: str) -> None:
    answers: list[bool] = []
    at_once(deliver_due, lambda: answers.append(call_back(event)))
    kept_back = Letter.objects.of_event(event).exclude(called_back_at=None).count()
    assert (len(mail.outbox), kept_back) == ((0, 3) if answers == [True] else (3, 0))


def _job(**fields: Any) -> DBTaskResult:
    defaults = {
        "task_path": "letters.tasks.deliver_letter",
        "args_kwargs": {"args": [1], "kwargs": {}},
        "backend_name": "default",
        "run_after": get_date_max(),
        "status": TaskResultStatus.RUNNING,
        "worker_ids": ["dead"],
    }
    return DBTaskResult.objects.create(**{**defaults, **fields})


@pytest.mark.django_db
def test_a_job_of_a_dead_worker_is_given_back() -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    dead, alive = _job(started_at=long_ago), _job(started_at=timezone.now())
    poison = _job(started_at=long_ago, worker_ids=["dead"] * MOST_WORKERS)
    ahead = _job(started_at=timezone.now() + timedelta(days=1))  # by a worker whose clock was wrong
    assert requeue_abandoned() == "2 given back, 1 set aside"
    for job, status in (
        (dead, TaskResultStatus.READY),
        (ahead, TaskResultStatus.READY),
        (alive, TaskResultStatus.RUNNING),
        (poison, TaskResultStatus.FAILED),
    ):
        job.refresh_from_db()
        assert job.status == status
    assert requeue_abandoned() == ""


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_a_job_that_was_given_back(write_letter: WriteLetter, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    letter = write_letter()
    job = DBTaskResult.objects.get()
    assert not mail.outbox
    DBTaskResult.objects.update(
        status=TaskResultStatus.RUNNING, started_at=timezone.now() - timedelta(hours=1), worker_ids=["dead"]
    )
    requeue_abandoned()
    call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)
    job.refresh_from_db()
    letter.refresh_from_db()
    assert job.status == TaskResultStatus.SUCCESSFUL
    assert letter.sent_at is not None
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_the_loop_ends_with_its_parent_and_says_only_what_was_done(
    write_letter: WriteLetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_letter()
    parents = iter([7, 7, 7, 1, 1])
    monkeypatch.setattr("letters.management.commands.tick.os.getppid", lambda: next(parents))
    monkeypatch.setattr("letters.management.commands.tick.time.sleep", lambda _seconds: None)
    monkeypatch.setattr("letters.management.commands.tick.close_old_connections", lambda: None)
    said = StringIO()
    Command(stdout=said).handle(every=2, with_parent=True)
    assert said.getvalue() == "Letters: 1 of 1 delivered.\n"
