"""What changed in an edition and why, whom it answers, and who looks after each section."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from modules.models.editions import Edition
from modules.states import SEALED

Person = settings.AUTH_USER_MODEL


class Significance(models.TextChoices):
    TYPO = "typo", _("Correction of form: the meaning is the same")
    MEDIUM = "medium", _("Medium: something is said better or more fully")
    MAJOR = "major", _("Major: the advice is new or different")


class ChangeQuerySet(models.QuerySet["Change"]):
    def published(self) -> ChangeQuerySet:
        return self.filter(edition__state__in=SEALED)


class Change(models.Model):
    """One change of one section, told to readers; the remarks it cites are answered once it is published."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="changes")
    section_key = models.SlugField(_("section"), max_length=60)
    significance = models.CharField(_("significance"), max_length=8, choices=Significance.choices)
    note_en = models.TextField(_("what changed and why, in English"))
    note_fr = models.TextField(_("what changed and why, in French"), blank=True)
    written_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    written_at = models.DateTimeField(default=timezone.now)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ("edition", "section_key", "pk")
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [models.Index(fields=("section_key",), name="modules_change_section")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(significance__in=Significance.values), name="modules_change_significance"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.section_key}"

    @property
    def note(self) -> str:
        french = (get_language() or "").startswith("fr")
        return self.note_fr if french and self.note_fr else self.note_en

    @property
    def note_language(self) -> str:
        return "fr" if (get_language() or "").startswith("fr") and self.note_fr else "en"


class CitationQuerySet(models.QuerySet["Citation"]):
    def published(self) -> CitationQuerySet:
        """Those in an edition that readers have: what they cite is implemented."""
        return self.filter(change__edition__state__in=SEALED)


class Citation(models.Model):
    """A change answers what stands under this reference; the apps above know what that is."""

    change = models.ForeignKey(Change, models.CASCADE, related_name="citations")
    reference = models.CharField(_("reference"), max_length=16, db_index=True)

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ("reference",)
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [models.UniqueConstraint(fields=("change", "reference"), name="modules_citation_once")]

    def __str__(self) -> str:
        return self.reference


class SectionCare(models.Model):
    """Who looks after a section, and when it is read again; by its key, so that it outlives an edition."""

    key = models.SlugField(_("section"), max_length=60, unique=True)
    owner = models.ForeignKey(
        Person, models.SET_NULL, related_name="+", verbose_name=_("owner"), null=True, blank=True
    )
    review_on = models.DateField(_("to be read again"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ("review_on", "key")
        verbose_name = _("care of a section")
        verbose_name_plural = _("care of sections")

    def __str__(self) -> str:
        return self.key


class ReviewLanguage(models.Model):
    """A language in which a language reviewer approves; without a row it is the language of his letters."""

    user = models.ForeignKey(
        Person, models.CASCADE, related_name="review_languages", verbose_name=_("person")
    )
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)

    class Meta:
        verbose_name = _("language of a reviewer")
        verbose_name_plural = _("languages of reviewers")
        constraints = [
            models.UniqueConstraint(fields=("user", "language"), name="modules_review_language_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.language}"
