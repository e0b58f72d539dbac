"""Answering the Secretariat's points: one by one, saved while one types, never over a colleague's answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from casestudies.forms import AnswerForm
from casestudies.submissions import answer_seen
from members.models import User
from moderation.models import Point


class AnsweredMeanwhile(Exception):
    """A colleague has written an answer since the page was opened; nothing was changed."""

    def __init__(self, point: Point) -> None:
        super().__init__("answered by somebody else meanwhile")
        self.point = point


@dataclass(frozen=True, slots=True)
class Answering:
    """An answer that was not saved: its words and what is wrong with it."""

    point: int
    form: AnswerForm
    meanwhile: bool = False


@transaction.atomic
def answer(point: Point, words: str, *, expected: str, actor: User, ready: bool) -> Point:
    """Store an answer; it counts as given once its writer says that it is ``ready``.

    Raises ``AnsweredMeanwhile`` when it reads otherwise now than the form showed.
    """
    fresh = Point.objects.select_for_update(of=("self",)).get(pk=point.pk)
    if fresh.answer and fresh.answer != words and answer_seen(fresh) != expected:
        raise AnsweredMeanwhile(fresh)
    fresh.answer, fresh.answered_by = words, actor
    if ready or fresh.answered_at is not None:
        fresh.answered_at = timezone.now()
    fresh.save(update_fields=["answer", "answered_by", "answered_at"])
    return fresh
