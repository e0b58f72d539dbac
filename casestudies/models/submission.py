"""Each pass of a case study through moderation, and the sealed texts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casestudies.models.case_study import CaseStudy
from casestudies.states import OPEN, WITH_EDITS, WRITABLE, S
from members.models import User
from moderation.models import Audience, Moderated, Scheduled


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def in_room_of(self, user: User) -> SubmissionQuerySet:
        """What the people who write for an administration see: all that is theirs, and nothing else."""
        if not user.is_writer:
            return self.none()
        return self.filter(administration=user.administration_id)

    def at_desk_for(self, user: User) -> SubmissionQuerySet:
        """What the Secretariat sees: only what a contact point has cleared once, and did not take back."""
        if not user.is_at_desk:
            return self.none()
        return self.exclude(cleared=None).exclude(state=S.WITHDRAWN)

    def visible_to(self, user: User) -> SubmissionQuerySet:
        return self.in_room_of(user) | self.at_desk_for(user)

    def open(self) -> SubmissionQuerySet:
        return self.filter(state__in=OPEN)


class Submission(Moderated, Scheduled):
    """One pass of a case study through moderation; the published text stays live meanwhile."""

    SERIES: ClassVar[str] = "CS"

    case_study = models.ForeignKey(CaseStudy, models.CASCADE, related_name="submissions")
    # The text being written; sealed into a revision when it is sent.
    draft = models.JSONField(_("text being written"), default=dict)
    draft_saved_at = models.DateTimeField(_("last saved"), default=timezone.now)
    # {"about": {"by": 7, "at": "2026-11-12T14:32:00+00:00", "form": "…", "turn": 3}}: who saved each part last,
    # and from which form, so that nobody is in his own way.
    saves = models.JSONField(_("last saves"), default=dict, blank=True)
    writers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("everybody who wrote in it")
    )
    current = models.ForeignKey(
        "Revision",
        models.PROTECT,
        related_name="+",
        verbose_name=_("last text that was sent"),
        null=True,
        blank=True,
    )
    cleared = models.ForeignKey(
        "Revision",
        models.PROTECT,
        related_name="+",
        verbose_name=_("last text cleared"),
        null=True,
        blank=True,
    )
    # The Secretariat may narrow the audience; empty: as cleared.
    narrowed_to = models.CharField(_("narrowed to"), max_length=16, choices=Audience.choices, blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ("state_since", "pk")
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(
                fields=("case_study",), condition=Q(state__in=OPEN), name="casestudies_one_open_submission"
            ),
            models.UniqueConstraint(
                fields=("case_study",),
                condition=Q(state=S.PUBLISHED),
                name="casestudies_one_published_submission",
            ),
            models.CheckConstraint(condition=Q(state__in=S.values), name="casestudies_state_known"),
        ]
        indexes = [
            models.Index(fields=("state", "state_since"), name="casestudies_sub_state"),
            models.Index(fields=("administration", "state"), name="casestudies_sub_admin"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("casestudies:submission", args=[self.reference])

    def get_desk_url(self) -> str:
        return reverse("casestudies:review", args=[self.reference])

    @property
    def title(self) -> str:
        """The title as it is being written; a draft may not have one yet."""
        return str(self.draft.get("title") or _("Untitled"))

    @property
    def on_the_desk(self) -> Revision | None:
        """The text the Secretariat works with: the cleared one, or its own edit of it."""
        return self.current if self.state in WITH_EDITS else self.cleared

    @property
    def is_edited(self) -> bool:
        """Whether the Secretariat changed the text since the administration cleared it."""
        return self.on_the_desk is not None and self.on_the_desk != self.cleared

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE

    @property
    def audience(self) -> str:
        """The audience a publication would have."""
        chosen = self.cleared.content["audience"] if self.cleared else self.draft.get("audience", "")
        return self.narrowed_to or str(chosen)


class SetAside(models.Model):
    """Words that another text took the place of: kept with the draft until a colleague puts them away."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="set_aside")
    step = models.CharField(_("part"), max_length=16)
    # Only the fields that read otherwise in the draft.
    values = models.JSONField(_("words"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by"), null=True
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    # The form they were typed in: while it stays open, its words stay one row.
    form = models.UUIDField()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name = _("text set aside")
        verbose_name_plural = _("texts set aside")
        constraints = [
            models.UniqueConstraint(fields=("submission", "form", "by"), name="casestudies_set_aside_once")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.step}"


class Revision(models.Model):
    """A sealed text: written once, with the SHA-256 over its fields."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField(_("number"))
    content = models.JSONField(_("text"))
    sha256 = models.CharField(_("seal"), max_length=64)
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    sealed_at = models.DateTimeField(_("sent"), default=timezone.now)
    # Derived from the content, so that reading renders nothing.
    html = models.JSONField(default=dict)

    class Meta:
        ordering = ("number",)
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.UniqueConstraint(fields=("submission", "number"), name="casestudies_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}.{self.number}"

    @property
    def title(self) -> str:
        """The title in the reader's language where it exists."""
        content: dict[str, Any] = self.content
        return str(content.get(f"title_{get_language()}") or content.get("title", ""))
