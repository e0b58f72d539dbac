"""Whether a published case study still holds: its administration says so every eighteen months."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models.functions import Coalesce
from django.utils import timezone

from casestudies.models import CaseStudy, Submission
from casestudies.notifications import ask_whether_still_true


def last_confirmed(case: CaseStudy) -> datetime | None:
    """When the administration last stood by the text: at its publication, or by a click since."""
    return case.confirmed_at or case.published_at


def is_due(case: CaseStudy) -> bool:
    """Whether the administration is asked to confirm."""
    return _older_than(case, 1)


def unconfirmed_since(case: CaseStudy) -> datetime | None:
    """Since when readers are told that nobody has confirmed it: after two missed times; else None."""
    return last_confirmed(case) if _older_than(case, 2) else None


def _older_than(case: CaseStudy, times: int) -> bool:
    if case.is_documented:
        return False  # summarised from public sources: no administration stands by it
    confirmed = last_confirmed(case)
    return confirmed is not None and confirmed < timezone.now() - times * interval()


def interval() -> timedelta:
    return timedelta(days=settings.STILL_TRUE_DAYS)


def remind_of_still_true() -> str:
    """Ask the administrations whose texts are due, once each time; says how many letters were written."""
    due = (
        CaseStudy.objects.published()
        .filter(origin=CaseStudy.Origin.CONTRIBUTED)
        .annotate(stood_by=Coalesce("confirmed_at", "published_at"))
        .filter(stood_by__lt=timezone.now() - interval())
        .select_related("live__submission__administration")
    )
    letters = [letter for case in due if case.live for letter in ask_whether_still_true(*_asked(case))]
    return f"{len(letters)} asked" if letters else ""


def _asked(case: CaseStudy) -> tuple[Submission, str]:
    """Name the question: the same time asked again is the same letter."""
    confirmed, submission = last_confirmed(case), case.live.submission  # type: ignore[union-attr]
    times = (timezone.now() - confirmed) // interval() if confirmed else 0
    return submission, f"still_true:{case.pk}:{confirmed:%Y%m%d}:{times}"
