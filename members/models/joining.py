"""How people come in: they ask for access, or somebody invites them. Tokens are kept as hashes only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models.people import Administration, RoleHeld, User
from members.roles import Role

Person = settings.AUTH_USER_MODEL
HASH = 64


class Applicant(models.Model):
    """Somebody who may have no account yet: what a letter to him needs."""

    full_name = models.CharField(_("full name"), max_length=120)
    email = models.EmailField(_("work e-mail"))
    language = models.CharField(_("language of letters"), max_length=8, default="en")
    token_hash = models.CharField(max_length=HASH, unique=True)
    created = models.DateTimeField(_("created"), default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.full_name or self.email


class AccessRequestQuerySet(models.QuerySet["AccessRequest"]):
    def waiting(self) -> AccessRequestQuerySet:
        return self.filter(state=AccessRequest.State.WAITING)

    def lapsed(self) -> AccessRequestQuerySet:
        """Those whose address nobody confirmed in time."""
        oldest = timezone.now() - timedelta(days=settings.INVITATION_DAYS)
        unanswered = (AccessRequest.State.UNCONFIRMED, AccessRequest.State.DISOWNED)
        return self.filter(state__in=unanswered, created__lt=oldest)

    def answerable_by(self, user: User, *, at_desk: bool) -> AccessRequestQuerySet:
        """What this person answers: a contact point for the administration, else the Secretariat."""
        speaks = RoleHeld.objects.filter(
            role=Role.CONTACT_POINT, user__is_active=True, user__administration=OuterRef("administration")
        )
        for_desk = Q(role=Role.FACILITATOR) | ~Exists(speaks)
        if at_desk:
            return self.filter(for_desk) if Role.ADMINISTRATOR in user.roles else self.none()
        if Role.CONTACT_POINT not in user.roles:
            return self.none()
        return self.filter(administration=user.administration_id).exclude(role=Role.FACILITATOR)


class AccessRequest(Applicant):
    """Somebody asks for an account; nobody is asked to answer before the address is confirmed."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Address not confirmed")
        DISOWNED = "disowned", _("Not asked by the owner of the address")
        WAITING = "waiting", _("Waits for an answer")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")

    ROLES: ClassVar[list[tuple[str, Any]]] = [
        (role.value, role.label)
        for role in (Role.DELEGATE, Role.CONTRIBUTOR, Role.CONTACT_POINT, Role.FACILITATOR)
    ]

    job_title = models.CharField(_("function"), max_length=120)
    administration = models.ForeignKey(
        Administration, models.PROTECT, related_name="+", verbose_name=_("administration")
    )
    role = models.CharField(_("what you want to do"), max_length=20, choices=ROLES)
    why = models.TextField(_("why"))

    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    words = models.TextField(_("words"), blank=True)

    objects = AccessRequestQuerySet.as_manager()

    class Meta:
        ordering = ("created", "pk")
        verbose_name = _("access request")
        verbose_name_plural = _("access requests")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "administration",
                condition=Q(state__in=("unconfirmed", "waiting")),
                name="members_one_open_request",
            )
        ]


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> InvitationQuerySet:
        """Not used and not taken back; perhaps too old by now."""
        return self.filter(state=Invitation.State.PENDING)

    def managed_by(self, user: User, *, at_desk: bool) -> InvitationQuerySet:
        if at_desk:
            return self if Role.ADMINISTRATOR in user.roles else self.none()
        if Role.CONTACT_POINT not in user.roles:
            return self.none()
        return self.filter(administration=user.administration_id)


class Invitation(Applicant):
    """A place held for one address, for a time; what it gives is fixed when it is written."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waits to be accepted")
        ACCEPTED = "accepted", _("Accepted")
        TAKEN_BACK = "taken_back", _("Taken back")

    job_title = models.CharField(_("function"), max_length=120, blank=True)
    administration = models.ForeignKey(
        Administration,
        models.PROTECT,
        related_name="+",
        verbose_name=_("administration"),
        null=True,
        blank=True,
    )
    roles = models.JSONField(_("roles"), default=list)
    invited_by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("invited by"))
    request = models.ForeignKey(AccessRequest, models.PROTECT, related_name="+", null=True, blank=True)
    # A contact point who hands over keeps his post until the successor accepts, and these roles afterwards.
    predecessor = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    predecessor_keeps = models.JSONField(default=list, blank=True)

    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PENDING)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    times_sent = models.PositiveSmallIntegerField(_("times sent"), default=1)
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-sent_at", "-pk")
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "administration",
                condition=Q(state="pending"),
                name="members_one_pending_invitation",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(state="pending", administration=None),
                name="members_one_pending_without_administration",
            ),
        ]

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        return self.state == self.State.PENDING and not self.is_expired

    @property
    def role_labels(self) -> list[str]:
        return [str(Role(role).label) for role in self.roles]

    def moves(self, person: User) -> bool:
        """Whether accepting it is a change of post for this person."""
        return self.administration_id not in {None, person.administration_id}
