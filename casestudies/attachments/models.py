"""Files of case studies: what they are, and who may have them. The bytes lie in the default storage."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casestudies.attachments import entries
from casestudies.attachments.scanner import Verdict
from casestudies.models import CaseStudy, Revision, Submission
from casestudies.states import S
from members.models import User
from members.people import Person
from moderation.models import Clearance


class Kind(models.TextChoices):
    ATTACHMENT = "attachment", _("Attachment")
    # A signed clearance letter: between the administration and the Secretariat, never published.
    LETTER = "letter", _("Approval in writing")


class Scan(models.TextChoices):
    UNSCANNED = Verdict.UNSCANNED.value, _("No virus scanner is set up")
    WAITING = Verdict.WAITING.value, _("Being checked for viruses")
    CLEAN = Verdict.CLEAN.value, _("Checked for viruses")
    INFECTED = Verdict.INFECTED.value, _("Held a virus, removed")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, person: Person) -> AttachmentQuerySet:
        """Those whose bytes this person may have."""
        kept = self.filter(removed_at=None).exclude(scan__in=(Scan.WAITING, Scan.INFECTED))
        rights = Q(kind=Kind.ATTACHMENT, pk__in=_read_with(CaseStudy.objects.visible_to(person)))
        if isinstance(person, User) and person.is_active:
            rights |= Q(submission__in=Submission.objects.in_room_of(person)) | _at_desk(person)
        return kept.filter(rights)

    def of_live(self, case_study: CaseStudy) -> AttachmentQuerySet:
        """Those that readers of a published case study get with it, in the order of the text."""
        return self.filter(sealed_in__live_of=case_study, kind=Kind.ATTACHMENT, removed_at=None).exclude(
            scan__in=(Scan.WAITING, Scan.INFECTED)
        )

    def related_to(self, submission: Submission, kind: str) -> AttachmentQuerySet:
        """Those of a draft: its own, and those that its text brought along from an earlier submission."""
        listed = [entry["id"] for entry in entries.entries(submission.draft)]
        return self.filter(Q(submission=submission) | Q(pk__in=listed), kind=kind)

    def letters(self, submission: Submission | OuterRef) -> AttachmentQuerySet:
        return self.filter(submission=submission, kind=Kind.LETTER, removed_at=None)

    def waiting(self) -> AttachmentQuerySet:
        return self.filter(scan=Scan.WAITING, removed_at=None)

    def forgotten(self, before: datetime) -> AttachmentQuerySet:
        """Those removed before a moment and part of no text that was ever sent."""
        return self.filter(removed_at__lt=before, sealed_in=None)

    def bytes_of(self, administration: int | None) -> int:
        """How much the files of an administration take, those that wait to be deleted too."""
        stored = self.filter(submission__administration=administration).exclude(scan=Scan.INFECTED)
        return stored.aggregate(size=Sum("size"))["size"] or 0


def _read_with(case_studies: models.QuerySet[CaseStudy]) -> models.QuerySet[Attachment, Any]:
    return Attachment.objects.filter(sealed_in__live_of__in=case_studies).values("pk")


def _at_desk(user: User) -> Q:
    """What the Secretariat gets: the files of texts that were cleared, and letters."""
    if not user.is_at_desk:
        return Q(pk__in=())
    seen = Submission.objects.at_desk_for(user)
    cleared = Revision.objects.filter(submission__in=seen, sha256__in=Clearance.objects.values("sha256"))
    files = Attachment.objects.filter(sealed_in__in=cleared).values("pk")
    # A letter that the Secretariat itself recorded is there before anything is cleared by it.
    recorded = Q(uploaded_by__administration=None) & ~Q(submission__state=S.WITHDRAWN)
    letters = Q(kind=Kind.LETTER) & (Q(submission__in=seen) | recorded)
    return Q(kind=Kind.ATTACHMENT, pk__in=files) | letters


class Attachment(models.Model):
    """One file as it is kept: cleaned, under a name that nobody chose."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="attachments")
    # The sealed texts it is part of; their content names it with its SHA-256.
    sealed_in = models.ManyToManyField(Revision, related_name="attachments")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.ATTACHMENT)

    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=120, unique=True)
    scan = models.CharField(_("virus check"), max_length=16, choices=Scan.choices, default=Scan.UNSCANNED)

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("attached by")
    )
    uploaded_at = models.DateTimeField(_("attached"), default=timezone.now)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ("uploaded_at", "pk")
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="casestudies_file_kind_known"),
            models.CheckConstraint(condition=Q(scan__in=Scan.values), name="casestudies_file_scan_known"),
        ]
        indexes = [
            models.Index(fields=("removed_at",), name="casestudies_file_removed"),
            models.Index(fields=("scan",), name="casestudies_file_scan"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("attachments:file", args=[self.pk, self.name])

    @property
    def about(self) -> str:
        """Kind and size: “PDF, 120 KB”."""
        return entries.listed([self.entry])[0].about

    @property
    def entry(self) -> dict[str, Any]:
        """How a text lists this file; its seal covers every byte through the SHA-256."""
        return {
            "id": str(self.pk),
            "name": self.name,
            "size": self.size,
            "sha256": self.sha256,
            "type": self.content_type,
        }
