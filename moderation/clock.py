"""The time of moves: now, unless something says otherwise (a demonstration with a past, a test)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def now() -> datetime:
    return _moment.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Make every move inside happen at this moment."""
    token = _moment.set(moment)
    try:
        yield
    finally:
        _moment.reset(token)
