"""What stands in the database and somebody may have to act on: asked when the collector asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from casestudies.attachments.models import Attachment
from guide_portal.watching import backlog
from letters.models import Letter
from moderation.models import overdue
from moderation.registry import workflows


class Figures(Collector):
    """The same whichever process is asked, as they come from the database."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        for name, words, value in _figures():
            yield GaugeMetricFamily(f"portal_{name}", words, value=value)
        late = GaugeMetricFamily(
            "portal_over_promise", "Items waiting longer than promised.", labels=["workflow"]
        )
        for workflow in workflows():
            late.add_metric([workflow.name], workflow.items.filter(overdue()).count())
        yield late

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing: the library must not ask the database when it is told of these figures."""
        return []


def _figures() -> Iterator[tuple[str, str, float]]:
    waiting, oldest = backlog.letters()
    yield "letters_waiting", "Letters that should have left.", waiting
    yield "letters_oldest_seconds", "Since when the oldest of them is written.", _seconds_since(oldest)
    yield "letters_given_up", "Letters that no mail server took.", Letter.objects.given_up().count()
    jobs, since = backlog.jobs()
    yield "jobs_waiting", "Jobs that wait for a worker.", jobs
    yield "jobs_oldest_seconds", "Since when the oldest of them waits.", _seconds_since(since)
    yield "jobs_failed", "Jobs that failed, of the last two weeks.", DBTaskResult.objects.failed().count()
    yield "tick_seconds_ago", "When tick ran last; -1: never.", _seconds_since(backlog.last_tick(), never=-1)
    yield "files_waiting", "Files that wait for the virus scanner.", Attachment.objects.waiting().count()
    live = Session.objects.filter(expire_date__gt=timezone.now()).count()
    yield "sessions", "Sessions that have not expired.", live


def _seconds_since(moment: datetime | None, never: float = 0) -> float:
    return (timezone.now() - moment).total_seconds() if moment else never
