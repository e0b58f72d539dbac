"""An edition: the whole guide as one citable text, and the consents it was published with."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from members.models import User
from members.roles import Role
from moderation.models import Moderated, Scheduled
from moderation.working_days import working_days_between
from modules.states import OPEN, SEALED, WRITABLE, S

Person = settings.AUTH_USER_MODEL


class EditionQuerySet(models.QuerySet["Edition"]):
    def current(self) -> EditionQuerySet:
        return self.filter(state=S.PUBLISHED)

    def readable(self) -> EditionQuerySet:
        """Those that were published once: they keep their address for ever."""
        return self.filter(state__in=SEALED)

    def at_desk_for(self, user: User) -> EditionQuerySet:
        """Those whose making, and whose letters, are open to this person."""
        return self.all() if user.is_at_guide_desk else self.none()

    def in_preparation(self) -> EditionQuerySet:
        """The one that is being prepared, if there is one: what was said can be planned for it."""
        return self.filter(state__in=OPEN)

    def unconfirmed(self) -> EditionQuerySet:
        """Minor corrections that one publisher published and no second one has confirmed."""
        return self.exclude(confirm_by=None).filter(confirmed_at=None)


class Edition(Moderated, Scheduled):
    """The whole guide as one citable text; only the engine and the loading of files write its state."""

    SERIES = "ED"
    State = S

    class Kind(models.TextChoices):
        MAJOR = "major", _("Major edition")
        MINOR = "minor", _("Minor edition")

    number = models.CharField(_("number"), max_length=12)
    state = models.CharField(_("state"), max_length=24, choices=S.choices, default=S.DRAFTING)
    published_on = models.DateField(_("published"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    # Of the files it was loaded from: the same again changes nothing. Empty when it was made here.
    sha256 = models.CharField(max_length=64, blank=True)

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.MAJOR)
    note_fr = models.TextField(_("note in French"), blank=True, default="")
    based_on = models.ForeignKey(
        "self", models.PROTECT, related_name="followers", verbose_name=_("begun from"), null=True, blank=True
    )
    # Whoever wrote a text or a change of it: these may not approve it.
    writers: models.ManyToManyField[User, models.Model] = models.ManyToManyField(
        Person, related_name="+", verbose_name=_("writers"), blank=True
    )
    # When somebody wrote in it here: files do not overwrite it any more.
    edited_at = models.DateTimeField(_("last written in"), null=True, blank=True)
    # Over every word, change and sealed HTML, when it was published.
    sealed_sha256 = models.CharField(_("seal"), max_length=64, blank=True, default="")

    # A minor correction that one publisher published: by when a second pair of eyes looks at it.
    confirm_by = models.DateField(_("to be confirmed by"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ("-published_on", "-pk")
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(
                fields=("state",), condition=models.Q(state="published"), name="modules_one_current_edition"
            ),
            models.UniqueConstraint(
                models.Case(models.When(state__in=[*map(str, OPEN)], then=models.Value(1))),
                name="modules_one_open_edition",
            ),
            # What was discarded leaves its number to the next attempt.
            models.UniqueConstraint(
                fields=("number",), condition=~models.Q(state="discarded"), name="modules_edition_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[*map(str, S.values)]), name="modules_edition_state_known"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_desk_url(self) -> str:
        return reverse("modules:desk_edition", args=[self.reference])

    @property
    def own_note(self) -> str:
        """The note in the reader's language, or in English."""
        return self.note_fr if self._in_french else self.note

    @property
    def note_language(self) -> str:
        return "fr" if self._in_french else "en"

    @property
    def _in_french(self) -> bool:
        return bool(self.note_fr) and (get_language() or "").startswith("fr")

    @property
    def is_writable(self) -> bool:
        return self.state in WRITABLE

    @property
    def is_sealed(self) -> bool:
        return self.state in SEALED

    @property
    def is_minor(self) -> bool:
        return self.kind == self.Kind.MINOR

    @property
    def is_major(self) -> bool:
        return self.kind == self.Kind.MAJOR

    @property
    def is_unconfirmed(self) -> bool:
        return self.confirm_by is not None and self.confirmed_at is None

    @property
    def confirmation_days_over(self) -> int:
        """By how many working days the second pair of eyes is late."""
        return working_days_between(self.confirm_by, timezone.now().date()) if self.confirm_by else 0


class Approval(models.Model):
    """A consent to exactly one text, bound to its SHA-256; kept for ever. A later edit does not match it."""

    class Method(models.TextChoices):
        FOUR_EYES = "four_eyes", _("Approved by somebody who did not write in it")
        CORRECTION = "correction", _("Minor correction, to be confirmed")
        CONFIRMED = "confirmed", _("Minor correction, confirmed by a second person")
        TRANSLATION = "translation", _("Translation approved by a language reviewer")

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="approvals")
    method = models.CharField(_("method"), max_length=16, choices=Method.choices)
    # Of a translation; empty for the whole edition.
    section_key = models.SlugField(_("section"), max_length=60, blank=True, default="")
    language = models.CharField(_("language"), max_length=8, blank=True, default="")
    sha256 = models.CharField(_("text"), max_length=64)
    actor = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")

    def __str__(self) -> str:
        return f"{self.edition_id} {self.method}"


class Tabling(models.Model):
    """Where a major edition was tabled, and what came of it."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="tablings")
    body = models.CharField(_("body"), max_length=160)
    session = models.CharField(_("session"), max_length=160)
    document = models.CharField(_("document number"), max_length=60)
    tabled_on = models.DateField(_("tabled on"))
    outcome = models.TextField(_("outcome"), blank=True)
    endorsed_on = models.DateField(_("endorsed on"), null=True, blank=True)

    class Meta:
        ordering = ("tabled_on", "pk")
        verbose_name = _("tabling")
        verbose_name_plural = _("tablings")

    def __str__(self) -> str:
        return f"{self.body}, {self.session}, {self.document}"
