"""Brings an empty PostgreSQL database to a size: case studies, and remarks and a queue in proportion."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from itertools import cycle, islice
from uuid import uuid4

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from casestudies.models import CaseStudy, Submission
from feedback.models import Feedback
from members.models import User
from modules.models import Edition, Section

REMARKS_IN, WAITING_IN = 20, 500  # one remark for so many case studies, one waiting text for so many
LEAST_REMARKS, LEAST_WAITING = 50, 25
# Of every ten remarks, what became of them and whether they are shown.
STATES = (
    [("received", False)] * 3 + [("triaged", False)] * 2 + [("closed", True)] * 3 + [("no_change", True)] * 2
)


def prepare() -> None:
    """Load what every portal has, and the demonstration's people."""
    if connection.vendor != "postgresql" or connection.introspection.table_names():
        raise SystemExit("DATABASE_URL must name an empty PostgreSQL database.")
    call_command("prepare", stdout=sys.stderr)


def load(size: int) -> float:
    """Bring the portal to a size; gives the seconds it took."""
    begun = time.monotonic()
    there = CaseStudy.objects.filter(slug__startswith="generated-").count()
    if size > there:
        call_command("generate_cases", size - there, "--yes-this-is-a-benchmark", stdout=sys.stderr)
    _remarks(max(LEAST_REMARKS, size // REMARKS_IN) - Feedback.objects.count())
    waiting = Submission.objects.filter(reference__startswith="CS-1900-").count()
    _queue(waiting, max(LEAST_WAITING, size // WAITING_IN))
    took = time.monotonic() - begun
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # what autovacuum does within minutes
    return took


def _remarks(count: int) -> None:
    sections = list(Section.objects.filter(edition__in=Edition.objects.current()).select_related("module"))
    author = User.objects.get(email="delegate@demo.example")
    first, now = Feedback.objects.count(), timezone.now()
    Feedback.objects.bulk_create(
        Feedback(
            reference=f"FB-1900-{first + number:06}",
            author=author,
            module_key=section.module.key,
            section_key=section.key,
            section_title=section.key,
            language="en",
            kind="unclear",
            words=f"Remark {first + number}: who signs this, and what happens when nobody does?",
            form_key=uuid4(),
            fingerprint=f"bench-{first + number}",
            state=state,
            shown=shown,
            reason="The guide stays independent of products." if shown else "",
            state_since=now - timedelta(minutes=number),
        )
        for number, (section, (state, shown)) in enumerate(
            islice(zip(cycle(sections), cycle(STATES), strict=False), max(0, count))
        )
    )


def _queue(first: int, last: int) -> None:
    """Put copies of one submission on the desk."""
    model = Submission.objects.filter(state="submitted").exclude(cleared=None).order_by("pk")[0]
    studies = CaseStudy.objects.bulk_create(
        CaseStudy(slug=f"waiting-{number}", administration_id=model.administration_id)
        for number in range(first, last)
    )
    Submission.objects.bulk_create(
        Submission(
            reference=f"CS-1900-{number:06}",
            case_study=study,
            administration_id=model.administration_id,
            author_id=model.author_id,
            state="submitted",
            state_since=model.state_since,
            due_on=model.due_on,
            draft=model.draft,
            current_id=model.cleared_id,
            cleared_id=model.cleared_id,
        )
        for number, study in enumerate(studies, first)
    )
