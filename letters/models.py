from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters.results import CLAIM, LONGEST_WAIT, Result


class Preference(models.Model):
    """How somebody wants the letters that are not addressed to him personally."""

    class Mode(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DAILY = "daily", _("Once a day, together")
        OFF = "off", _("Not at all")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letter_preference")
    mode = models.CharField(
        _("letters to the whole desk"), max_length=8, choices=Mode.choices, default=Mode.AT_ONCE
    )

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")

    def __str__(self) -> str:
        return self.get_mode_display()


class LetterQuerySet(models.QuerySet["Letter"]):
    def open(self) -> LetterQuerySet:
        """What has not left, and was neither called back, nor overtaken, nor given up."""
        return self.filter(sent_at=None, called_back_at=None, superseded_at=None, given_up_at=None)

    def unsent(self) -> LetterQuerySet:
        """What the mail server has still to take; letters that wait for a digest go with it."""
        return self.open().filter(for_digest=False)

    def due(self) -> LetterQuerySet:
        """What may leave now: its time has come, and no living worker is at it.

        What waits longer than any letter may was told so by a clock that was wrong.
        """
        now = timezone.now()
        free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM) | Q(claimed_at__gt=now + CLAIM)
        its_time = Q(not_before=None) | Q(not_before__lte=now) | Q(not_before__gt=now + LONGEST_WAIT)
        return self.unsent().filter(free).filter(its_time)

    def for_next_digest(self) -> LetterQuerySet:
        its_time = Q(not_before=None) | Q(not_before__lte=timezone.now())
        return self.open().filter(its_time, for_digest=True)

    def in_grace(self) -> LetterQuerySet:
        """What its sender can still take back."""
        return self.open().filter(not_before__gt=timezone.now(), attempts=0, claimed_at=None)

    def delayed(self) -> LetterQuerySet:
        """What a mail server did not take yet."""
        return self.unsent().filter(attempts__gt=0)

    def waiting(self) -> LetterQuerySet:
        return self.open().filter(attempts=0)

    def sent(self) -> LetterQuerySet:
        return self.exclude(sent_at=None)

    def given_up(self) -> LetterQuerySet:
        """What nobody tries any more. It never left: so the few in the index on unsent letters are looked at."""
        return self.filter(sent_at=None).exclude(given_up_at=None)

    def called_back(self) -> LetterQuerySet:
        """What never left because a later step made it untrue."""
        return self.filter(~Q(called_back_at=None) | ~Q(superseded_at=None))

    def of_event(self, key_prefix: str) -> LetterQuerySet:
        """Give the letters of one event, whose keys begin with its own."""
        return self.filter(key__startswith=f"{key_prefix.rstrip(':')}:")


class Letter(models.Model):
    """One letter to one person: written with the move that caused it, kept with its delivery result."""

    kind = models.CharField(_("kind"), max_length=80)
    reference = models.CharField(_("about"), max_length=16, blank=True)
    # The state of the item that the letter states.
    state = models.CharField(_("state"), max_length=24, blank=True, default="", db_default="")
    # Written before the Secretariat could read the text: the desk does not see it either.
    inside = models.BooleanField(_("stays inside the administration"), default=False, db_default=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="letters", verbose_name=_("to"), null=True
    )
    address = models.EmailField(_("address"))
    language = models.CharField(_("language"), max_length=8)

    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    html = models.TextField(_("text as HTML"))
    link = models.URLField(_("link"), max_length=500)
    for_digest = models.BooleanField(_("waits for the daily letter"), default=False)
    # Its link opens a door: it is taken out once the mail server has the letter.
    confidential = models.BooleanField(
        _("the link is kept no longer than needed"), default=False, db_default=False
    )

    # One event, one letter to a person: a repeated job writes none twice.
    key = models.CharField(_("key"), max_length=160, unique=True)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    # The end of the grace period first, then the next try.
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("being sent since"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    called_back_at = models.DateTimeField(_("called back"), null=True, blank=True)
    superseded_at = models.DateTimeField(_("overtaken"), null=True, blank=True)
    superseded_by = models.ForeignKey(
        "self", models.SET_NULL, related_name="+", verbose_name=_("overtaken by"), null=True, blank=True
    )
    bounced_at = models.DateTimeField(_("refused for good"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ("-written_at", "-pk")
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(fields=("recipient", "-written_at"), name="letters_letter_recipient"),
            models.Index(fields=("reference", "-written_at"), name="letters_letter_reference"),
            models.Index(
                fields=("written_at",), name="letters_letter_unsent", condition=models.Q(sent_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def result(self) -> Result:
        """What became of it."""
        for happened, result in (
            (self.sent_at, Result.SENT),
            (self.called_back_at, Result.CALLED_BACK),
            (self.superseded_at, Result.SUPERSEDED),
            (self.bounced_at, Result.BOUNCED),
            (self.given_up_at, Result.GIVEN_UP),
            (self.for_digest, Result.DIGEST),
            (self.attempts and self.last_error, Result.DELAYED),
        ):
            if happened:
                return result
        return Result.WAITING


class Chore(models.Model):
    """Something due every day: when it was done last, and whether somebody is at it."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    done_on = models.DateField(_("last done"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("being done since"), null=True, blank=True)
    # Of what is done at every tick, not daily: when that was.
    ran_at = models.DateTimeField(_("last run"), null=True, blank=True)

    class Meta:
        verbose_name = _("daily chore")
        verbose_name_plural = _("daily chores")

    def __str__(self) -> str:
        return self.name
