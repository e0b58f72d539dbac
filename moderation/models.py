"""What every moderated thing shares, and the rows moderation writes about it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import Administration
from members.roles import Role
from moderation.working_days import last_working_day, working_days_between

if TYPE_CHECKING:
    from moderation.record import Record

Person = settings.AUTH_USER_MODEL


class Reference(models.Model):
    """Hands out the running numbers of references, one row for a series and a year."""

    series = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("series", "year"), name="moderation_series_year_once")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}-{self.last:04}"


class Freshness(models.Model):
    """One row: how often something public has changed, and when last."""

    number = models.PositiveBigIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.number)


def overdue() -> models.Q:
    """What is over by at least one working day: the same as ``Moderated.is_overdue``, for the database."""
    return models.Q(due_on__lt=last_working_day(timezone.now().date()))


class Moderated(models.Model):
    """Something that passes through moderation; only the engine writes its state."""

    reference = models.CharField(_("reference"), max_length=16, unique=True)
    administration = models.ForeignKey(
        Administration,
        models.PROTECT,
        related_name="+",
        verbose_name=_("administration"),
        null=True,
        blank=True,
    )
    author = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("author"), null=True)

    state = models.CharField(_("state"), max_length=24)
    state_since = models.DateTimeField(_("since"), default=timezone.now)
    due_on = models.DateField(_("answer due"), null=True, blank=True)
    holder = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("with"), null=True, blank=True
    )
    # Raised by every move and every saved text: what somebody saw, or not any more.
    version = models.PositiveIntegerField(_("version"), default=1)
    created = models.DateTimeField(_("created"), default=timezone.now)

    # What a page has read about it; see ``moderation.record``.
    record: Record | None = None

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.reference

    @property
    def waiting_days(self) -> int:
        """How many working days it has been where it is."""
        return working_days_between(self.state_since.date(), timezone.now().date())

    @property
    def days_over(self) -> int:
        """By how many working days the answer is late; 0 when it is not."""
        return working_days_between(self.due_on, timezone.now().date()) if self.due_on else 0

    @property
    def is_overdue(self) -> bool:
        return self.days_over > 0


class Scheduled(models.Model):
    """Something that is published at a set time, on the decision of the person who set it."""

    publish_at = models.DateTimeField(_("published at"), null=True, blank=True)
    scheduled_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("scheduled by"), null=True, blank=True
    )

    class Meta:
        abstract = True


class About(models.Model):
    """A row about one moderated item, named by workflow and number: moderation knows no content app."""

    workflow = models.CharField(max_length=40)
    item = models.PositiveBigIntegerField()
    reference = models.CharField(_("reference"), max_length=16)

    class Meta:
        abstract = True


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, workflow: str, item: int) -> EventQuerySet:
        return self.filter(workflow=workflow, item=item)


class Event(About):
    """One move that was made: written once, in the transaction of the move, never changed."""

    verb = models.CharField(_("move"), max_length=40)
    source = models.CharField(_("from"), max_length=24)
    target = models.CharField(_("to"), max_length=24)

    actor = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("who"), null=True)
    role = models.CharField(_("as"), max_length=20, choices=Role.choices, blank=True)
    administration = models.ForeignKey(
        Administration, models.PROTECT, related_name="+", verbose_name=_("on behalf of"), null=True
    )
    revision_sha = models.CharField(_("text"), max_length=64, blank=True)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    words = models.TextField(_("words"), blank=True)
    # What only the Secretariat sees of the history.
    internal = models.BooleanField(_("internal"), default=False)
    at = models.DateTimeField(_("when"), default=timezone.now)
    # One form, one effect: the key of the form that was sent.
    key = models.UUIDField(default=uuid.uuid4, unique=True)

    objects = EventQuerySet.as_manager()
    # How the history names the move; set by ``moderation.history``.
    label = ""
    # What the form of the move said besides; there only while its letters are written.
    data: Mapping[str, Any] = {}

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=("workflow", "item", "at"), name="moderation_event_item"),
            # The audit trail in its order, whole and under each filter.
            models.Index(fields=("at", "id"), name="moderation_event_newest"),
            models.Index(fields=("workflow", "at", "id"), name="moderation_event_kind"),
            models.Index(fields=("verb", "at", "id"), name="moderation_event_verb"),
            models.Index(fields=("actor", "at", "id"), name="moderation_event_actor"),
            models.Index(fields=("administration", "at", "id"), name="moderation_event_for"),
            models.Index(fields=("reference", "at", "id"), name="moderation_event_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.verb}"


class PointQuerySet(models.QuerySet["Point"]):
    def about(self, workflow: str, item: int) -> PointQuerySet:
        return self.filter(workflow=workflow, item=item)

    def told(self) -> PointQuerySet:
        """Those the administration was told of."""
        return self.filter(internal=False).exclude(sent_at=None)

    def unanswered(self) -> PointQuerySet:
        return self.told().filter(answered_at=None, settled_at=None)


class Point(About):
    """A remark pinned to a field of a text: what has to change, or a note among colleagues."""

    field = models.CharField(_("field"), max_length=40)
    revision = models.PositiveSmallIntegerField(_("revision"))
    words = models.TextField(_("words"))
    blocking = models.BooleanField(_("must be settled before acceptance"), default=True)
    internal = models.BooleanField(_("only the Secretariat sees it"), default=False)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = PointQuerySet.as_manager()

    class Meta:
        ordering = ("written_at", "pk")
        verbose_name = _("point")
        verbose_name_plural = _("points")
        indexes = [models.Index(fields=("workflow", "item"), name="moderation_point_item")]

    def __str__(self) -> str:
        return f"{self.reference} {self.field}"

    @property
    def is_open(self) -> bool:
        return self.settled_at is None

    @property
    def is_to_send(self) -> bool:
        """Whether the administration will be told of it with the next request for changes."""
        return self.is_open and not self.internal and self.sent_at is None


class Audience(models.TextChoices):
    """Who may read what an administration contributed."""

    MEMBERS = "members", _("WCO Members only")
    PUBLIC = "public", _("Everyone")
    UNATTRIBUTED = "unattributed", _("Everyone, without the name of our administration")


# The Secretariat may narrow what was cleared and never widen it.
NARROWER: dict[str, frozenset[str]] = {
    Audience.PUBLIC: frozenset({Audience.PUBLIC, Audience.MEMBERS, Audience.UNATTRIBUTED}),
    Audience.MEMBERS: frozenset({Audience.MEMBERS}),
    Audience.UNATTRIBUTED: frozenset({Audience.UNATTRIBUTED}),
}


class ClearanceMethod(models.TextChoices):
    CONTACT_POINT = "contact_point", _("Cleared by the contact point")
    SINGLE_PERSON = "single_person", _("Single-person clearance")
    LETTER = "letter", _("Cleared by letter")


class Clearance(About):
    """An administration's consent to exactly one text for one audience; kept for ever."""

    sha256 = models.CharField(_("text"), max_length=64)
    audience = models.CharField(_("audience"), max_length=16, choices=Audience.choices)
    attribution = models.CharField(_("named as"), max_length=200, blank=True)
    method = models.CharField(_("method"), max_length=16, choices=ClearanceMethod.choices)
    actor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    administration = models.ForeignKey(Administration, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")
        indexes = [models.Index(fields=("workflow", "item"), name="moderation_clearance_item")]

    def __str__(self) -> str:
        return f"{self.reference} {self.get_method_display()}"

    def covers(self, sha256: str, audience: str) -> bool:
        """Whether this consent holds for exactly that text and an audience no wider."""
        return self.sha256 == sha256 and audience in NARROWER[self.audience]
