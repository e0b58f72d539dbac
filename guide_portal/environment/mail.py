"""``EMAIL_URL`` becomes the way to the mail server."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import dj_email_url

# A mail server that hangs delays a letter and must not hold a worker.
SECONDS = 20
# Where a server speaks TLS from the first byte (RFC 8314).
TLS_PORT = 465


def mail(url: str, sender: str) -> dict[str, Any]:
    """Give Django's settings for letters; raises ``ValueError`` or ``KeyError`` on an address that is none."""
    parsed = _parsed(url)
    return {
        "EMAIL_BACKEND": parsed["EMAIL_BACKEND"],
        "EMAIL_HOST": parsed["EMAIL_HOST"] or "localhost",
        "EMAIL_PORT": parsed["EMAIL_PORT"] or 25,
        "EMAIL_HOST_USER": parsed["EMAIL_HOST_USER"] or "",
        "EMAIL_HOST_PASSWORD": parsed["EMAIL_HOST_PASSWORD"] or "",
        "EMAIL_USE_TLS": parsed["EMAIL_USE_TLS"],
        "EMAIL_USE_SSL": parsed["EMAIL_USE_SSL"],
        "EMAIL_TIMEOUT": SECONDS,
        "DEFAULT_FROM_EMAIL": sender,
        "SERVER_EMAIL": sender,
    }


def _parsed(url: str) -> dict[str, Any]:
    """Read an address; ``smtps://`` is TLS from the first byte, which the library takes for STARTTLS."""
    scheme, _separator, rest = url.partition("://")
    if scheme.lower() != "smtps":
        return dict(dj_email_url.parse(url))
    tls = {"EMAIL_USE_SSL": True, "EMAIL_USE_TLS": False, "EMAIL_PORT": urlsplit(url).port or TLS_PORT}
    return {**dj_email_url.parse(f"smtp://{rest}"), **tls}
