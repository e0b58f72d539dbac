"""The application server: a few processes with a few threads each, behind a proxy.

`gunicorn --config deploy/gunicorn.conf.py guide_portal.wsgi`
"""

import os
from pathlib import Path
from typing import Any

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
# A page that takes longer than this has lost its reader; uploads arrive at the proxy first.
timeout = 60
graceful_timeout = 30
keepalive = 75
# It opens a socket in the home folder otherwise, which the service has not.
control_socket_disable = True
worker_tmp_dir = "/dev/shm"  # noqa: S108 - a beat of the heart must not wait for a disk
# The portal writes a line for each request itself; this one would hold addresses.
accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "guide_portal.watching.lines.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": [], "level": "INFO", "propagate": True}},
}


def on_starting(server: Any) -> None:
    """Begin to count anew: the figures of processes that are gone belong to the collector."""
    del server
    for file in Path(os.environ.get("DATA_DIR", "var"), "metrics").glob("*.db"):
        file.unlink(missing_ok=True)
