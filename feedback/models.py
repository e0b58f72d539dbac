"""What readers say about a section or a case study, and the answers they get."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from feedback.states import ANSWERABLE, OPEN, SETTLED, WAITING, S
from members.models import User
from members.roles import Role
from moderation.models import Moderated
from modules.models import Edition, section_address

REFERENCE_LENGTH = 16


class Kind(models.TextChoices):
    UNCLEAR = "unclear", _("unclear")
    OUT_OF_DATE = "out_of_date", _("out of date")
    MISSING = "missing", _("missing something")
    WRONG = "wrong", _("wrong")
    EXAMPLE = "example", _("an example I can give")
    COVERAGE = "coverage", _("a suggestion on what the guide covers")
    GENERAL = "general", _("something else")


class Capacity(models.TextChoices):
    PERSONAL = "personal", _("My own view")
    OFFICIAL = "official", _("The official position of my administration")


class Remark(models.Model):
    """What was said, about what, in which language; shared by what waits for its address to be confirmed."""

    module_key = models.SlugField(_("module"), max_length=60, blank=True)
    section_key = models.SlugField(_("section"), max_length=60, blank=True)
    case_slug = models.SlugField(_("case study"), max_length=100, blank=True, default="", db_default="")
    paragraph = models.PositiveSmallIntegerField(_("paragraph"), null=True, blank=True)
    quote = models.TextField(_("the passage"), blank=True, default="", db_default="")
    language = models.CharField(_("language"), max_length=8)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    words = models.TextField(_("what should change"))

    # Who said it, where there is no account; the address is confirmed.
    email = models.EmailField(_("e-mail address"), blank=True, default="", db_default="")
    guest_name = models.CharField(_("name"), max_length=120, blank=True, default="", db_default="")
    # As the person chose; nobody is named without it.
    names_person = models.BooleanField(_("name me if my remark is shown"), default=False, db_default=False)

    # The key of the form: sent twice, stored once.
    form_key = models.UUIDField(unique=True)
    # The same words of the same person about the same place are the same remark.
    fingerprint = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        abstract = True


def _own(user: User) -> Q:
    personal = ~Q(capacity=Capacity.OFFICIAL)
    return Q(author=user) & (
        personal | Q(administration=user.administration_id, administration__isnull=False)
    )


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def of(self, user: User) -> FeedbackQuerySet:
        """One's own; an official position stays with the administration for which one spoke."""
        return self.filter(_own(user))

    def readable_by(self, user: User) -> FeedbackQuerySet:
        """One's own, and the official positions of the administration one speaks for."""
        own = _own(user)
        if Role.CONTACT_POINT in user.roles:
            own |= Q(capacity=Capacity.OFFICIAL, administration=user.administration_id)
        return self.filter(own)

    def to_clear(self, user: User) -> FeedbackQuerySet:
        if Role.CONTACT_POINT not in user.roles:
            return self.none()
        return self.filter(state=S.IN_CLEARANCE, administration=user.administration_id)

    def received(self) -> FeedbackQuerySet:
        """Those that reached the Secretariat: an official position does so once it is cleared."""
        unseen = Q(state__in=(S.IN_CLEARANCE, S.RETURNED)) | Q(state=S.WITHDRAWN, received_at=None)
        return self.exclude(unseen)

    def at_desk_for(self, user: User) -> FeedbackQuerySet:
        return self.received() if user.is_at_desk else self.none()

    def waiting(self) -> FeedbackQuerySet:
        """What the Secretariat owes a step, those left behind by a withdrawal too."""
        return self.filter(Q(state__in=WAITING) | Q(state=S.MERGED, merged_into__state=S.WITHDRAWN))

    def shown(self) -> FeedbackQuerySet:
        """Remarks that stand in public, with or without a released answer."""
        return self.filter(state__in=SETTLED, shown=True)

    def open(self) -> FeedbackQuerySet:
        return self.filter(state__in=OPEN)

    def planned_for(self, edition: Edition) -> FeedbackQuerySet:
        return self.filter(state=S.PLANNED, planned_for=edition)


class Feedback(Remark, Moderated):
    """One remark about one section of one edition, or about a case study."""

    SERIES: ClassVar[str] = "FB"
    Kind = Kind
    Capacity = Capacity

    edition = models.CharField(_("edition"), max_length=12, blank=True)
    section_title = models.CharField(_("title of what it is about"), max_length=200)
    capacity = models.CharField(
        _("said as"), max_length=10, choices=Capacity.choices, default="personal", db_default="personal"
    )
    names_administration = models.BooleanField(
        _("name my administration if my remark is shown"), default=False
    )

    # What becomes of it.
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        related_name="merged",
        verbose_name=_("treated together with"),
        null=True,
        blank=True,
    )
    planned_for = models.ForeignKey(
        Edition,
        models.SET_NULL,
        related_name="planned_remarks",
        verbose_name=_("edition"),
        null=True,
        blank=True,
    )
    plan_section = models.SlugField(
        _("section to change"), max_length=60, blank=True, default="", db_default=""
    )
    plan_paragraph = models.PositiveSmallIntegerField(_("paragraph to change"), null=True, blank=True)
    plan_sentence = models.CharField(
        _("the change, in one sentence"), max_length=300, blank=True, default="", db_default=""
    )
    # Why it was refused, deferred or passed on, as its asker was told.
    reason = models.TextField(_("reason"), blank=True, default="", db_default="")
    referred_to = models.CharField(_("referred to"), max_length=200, blank=True, default="", db_default="")
    # The draft that grew from an example somebody offered.
    case_reference = models.CharField(
        _("case study begun from it"), max_length=REFERENCE_LENGTH, blank=True, default="", db_default=""
    )
    shown = models.BooleanField(_("the remark is shown"), default=False, db_default=False)
    # When the Secretariat got it, and when it said first what becomes of it.
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    answered_at = models.DateTimeField(_("first answered"), null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ("state_since", "pk")
        verbose_name = _("remark")
        verbose_name_plural = _("feedback")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=S.values), name="feedback_state_known"),
            models.CheckConstraint(condition=Q(section_key="") ^ Q(case_slug=""), name="feedback_one_place"),
            models.CheckConstraint(
                condition=Q(state=S.MERGED, merged_into__isnull=False)
                | (~Q(state=S.MERGED) & Q(merged_into=None)),
                name="feedback_merged_into_something",
            ),
            models.UniqueConstraint(
                fields=("fingerprint",),
                condition=~Q(fingerprint="") & ~Q(state=S.WITHDRAWN),
                name="feedback_said_once",
            ),
        ]
        indexes = [
            models.Index(fields=("state", "state_since"), name="feedback_state"),
            models.Index(fields=("section_key", "state"), name="feedback_section"),
            models.Index(fields=("author", "-created"), name="feedback_author"),
            models.Index(fields=("case_slug",), name="feedback_case", condition=~Q(case_slug="")),
            models.Index(
                fields=("section_key", "-state_since"), name="feedback_shown", condition=Q(shown=True)
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("feedback:remark", args=[self.reference])

    def get_desk_url(self) -> str:
        return reverse("feedback:desk_remark", args=[self.reference])

    @property
    def address(self) -> str:
        """Where the words stand that the remark is about."""
        if self.case_slug:
            return reverse("casestudies:detail", args=[self.case_slug])
        if self.paragraph:
            return reverse("modules:module", args=[self.module_key]) + f"#p{self.paragraph}"
        return section_address(self.module_key, self.section_key)

    @property
    def is_shown(self) -> bool:
        """Whether it stands in public, as ``FeedbackQuerySet.shown`` asks the database."""
        return self.shown and self.state in SETTLED

    @property
    def is_answerable(self) -> bool:
        return self.state in ANSWERABLE

    @property
    def is_official(self) -> bool:
        return self.capacity == Capacity.OFFICIAL

    def is_left_behind_by(self, person: User) -> bool:
        """Whether it is the position of an administration that this person does not speak for any more."""
        return self.is_official and self.administration_id != person.administration_id

    @property
    def lead(self) -> Feedback:
        """The remark with which this one is treated, or itself."""
        return self.merged_into or self

    @property
    def asker_name(self) -> str:
        """Who said it, for the Secretariat."""
        return str(self.author) if self.author else self.guest_name or self.email

    @property
    def by(self) -> str:
        """Who is named in public, as the person chose: name, administration, or nobody."""
        if self.names_administration and self.administration:
            return self.administration.name
        name = self.author.full_name if self.author else self.guest_name
        return name if self.names_person and name else say("A reader")


class Answer(models.Model):
    """The Secretariat's answer: drafted by one person, released by another."""

    feedback = models.OneToOneField(Feedback, models.CASCADE, related_name="answer")
    words = models.TextField(_("answer"))
    html = models.TextField(blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    released_at = models.DateTimeField(null=True, blank=True)
    shown = models.BooleanField(_("the answer is shown"), default=False)

    def __str__(self) -> str:
        return f"{self.feedback_id}"

    @property
    def is_released(self) -> bool:
        return self.released_at is not None


class Unconfirmed(Remark):
    """A remark that waits until its address is confirmed; the Secretariat does not see it."""

    created = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("created", "pk")
        verbose_name = _("unconfirmed remark")
        verbose_name_plural = _("unconfirmed remarks")
        constraints = [
            models.UniqueConstraint(fields=("fingerprint",), name="feedback_unconfirmed_once"),
            models.CheckConstraint(condition=~Q(email=""), name="feedback_unconfirmed_has_address"),
        ]
        indexes = [
            models.Index(fields=("email",), name="feedback_unconfirmed_email"),
            models.Index(fields=("created",), name="feedback_unconfirmed_created"),
        ]

    def __str__(self) -> str:
        return self.email
