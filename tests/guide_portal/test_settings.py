"""Production refuses to start on what is missing or unsafe, and says which."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from guide_portal.environment.mail import mail
from guide_portal.environment.refusals import S3

SAFE = {
    "PROFILE": "production",
    "SECRET_KEY": "x7" * 32,
    "ALLOWED_HOSTS": "guide.example.org",
    "PORTAL_ADDRESS": "https://guide.example.org",
    "DATABASE_URL": "postgresql://portal@db/portal",
    "EMAIL_URL": "smtp://mail.example.org",
}


def _start(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import guide_portal.settings"],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_safe_values_start() -> None:
    assert _start(SAFE).returncode == 0


@pytest.mark.parametrize(
    ("environment", "backend"),
    [
        (SAFE, "django_tasks_db.DatabaseBackend"),
        ({**SAFE, "TASK_BACKEND": "immediate"}, "django_tasks.backends.immediate.ImmediateBackend"),
        ({"DATA_DIR": "/tmp"}, "django_tasks.backends.immediate.ImmediateBackend"),
    ],
)
def test_jobs_wait_for_a_worker_in_production(environment: dict[str, str], backend: str) -> None:
    code = "import guide_portal.settings as s; print(s.TASKS['default']['BACKEND'])"
    started = subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert started.stdout.strip() == backend


@pytest.mark.parametrize("name", [name for name in SAFE if name != "PROFILE"])
def test_missing_value_is_named(name: str) -> None:
    started = _start({key: value for key, value in SAFE.items() if key != name})
    assert started.returncode != 0
    assert name in started.stderr


def test_every_missing_value_is_named_at_once() -> None:
    stderr = _start({"PROFILE": "production"}).stderr
    assert all(name in stderr for name in SAFE if name != "PROFILE")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "demonstration" * 6),
        ("ALLOWED_HOSTS", "*"),
        ("DATABASE_URL", "sqlite:///portal.sqlite3"),
        ("PORTAL_ADDRESS", "http://guide.example.org"),
        ("DEBUG", "true"),
        ("SECOND_FACTOR_REQUIRED", "false"),
        ("PROFILE", "staging"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("TRUSTED_PROXIES", "-1"),
        ("CACHE_URL", "memcached://cache"),
        ("READ_DATABASE_URL", "sqlite:///replica.sqlite3"),
        ("METRICS_TOKEN", "short"),
        ("SECURITY_CONTACT", "nobody"),
        ("CLAMD_URL", "clamd"),
        ("S3_ENDPOINT", "objects.example.org"),
        ("EMAIL_URL", "mail.example.org"),
        ("DATABASE_URL", "portal"),
        ("ALLOWED_HOSTS", " , "),
    ],
)
def test_unsafe_value_is_named(name: str, value: str) -> None:
    started = _start({**SAFE, name: value})
    assert started.returncode != 0
    assert name in started.stderr


def test_wsgi_is_production_unless_told_otherwise() -> None:
    code = "import guide_portal.wsgi"
    started = subprocess.run(
        [sys.executable, "-c", code],
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode != 0
    assert "SECRET_KEY" in started.stderr


def test_everything_that_is_unsafe_or_unreadable_is_named_at_once() -> None:
    """Half a bucket, half a key and a short token, beside what production refuses."""
    wrong = {
        "SECRET_KEY": "short",
        "DATABASE_URL": "sqlite:///x",
        "PORTAL_ADDRESS": "http://x",
        "S3_ENDPOINT": "https://objects.example.org",
        "S3_ACCESS_KEY": "key",
        "METRICS_TOKEN": "short",
        "CACHE_URL": "memory",
    }
    stderr = _start({**SAFE, **wrong}).stderr
    assert "S3_BUCKET is missing" in stderr
    assert "S3_ACCESS_KEY and S3_SECRET_KEY belong together" in stderr
    for name in wrong:
        assert name in stderr or name == "S3_ENDPOINT"
    assert "sqlite:///x" not in stderr, "a value may be a secret"


def test_missing_unreadable_and_unsafe_are_named_in_one_refusal_that_repeats_nothing() -> None:
    """A password with marks that belong escaped is read as a port: no word of it may be told."""
    wrong = {
        "SECRET_KEY": "hunter2",
        "DATABASE_URL": "postgresql://portal:hunter2/x@db/portal",
        "READ_DATABASE_URL": "postgresql://portal:p#hunter2@db/portal",
        "CACHE_URL": "redis://:p?hunter2@cache",
        "EMAIL_URL": "submission://portal:hunter2/x@mail",
        "TRUSTED_PROXIES": "hunter2",
        "GRACE_SECONDS": "4000",
        "DEBUG": "hunter2",
        "LOG_LEVEL": "hunter2",
        "SECOND_FACTOR_REQUIRED": "off",
    }
    started = _start({"PROFILE": "production", **wrong})
    assert started.returncode != 0
    _trace, _start_of_it, sentences = started.stderr.partition("The portal does not start:\n")
    named = [line.split()[1] for line in sentences.splitlines()]
    assert sorted(named) == sorted({*wrong, "ALLOWED_HOSTS", "PORTAL_ADDRESS"})
    assert "hunter2" not in started.stderr
    assert started.stderr.count("Traceback") == 1, "what the libraries raise holds pieces of values"


@pytest.mark.parametrize("name", ["DATABASE_URL", "EMAIL_URL"])
def test_an_unreadable_address_stops_the_demonstration_too(name: str) -> None:
    started = _start({"DATA_DIR": "/tmp", name: "x://somebody:hunter2/x@host"})
    assert f"The portal does not start:\n- {name} cannot be read" in started.stderr
    assert "hunter2" not in started.stderr


def test_hosts_may_stand_apart() -> None:
    started = subprocess.run(
        [sys.executable, "-c", "import guide_portal.settings as s; print(*s.ALLOWED_HOSTS, sep='|')"],
        env={"PATH": os.environ["PATH"], **SAFE, "ALLOWED_HOSTS": "guide.example.org, 127.0.0.1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert started.stdout == "guide.example.org|127.0.0.1\n"


@pytest.mark.parametrize(
    ("url", "port", "tls", "starttls"),
    [
        ("smtps://portal:p%40ss@mail.example.org", 465, True, False),
        ("smtps://portal:p%40ss@mail.example.org:8465", 8465, True, False),
        ("submission://portal:p%40ss@mail.example.org", 587, False, True),
        ("smtp://portal:p%40ss@mail.example.org", 25, False, False),
    ],
)
def test_smtps_is_tls_from_the_first_byte_and_submission_asks_for_it(
    url: str, port: int, tls: bool, starttls: bool
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = mail(url, "guide@example.org")
    assert (made["EMAIL_HOST"], made["EMAIL_PORT"]) == ("mail.example.org", port)
    assert (made["EMAIL_USE_SSL"], made["EMAIL_USE_TLS"]) == (tls, starttls)
    assert (made["EMAIL_HOST_USER"], made["EMAIL_HOST_PASSWORD"]) == ("portal", "p@ss")


def test_every_variable_is_documented_and_every_line_of_the_sample_is_known() -> None:
    read = re.compile(r'(?:env\.\w+|_required|environ\.get)\(\s*"([A-Z_0-9]+)"')
    files = ("guide_portal/settings.py", "deploy/gunicorn.conf.py")
    names = {name for file in files for name in read.findall(Path(file).read_text(encoding="utf-8"))} | {*S3}
    assert {"SECRET_KEY", "WEB_BIND", "READ_DATABASE_URL", "LOG_FORMAT", "TASK_BACKEND"} <= names
    documented = set(re.findall(r"`([A-Z_0-9]+)`", Path("docs/operations.md").read_text(encoding="utf-8")))
    assert names <= documented
    sample = Path("deploy/portal.env.sample").read_text(encoding="utf-8")
    assert set(re.findall(r"^#?([A-Z_0-9]+)=", sample, re.MULTILINE)) <= names
