"""Where everything of a trial listens, and what the portal is told of it."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

HOST = "127.0.0.1"
BUCKET = "portal-trial"
# A trial empties its database: no other is ever touched.
SUFFIX = "_trial"
DOMAIN = "trial.example"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Ten ports in a row, a folder and a database of its own."""

    folder: Path
    port: int = field(default_factory=lambda: int(os.environ.get("TRIAL_PORT", "8440")))
    server: str = field(
        default_factory=lambda: os.environ.get(
            "TRIAL_SERVER", "postgresql://postgres@127.0.0.1:5432/postgres"
        )
    )
    name: str = field(default_factory=lambda: os.environ.get("TRIAL_NAME", "portal"))
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(48))

    redis = property(lambda self: self.port)
    https = property(lambda self: self.port + 1)
    http = property(lambda self: self.port + 2)
    smtp = property(lambda self: self.port + 3)
    s3 = property(lambda self: self.port + 4)
    database_gate = property(lambda self: self.port + 5)
    s3_itself = property(lambda self: self.port + 6)
    web = property(lambda self: (self.port + 7, self.port + 8))
    other = property(lambda self: self.port + 9)

    @property
    def portal(self) -> str:
        return f"https://{HOST}:{self.https}"

    @property
    def database(self) -> str:
        return f"{self.name}{SUFFIX}"

    @property
    def database_url(self) -> str:
        """The database itself, not by the way of the gate."""
        return urlunsplit(urlsplit(self.server)._replace(path=f"/{self.database}"))

    @property
    def gated_url(self) -> str:
        """The database as the portal reaches it: through a gate that can be shut."""
        parts = urlsplit(self.database_url)
        login = parts.netloc.rpartition("@")[0]
        return urlunsplit(
            parts._replace(
                netloc=f"{login}@{HOST}:{self.database_gate}" if login else f"{HOST}:{self.database_gate}"
            )
        )

    def environment(self, **changes: str) -> dict[str, str]:
        """Give the whole environment of a process of the portal; ``""`` takes a variable out."""
        told = {
            "PATH": os.environ["PATH"],
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "LANG": "C.UTF-8",
            "PROFILE": "production",
            "SECRET_KEY": self.secret,
            "ALLOWED_HOSTS": HOST,
            "PORTAL_ADDRESS": self.portal,
            "TRUSTED_PROXIES": "1",
            "DATABASE_URL": self.database_url,
            "CACHE_URL": f"redis://{HOST}:{self.redis}/0",
            "S3_BUCKET": BUCKET,
            "S3_ENDPOINT": f"http://{HOST}:{self.s3}",
            "S3_REGION": "eu-central-1",
            "S3_ACCESS_KEY": "trial",
            "S3_SECRET_KEY": "trial-secret",
            "EMAIL_URL": f"smtp://{HOST}:{self.smtp}",
            "SENDER": "IT Guide for Executives <guide@trial.example>",
            "SECURITY_CONTACT": "security@trial.example",
            "DATA_DIR": str(self.folder / "data"),
            "METRICS_TOKEN": self.secret[:32],
            "WEB_PROCESSES": "1",
        }
        return {name: value for name, value in {**told, **changes}.items() if value}
