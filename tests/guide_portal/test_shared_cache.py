"""One cache for all processes: on Redis, what one of them counts the others know."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as CacheGone

from guide_portal.environment.caches import caches as built
from guide_portal.watching import parts
from prose.attempts import too_many

SERVER = shutil.which("redis-server")


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if SERVER is None:
        pytest.skip("redis-server is not installed (apt-get install redis-server)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("redis")
    command = [SERVER, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _wait_for(port)
    yield f"redis://127.0.0.1:{port}/0"
    running.terminate()
    running.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    pytest.fail("Redis does not answer.")


@pytest.fixture(autouse=True)
def _own_caches(settings: Any) -> Iterator[None]:
    """Put the tests' own caches back before they are emptied, as a Redis may be gone by then."""
    before = settings.CACHES
    yield
    settings.CACHES = before


def test_the_database_is_the_cache_unless_another_is_named() -> None:
    assert built("")["default"]["BACKEND"].endswith("db.DatabaseCache")
    assert built("redis://x/0")["default"]["BACKEND"].endswith("redis.RedisCache")


@pytest.fixture
def table(settings: Any, db: None) -> None:
    """The database as the cache, as it is where no other is named."""
    settings.CACHES = built("")
    settings.CACHES["default"]["LOCATION"] = "cache_of_tests"
    call_command("createcachetable")


def test_the_database_forgets_no_code_in_ordinary_traffic(table: None) -> None:
    caches["default"].set("a-used-code", "used", 60)  # whatever is first by name went first
    for number in range(350):
        caches["default"].set(f"limit-{number}", 1, 60)
    assert caches["default"].get("a-used-code") == "used"


def test_a_full_table_loses_what_has_expired_first_and_then_little(
    table: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = caches["default"]
    monkeypatch.setattr(cache, "_max_entries", 200)
    for number in range(100):
        cache.set(f"a{number:03}", 1, -1)
    for number in range(199):
        cache.set(f"b{number:03}", 1, 60)
    assert len(cache.get_many([f"b{number:03}" for number in range(199)])) == 199
    for number in range(10):
        cache.set(f"c{number:03}", 1, 60)
    assert len(cache.get_many([f"b{number:03}" for number in range(199)])) > 180


def test_a_limit_of_a_day_holds_for_a_day_in_the_database(table: None) -> None:
    day = 24 * 60 * 60
    morning = datetime(2026, 11, 2, 1, tzinfo=UTC)
    answers = []
    for minutes in (0, 1, 10, 20 * 60, day // 60):
        with time_machine.travel(morning + timedelta(minutes=minutes)):
            answers.append(too_many("somebody", 2, day))
    assert answers == [False, False, True, True, False]


def test_what_is_kept_is_kept_for_all(settings: Any, redis: str) -> None:
    settings.CACHES = built(redis)
    caches["default"].set("code", "used", 60)
    del caches["default"]  # another process has another connection
    assert caches["default"].get("code") == "used"
    assert parts.shared_cache() == {}


@pytest.mark.django_db
def test_limits_are_counted_there(settings: Any, redis: str, client: Client) -> None:
    settings.CACHES = built(redis)
    settings.JOINING_RATE_LIMITS = {"request": "1/m/ip"}
    address = reverse("members:request_access")
    assert client.post(address, {}).status_code == 200
    del caches["default"]
    assert client.post(address, {}).status_code == 429


def test_attempts_are_counted_there(settings: Any, redis: str) -> None:
    settings.CACHES = built(redis)
    assert [too_many("picture:1", 2, 86_400) for _attempt in range(3)] == [False, False, True]
    del caches["default"]
    assert too_many("picture:1", 2, 86_400)


@pytest.mark.django_db
def test_a_cache_that_is_away_is_an_outage_and_no_open_door(settings: Any, client: Client) -> None:
    """Where limits cannot be counted nobody gets past them; reading goes on."""
    settings.CACHES = built("redis://127.0.0.1:9/0")
    settings.JOINING_RATE_LIMITS = {"request": "1/m/ip"}
    client.raise_request_exception = False
    response = client.post(reverse("members:request_access"), {})
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert client.get("/en/about/").status_code == 200
    with pytest.raises(CacheGone):
        parts.shared_cache()
