"""The review cycle: every section has an owner and a day on which somebody reads it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from members.models import User
from moderation import clock
from modules.models import Edition, Section, SectionCare, SectionText

CYCLE_DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class Cared:
    """One section of the current edition with who looks after it."""

    care: SectionCare
    section: Section
    title: str
    language: str
    days_over: int

    @property
    def number(self) -> str:
        return f"{self.section.module.number}.{self.section.number}"

    @property
    def is_due(self) -> bool:
        return self.days_over >= 0


@transaction.atomic
def take_care_of_sections(edition: Edition) -> int:
    """Give every section of an edition that has none a review day, spread over the year; gives their number.

    A section that carries on another inherits the owner and the day of the latest.
    """
    sections = list(Section.objects.filter(edition=edition).order_by("module__number", "number"))
    known = {care.key: care for care in SectionCare.objects.all()}
    new = [section for section in sections if section.key not in known]
    today = clock.now().date()
    for at, section in enumerate(new, start=1):
        before = next((known[key] for key in reversed(section.predecessors) if key in known), None)
        SectionCare.objects.create(
            key=section.key,
            owner=before.owner if before else None,
            review_on=before.review_on if before else today + timedelta(days=CYCLE_DAYS * at // len(new)),
        )
    return len(new)


def cared(language: str) -> list[Cared]:
    """Give all sections of the current edition, the most urgent first; two queries."""
    texts = SectionText.objects.filter(
        section__edition__in=Edition.objects.current(),
        language__in=[language, settings.OFFICIAL_LANGUAGES[0]],
    ).select_related("section__module")
    best: dict[str, SectionText] = {}
    for text in texts.only("title", "language", "section__key", "section__number", "section__module__number"):
        if text.section.key not in best or text.language == language:
            best[text.section.key] = text
    today = clock.now().date()
    cares = SectionCare.objects.filter(key__in=best).select_related("owner", "confirmed_by")
    return [
        Cared(
            care,
            best[care.key].section,
            best[care.key].title,
            best[care.key].language,
            (today - care.review_on).days,
        )
        for care in cares
    ]


def due(today: date | None = None) -> QuerySet[SectionCare]:
    """Give the sections of the current edition that should be read again by now."""
    keys = Section.objects.filter(edition__in=Edition.objects.current()).values("key")
    return SectionCare.objects.filter(key__in=keys, review_on__lte=today or clock.now().date())


def confirm(care: SectionCare, person: User) -> None:
    """Say that a section is still true: it comes up again in a year."""
    now = clock.now()
    care.confirmed_at, care.confirmed_by = now, person
    care.review_on = now.date() + timedelta(days=CYCLE_DAYS)
    care.save(update_fields=["confirmed_at", "confirmed_by", "review_on"])


def owners() -> QuerySet[User]:
    """Give those of the Secretariat who may look after sections."""
    held = ("editor", "language_reviewer", "publisher", "case_officer")
    return User.objects.filter(roles_held__role__in=held, is_active=True).distinct().order_by("full_name")
