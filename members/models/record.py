"""The record of people: who changed whose roles, administration or access, kept for ever."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.joining import AccessRequest, Invitation
from members.models.people import Administration
from members.roles import Role

Person = settings.AUTH_USER_MODEL


class PeopleEvent(models.Model):
    """One change of somebody's standing: written once, in the transaction of the change."""

    class Verb(models.TextChoices):
        ASKED = "asked", _("Asked for access")
        APPROVED = "approved", _("Request approved")
        REFUSED = "refused", _("Request refused")
        INVITED = "invited", _("Invited")
        SENT_AGAIN = "sent_again", _("Invitation sent again")
        TAKEN_BACK = "taken_back", _("Invitation taken back")
        JOINED = "joined", _("Accepted the invitation")
        ROLE_GIVEN = "role_given", _("Role given")
        ROLE_TAKEN = "role_taken", _("Role taken away")
        ENTERED = "entered", _("Acts for the administration from now on")
        LEFT = "left", _("Acts no longer for the administration")
        HANDED_OVER = "handed_over", _("Handed over to a successor")
        CLOSED = "closed", _("Account closed")
        REOPENED = "reopened", _("Account opened again")
        ERASED = "erased", _("Personal data erased")
        GIVEN_OUT = "given_out", _("Data given out")
        EXPORTED = "exported", _("Took the audit trail out as a sheet")
        LANGUAGES = "languages", _("Reviews these languages from now on")

    verb = models.CharField(_("what"), max_length=16, choices=Verb.choices)
    # Nobody, where a stranger asked.
    actor = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("who"), null=True)
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="people_events", verbose_name=_("to whom"), null=True
    )
    request = models.ForeignKey(AccessRequest, models.PROTECT, related_name="+", null=True)
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="+", null=True)
    administration = models.ForeignKey(
        Administration, models.PROTECT, related_name="+", verbose_name=_("administration"), null=True
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, blank=True)
    words = models.TextField(_("words"), blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        verbose_name = _("event about people")
        verbose_name_plural = _("events about people")
        # The audit trail in its order, whole and under each filter.
        indexes = [
            models.Index(fields=("person", "at"), name="members_event_person"),
            models.Index(fields=("at", "id"), name="members_event_newest"),
            models.Index(fields=("actor", "at", "id"), name="members_event_actor"),
            models.Index(fields=("verb", "at", "id"), name="members_event_verb"),
            models.Index(fields=("administration", "at", "id"), name="members_event_administration"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.get_role_display()}".strip()
