"""Strangers' pages may be read from a replica, everything else is read where it is written.

A replica is a little behind. That is safe exactly where a shared cache may hold the page for a minute
already: pages that are the same for every stranger. The number that says whether such a page has
changed is read from the same replica before the page is, so a page is never older than its ETag says.
Whoever has a session, sends a form, follows a link from a letter, or writes anything in this request
reads from the primary, and so does everything inside a transaction.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections, models
from django.http import HttpRequest, HttpResponse

from guide_portal.conditional import is_strangers_page
from guide_portal.environment.databases import PRIMARY, REPLICA

log = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]
# Sessions, limits and used codes are true at the primary alone.
NEVER_STALE: Final = {"sessions", "django_cache", "usersessions", "mfa", "account"}
# How long a replica that did not answer is left alone.
PAUSE_SECONDS: Final = 30
_may_read: ContextVar[bool] = ContextVar("may_read_replica", default=False)


class Router:
    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        del hints
        if not _may_read.get() or model._meta.app_label in NEVER_STALE:
            return PRIMARY
        return PRIMARY if connections[PRIMARY].in_atomic_block else REPLICA

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str:
        """Write at the primary, and read there too for the rest of the request: what was written is seen."""
        del model, hints
        _may_read.set(False)
        return PRIMARY

    def allow_relation(self, first: models.Model, second: models.Model, **hints: Any) -> bool:
        """Both hold the same rows."""
        del first, second, hints
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        del app_label, hints
        return db == PRIMARY


def middleware(get_response: Handler) -> Handler:
    """Let a stranger's page be read from the replica, where there is one and it answers."""
    rest = _Rest()

    def handle(request: HttpRequest) -> HttpResponse:
        if REPLICA not in settings.DATABASES or not is_strangers_page(request) or not rest.answers():
            return get_response(request)
        token = _may_read.set(True)
        try:
            return get_response(request)
        finally:
            _may_read.reset(token)

    return handle


class _Rest:
    """Leaves a replica that does not answer alone for a while: the primary has everything."""

    def __init__(self) -> None:
        self._until = 0.0

    def answers(self) -> bool:
        if time.monotonic() < self._until:
            return False
        try:
            connections[REPLICA].ensure_connection()
        except (DatabaseError, InterfaceError):
            self._until = time.monotonic() + PAUSE_SECONDS
            log.exception("the read replica does not answer")
            return False
        return True
