"""Letters lose address and words when their time is over, or when their reader is erased."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from letters.delivery import REMOVED
from letters.models import Letter, LetterQuerySet


def forget(letters: LetterQuerySet) -> int:
    """Keep that a letter was written, about what, when, and its result; what has not left never leaves."""
    now = timezone.now()
    # An error may tell who somebody was. What was given up must not be sent again to nobody.
    letters.filter(sent_at=None).update(called_back_at=Coalesce(F("called_back_at"), now), given_up_at=None)
    return letters.update(
        address="", subject=REMOVED, body=REMOVED, html="", link=settings.PORTAL_ADDRESS, last_error=""
    )


def forget_old_and_say() -> str:
    """Empty the letters whose time is over; done once a day, and safe to do twice."""
    before = timezone.now() - timedelta(days=settings.RETENTION_DAYS["letters"])
    forgotten = forget(Letter.objects.filter(written_at__lt=before).exclude(address=""))
    return f"{forgotten} emptied" if forgotten else ""
