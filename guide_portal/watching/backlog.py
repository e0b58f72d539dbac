"""What waits and for how long: asked by readiness and by the figures for a collector."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from letters.due import LAST_RUN
from letters.models import Chore, Letter


def jobs() -> tuple[int, datetime | None]:
    """Give how many jobs wait for a worker, and since when the oldest could have begun."""
    now = timezone.now()
    ready = DBTaskResult.objects.ready().filter(Q(run_after=None) | Q(run_after__lte=now))
    found = ready.aggregate(count=Count("pk"), oldest=Min("enqueued_at"))
    return found["count"], found["oldest"]


def letters() -> tuple[int, datetime | None]:
    """Give how many letters should have left, and when the oldest was written; drafts of a grace period wait."""
    its_time = Q(not_before=None) | Q(not_before__lte=timezone.now()) | Q(attempts__gt=0)
    found = Letter.objects.unsent().filter(its_time).aggregate(count=Count("pk"), oldest=Min("written_at"))
    return found["count"], found["oldest"]


def last_tick() -> datetime | None:
    return Chore.objects.filter(name=LAST_RUN).values_list("ran_at", flat=True).first()
