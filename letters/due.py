"""What is due again and again: apps register it when they are ready, and ``manage.py tick`` does it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from letters.models import Chore

log = logging.getLogger(__name__)
# A chore claimed longer ago than this belongs to a process that died; one claimed so far ahead, to a clock
# that was wrong.
LONGEST = timedelta(hours=1)
# Clocks of two machines differ a little.
CLOCK = timedelta(minutes=1)
# The row that says when a tick was finished last.
LAST_RUN = "Tick"
# Gives a few words on what was done; empty when there was nothing to do.
Call = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do at every tick, or at the first one of each day."""

    name: str
    call: Call
    daily: bool
    position: int


_due: dict[str, Due] = {}


def register_due(name: str, call: Call, *, daily: bool = False, position: int = 5) -> None:
    """Add something to do; called from ``AppConfig.ready``.

    ``call`` may run twice, also at the same moment; with ``daily`` it runs once a day, from
    ``DAILY_HOUR`` (UTC) on, and again if it failed. The lowest ``position`` comes first; letters leave last.
    """
    _due[name] = Due(name, call, daily, position)


def run_due() -> Iterator[tuple[str, str]]:
    """Do everything that is due; gives each name with what was done. One failure does not stop the others.

    Nothing is done by a clock that the database does not share: it would publish, remind and erase before
    the time has come.
    """
    clock = _database_clock()
    if clock is not None and abs(clock - timezone.now()) > CLOCK:
        log.error("the clock of this machine is not that of the database; nothing that is due is done")
        yield "Clock", "not that of the database; nothing was done"
        return
    for due in sorted(_due.values(), key=lambda due: due.position):
        try:
            said = _once_a_day(due) if due.daily else due.call()
        except Exception:
            log.exception("due job failed", extra={"due": due.name})
            said = "failed; it is tried again"
        yield due.name, said
    Chore.objects.update_or_create(name=LAST_RUN, defaults={"ran_at": timezone.now()})


def _database_clock() -> datetime | None:
    """Give what the database's machine takes for now; None where that is this machine."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        clock: datetime = cursor.fetchone()[0]
    return clock


def _once_a_day(due: Due) -> str:
    now = timezone.now()
    if now.hour < settings.DAILY_HOUR:
        return ""
    Chore.objects.get_or_create(name=due.name)
    mine = Chore.objects.filter(name=due.name)
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - LONGEST) | Q(claimed_at__gt=now + LONGEST)
    # Not "before today": a day that a clock ran ahead to must not hold the job until it comes.
    claimed = mine.filter(free).exclude(done_on=now.date()).update(claimed_at=now)
    if not claimed:
        return ""
    try:
        said = due.call()
    except Exception:
        mine.update(claimed_at=None)
        raise
    mine.update(claimed_at=None, done_on=now.date())
    return said
