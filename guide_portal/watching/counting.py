"""Requests, counted in each process and added up for the collector by its own library.

With ``PROMETHEUS_MULTIPROC_DIR`` every process keeps its figures in a file of that folder, so that one
answer has the sums of all. The library reads the variable when it is first imported.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from django.conf import settings

Path(settings.METRICS_DIR).mkdir(parents=True, exist_ok=True)
# Set, not offered: gunicorn empties this folder and no other when it starts.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.METRICS_DIR)

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402
from prometheus_client.registry import Collector  # noqa: E402

BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
REQUESTS: Final = Counter(
    "portal_requests", "Requests answered.", ["route", "method", "status"], registry=None
)
SECONDS: Final = Histogram(
    "portal_request_seconds", "From request to answer.", ["route"], buckets=BUCKETS, registry=None
)


def count(route: str, method: str, status: int, seconds: float) -> None:
    REQUESTS.labels(route, method, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


def exposition(*collectors: Collector) -> bytes:
    """Give what all processes counted, and what these collectors say, in the collector's text format."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    for collector in collectors:
        registry.register(collector)
    return generate_latest(registry)
