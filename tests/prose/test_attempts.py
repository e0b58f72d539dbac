"""Counting attempts: the same in every cache that the portal may run on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection

from prose.attempts import too_many

HOUR = 60 * 60
TABLE = "attempts_of_tests"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture(params=["memory", "database"])
def _each_cache(request: pytest.FixtureRequest, settings: Any, db: None) -> None:
    if request.param == "database":
        _count_in_the_database(settings)


def _count_in_the_database(settings: Any) -> None:
    table = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": TABLE}
    settings.CACHES = {**settings.CACHES, "default": table}
    call_command("createcachetable")


@pytest.mark.usefixtures("_each_cache")
def test_attempts_beyond_the_limit_are_too_many_until_the_hour_is_over(
    clock: time_machine.Traveller,
) -> None:
    assert [too_many("picture:1", 2, HOUR) for _attempt in range(3)] == [False, False, True]
    clock.shift(timedelta(minutes=20))
    assert too_many("picture:1", 2, HOUR), "no cache may forget the count before its time"
    clock.shift(timedelta(minutes=40))
    assert [too_many("picture:1", 2, HOUR) for _attempt in range(3)] == [False, False, True]


@pytest.mark.usefixtures("_each_cache", "clock")
def test_each_person_and_each_thing_has_a_count_of_its_own() -> None:
    assert [too_many(what, 1, HOUR) for what in ("picture:1", "picture:2", "remark:1")] == [False] * 3
    assert too_many("picture:1", 1, HOUR)


@pytest.mark.usefixtures("_each_cache")
def test_nothing_is_allowed_where_the_limit_is_none() -> None:
    assert too_many("picture:1", 0, HOUR)


def test_processes_share_the_count(settings: Any, db: None, clock: time_machine.Traveller) -> None:
    _count_in_the_database(settings)
    assert not too_many("picture:1", 1, HOUR)
    del caches["default"]  # another process has another connection
    assert too_many("picture:1", 1, HOUR)


def test_what_is_counted_cannot_be_read_in_the_cache(settings: Any, db: None) -> None:
    _count_in_the_database(settings)
    too_many("email:reader@elsewhere.example", 1, HOUR)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT cache_key, value FROM {TABLE}")
        rows = cursor.fetchall()
    assert len(rows) == 1
    assert "elsewhere" not in str(rows)


def test_count_that_is_thrown_out_meanwhile_holds_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "add", lambda *_what: True)  # kept by nobody
    assert not too_many("picture:1", 1, HOUR)
