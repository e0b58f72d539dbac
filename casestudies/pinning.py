"""Points: pinned to a field, changed or taken off until they are sent, settled and opened again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone

from casestudies.models import Submission
from casestudies.reviewing import Pinned, may_pin, pinned
from casestudies.workflow import SUBMISSIONS
from members.models import User
from moderation.engine import last_event
from moderation.models import Point
from moderation.refusals import MoveOutdated


@contextmanager
def _reviewed_by(user: User, item: Submission) -> Iterator[Submission]:
    """Hold the row while a point is written, so that no decision overtakes it.

    Raises ``MoveOutdated`` where this person does not review the text any more.
    """
    with transaction.atomic():
        fresh = Submission.objects.select_for_update(of=("self",)).get(pk=item.pk)
        if not may_pin(user, fresh):
            raise MoveOutdated(fresh, last_event(SUBMISSIONS, fresh))
        yield fresh


def pin(item: Submission, user: User, *, field: str, words: str, blocking: bool, internal: bool) -> Point:
    """Pin a point to a field; the same words again are the same point, as after a double click."""
    with _reviewed_by(user, item) as fresh:
        text = fresh.on_the_desk
        point, _made = Point.objects.get_or_create(
            workflow=SUBMISSIONS.name,
            item=fresh.pk,
            author=user,
            field=field,
            words=words,
            sent_at=None,
            settled_at=None,
            defaults={
                "reference": fresh.reference,
                "revision": text.number if text else 0,
                "blocking": blocking,
                "internal": internal,
            },
        )
        return point


def revise(item: Submission, user: User, key: int, **values: Any) -> Point:
    """Change one's own words while nobody outside the Secretariat has read them."""
    with _point(item, user, key) as found:
        _require(item, allowed=found.may_change)
        for name, value in values.items():
            setattr(found.point, name, value)
        found.point.save(update_fields=list(values))
        return found.point


def unpin(item: Submission, user: User, key: int) -> Point:
    """Take off one's own point while nobody outside the Secretariat has read it."""
    with _point(item, user, key) as found:
        _require(item, allowed=found.may_change)
        Point.objects.filter(pk=found.point.pk).delete()
        return found.point


def settle(item: Submission, user: User, key: int) -> Point:
    with _point(item, user, key) as found:
        _require(item, allowed=found.point.is_open)
        found.point.settled_at, found.point.settled_by = timezone.now(), user
        found.point.save(update_fields=["settled_at", "settled_by"])
        return found.point


def unsettle(item: Submission, user: User, key: int) -> Point:
    """Open a point again."""
    with _point(item, user, key) as found:
        _require(item, allowed=found.may_unsettle)
        found.point.settled_at = found.point.settled_by = None
        found.point.save(update_fields=["settled_at", "settled_by"])
        return found.point


@contextmanager
def _point(item: Submission, user: User, key: int) -> Iterator[Pinned]:
    with _reviewed_by(user, item) as fresh:
        point = Point.objects.about(SUBMISSIONS.name, fresh.pk).filter(pk=key).first()
        if point is None:
            raise MoveOutdated(fresh, None)
        yield pinned(point, user, reviews=True)


def _require(item: Submission, *, allowed: bool) -> None:
    if not allowed:
        raise MoveOutdated(item, None)
