"""One cache for all processes: on Redis, what one of them counts the others know."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
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
