"""Jobs of the task queue whose worker died: the library leaves them running for ever."""

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus, default_task_backend
from django_tasks_db import DatabaseBackend
from django_tasks_db.models import DBTaskResult

# A job that outlives so many workers is what kills them.
MOST_WORKERS = 5


def requeue_abandoned() -> str:
    """Give jobs back to the queue that run longer than any job may; every job may run twice."""
    now, longest = timezone.now(), timedelta(minutes=settings.JOB_MINUTES)
    # Begun so far ahead: by a worker whose clock was wrong.
    begun = Q(started_at__lt=now - longest) | Q(started_at__gt=now + longest)
    abandoned = DBTaskResult.objects.running().filter(begun)
    again = failed = 0
    for job in abandoned.only("pk", "started_at", "worker_ids"):
        same = abandoned.filter(pk=job.pk, started_at=job.started_at)
        if len(job.worker_ids) < MOST_WORKERS:
            again += same.update(status=TaskResultStatus.READY, started_at=None)
        else:
            failed += same.update(status=TaskResultStatus.FAILED, finished_at=now)
    return f"{again} given back, {failed} set aside" if again or failed else ""


def forget_finished() -> str:
    """Remove finished jobs after two weeks: what they did stands elsewhere."""
    if isinstance(default_task_backend, DatabaseBackend):
        call_command("prune_db_task_results", queue_name="*", verbosity=0)
    return ""
