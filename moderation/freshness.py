"""Whether what strangers see has changed: one number, raised with everything that is published."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TypeVar

from django.core.cache import caches
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from moderation.models import Freshness

T = TypeVar("T")

ROW = 1
# Whether something was published within the block that raises the number at its end; None outside of one.
_published: ContextVar[bool | None] = ContextVar("published", default=None)


@contextmanager
def raised_last() -> Iterator[None]:
    """Raise the number once for all that is published within, at the end of the outermost block.

    Everybody who publishes wants this one row: whoever held it while he waits for another row would wait
    for somebody who waits for him. Nothing is raised when the block fails.
    """
    if _published.get() is not None:
        yield
        return
    token = _published.set(False)
    try:
        yield
        published = _published.get()
    finally:
        _published.reset(token)
    if published:
        touch()


def touch() -> None:
    """Say, in the transaction that publishes something, that public pages read differently from now on."""
    if _published.get() is not None:
        _published.set(True)
        return
    raised = Freshness.objects.filter(pk=ROW).update(number=F("number") + 1, at=timezone.now())
    if not raised:
        Freshness.objects.get_or_create(pk=ROW)


def touch_for(sender: object, **_named: object) -> None:
    """Do the same when a signal says so."""
    del sender
    touch()


def current() -> tuple[int, datetime | None]:
    """Give the number and when it was raised last; one query."""
    row = Freshness.objects.filter(pk=ROW).values_list("number", "at").first()
    return row or (0, None)


def remembered(request: HttpRequest, key: str, make: Callable[[], T]) -> T:
    """Give what a stranger's page shows until something is published; made once for each process.

    Only for what is the same for everybody. ``request.freshness`` is set where the number was read for
    this request already; without it the thing is made anew.
    """
    number: int | None = getattr(request, "freshness", None)
    if number is None:
        return make()
    memory, name = caches["memory"], f"{key}:{number}"
    found: T | None = memory.get(name)
    if found is None:
        found = make()
        memory.set(name, found)
    return found
