"""The start as in production (``deploy/trial``) follows the samples, and never touches what is not its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from deploy.trial import proxy
from deploy.trial.addresses import Addresses
from deploy.trial.gate import Gate
from deploy.trial.mail import Catcher
from deploy.trial.visitor import Visitor, code
from tests.browser import trial


@pytest.fixture
def at(tmp_path: Path) -> Addresses:
    return Addresses(
        tmp_path, port=8440, server="postgresql://somebody@db.example:5433/postgres", name="mine"
    )


@pytest.mark.parametrize("name", ["portal.conf", "portal-proxy.conf"])
def test_nothing_of_the_samples_own_addresses_and_folders_is_left(at: Addresses, name: str) -> None:
    fitted = proxy._fitted((proxy.SAMPLES / name).read_text(), at)
    orders = "\n".join(line for line in fitted.splitlines() if not line.strip().startswith("#"))
    assert not re.findall(
        r"example\.org|/var/|/run/|/etc/nginx/portal|/etc/ssl|:8000|\[::\]:|listen \d+;", orders
    )


def test_everything_listens_on_this_machine_alone(at: Addresses) -> None:
    fitted = proxy._fitted((proxy.SAMPLES / "portal.conf").read_text(), at)
    listens = re.findall(r"listen ([^; ]+)", fitted)
    assert listens == ["127.0.0.1:8442", "127.0.0.1:8441"]
    assert re.findall(r"server (127[^ ]+) ", fitted) == ["127.0.0.1:8447", "127.0.0.1:8448"]


def test_a_trial_has_a_database_of_its_own(at: Addresses, settings: Any) -> None:
    assert at.database_url == "postgresql://somebody@db.example:5433/mine_trial"
    assert at.gated_url == "postgresql://somebody@127.0.0.1:8445/mine_trial"
    with pytest.raises(RuntimeError, match="nothing is emptied"):
        trial.check_database()


def test_a_trial_relaxes_nothing_of_production(at: Addresses) -> None:
    told = at.environment(CACHE_URL="")
    assert told["PROFILE"] == "production"
    assert "CACHE_URL" not in told
    assert not {"SECOND_FACTOR_REQUIRED", "SECURE_SSL_REDIRECT", "DEBUG", "GRACE_SECONDS"} & told.keys()


def test_six_digits_of_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The example of RFC 6238."""
    monkeypatch.setattr("deploy.trial.visitor.time.time", lambda: 59)
    assert code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") == "287082"


def test_a_gate_is_open_shut_and_open_again() -> None:
    catcher = Catcher()
    gate = Gate(0, "127.0.0.1", catcher.port)
    assert gate._listening is not None
    there = Visitor(f"http://127.0.0.1:{gate._listening.getsockname()[1]}", timeout=5)
    try:
        gate.refuse(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        there.base = f"http://127.0.0.1:{gate._listening.getsockname()[1]}"
        assert there.ask("/").status == 403
        gate.shut()
        with pytest.raises(ConnectionError):
            there.ask("/")
    finally:
        gate.shut()
        catcher.close()
