"""Where log lines go (standard error, for whoever runs the process to collect) and how they look."""

from __future__ import annotations

from typing import Any

from guide_portal.watching.lines import only_failures

FORMATTERS = {
    "json": "guide_portal.watching.lines.JsonLines",
    "lines": "guide_portal.watching.lines.ReadableLines",
}


def _only_failures() -> Any:
    # The configuration calls a factory and takes what it gives.
    return only_failures


def logs(form: str, level: str) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": FORMATTERS[form]}},
        "filters": {"failures": {"()": _only_failures}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            # The line of each request says "404" already: here only what went wrong.
            "django.request": {"level": "ERROR", "filters": ["failures"]},
            "django.security": {"level": "ERROR"},
            # `runserver` prints addresses with their ids.
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        },
    }
