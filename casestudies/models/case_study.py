"""The public identity of a case study, and what readers get of it."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.models import Administration, Region, User
from members.people import Person
from moderation.models import Audience
from modules.models import Topic


class CaseStudyQuerySet(models.QuerySet["CaseStudy"]):
    def published(self) -> CaseStudyQuerySet:
        return self.exclude(published_at=None)

    def public(self) -> CaseStudyQuerySet:
        """What a stranger may read."""
        return self.published().exclude(audience=Audience.MEMBERS)

    def visible_to(self, person: Person) -> CaseStudyQuerySet:
        return self.published() if reads_members_only(person) else self.public()

    def retracted_for(self, person: Person) -> CaseStudyQuerySet:
        """Those whose notice stands at their address, for whoever could read the text."""
        gone = self.exclude(retracted_at=None)
        return gone if reads_members_only(person) else gone.exclude(audience=Audience.MEMBERS)


class CaseStudy(models.Model):
    """The public identity of a case study; its words are those of the live revision."""

    class Origin(models.TextChoices):
        CONTRIBUTED = "contributed", _("Contributed by the administration")
        DOCUMENTED = "documented", _("Summarised from public sources")

    slug = models.SlugField(_("short name in addresses"), max_length=100, unique=True)
    origin = models.CharField(_("origin"), max_length=16, choices=Origin.choices, default=Origin.CONTRIBUTED)
    administration = models.ForeignKey(
        Administration,
        models.PROTECT,
        related_name="case_studies",
        verbose_name=_("administration"),
        null=True,
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="case_studies", null=True)
    live = models.OneToOneField(
        "Revision", models.PROTECT, related_name="live_of", verbose_name=_("live text"), null=True, blank=True
    )

    # Copied from the live text when it is published, so that lists need nothing else.
    attribution = models.CharField(_("named as"), max_length=200, blank=True)
    audience = models.CharField(
        _("audience"), max_length=16, choices=Audience.choices, default=Audience.MEMBERS
    )
    module_key = models.SlugField(_("module"), max_length=60, blank=True)
    topics = models.ManyToManyField(Topic, related_name="case_studies")
    language = models.CharField(_("language"), max_length=8, default="en")
    years = models.CharField(_("years"), max_length=60, blank=True)
    last_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=16, blank=True)
    minutes = models.PositiveSmallIntegerField(_("reading time"), default=1)
    figures = models.JSONField(_("figures"), default=list, blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    contact = models.CharField(_("contact"), max_length=254, blank=True)

    # Empty before publication, and while it is retracted: lists and search need no other question.
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("last confirmed as still true"), null=True, blank=True)
    retracted_at = models.DateTimeField(_("retracted"), null=True, blank=True)
    # The sentence readers find at the address instead of the text.
    retraction = models.TextField(_("reason for the retraction"), blank=True)

    objects = CaseStudyQuerySet.as_manager()

    class Meta:
        ordering = ("-published_at", "-pk")
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")
        indexes = [
            # The library in its order, whole and under each filter.
            models.Index(fields=("-published_at", "-id"), name="casestudies_newest"),
            models.Index(fields=("module_key", "-published_at", "-id"), name="casestudies_module"),
            models.Index(fields=("region", "-published_at", "-id"), name="casestudies_region"),
            models.Index(fields=("language", "-published_at", "-id"), name="casestudies_language"),
            models.Index(fields=("last_year", "-published_at", "-id"), name="casestudies_year"),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("casestudies:detail", args=[self.slug])

    @property
    def is_documented(self) -> bool:
        return self.origin == self.Origin.DOCUMENTED


class CaseText(models.Model):
    """What readers get in one language: at least title and summary, the whole story where it exists."""

    case_study = models.ForeignKey(CaseStudy, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=8)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"))
    summary_html = models.TextField()
    whole = models.BooleanField(_("has the whole story"), default=False)
    # {"situation": "<p>…", …}: rendered once, when it is published
    html = models.JSONField(default=dict)
    results = models.JSONField(default=list)
    lessons = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    label = models.TextField(_("label"), blank=True)
    caveat = models.TextField(_("caveat"), blank=True)
    plain = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("case_study", "language"), name="casestudies_text_once")
        ]

    def __str__(self) -> str:
        return self.title


class Illustration(models.Model):
    """A case study stands beside a section; the key survives every edition."""

    case_study = models.ForeignKey(CaseStudy, models.CASCADE, related_name="illustrations")
    section_key = models.SlugField(_("section"), max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=("case_study", "section_key"), name="casestudies_illustrates_once")
        ]
        indexes = [models.Index(fields=("section_key",), name="casestudies_illustration_key")]

    def __str__(self) -> str:
        return self.section_key


def reads_members_only(person: Person) -> bool:
    """Whether somebody may read what is for WCO Members only."""
    return (
        isinstance(person, User)
        and person.is_active
        and (bool(person.administration_id) or person.is_secretariat)
    )
