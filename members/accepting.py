"""Accepting an invitation: an account is made, or an account that exists gets what it was offered."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import handover, notifications, standing
from members.invitations import account_of
from members.models import Invitation, RoleHeld, User
from members.record import Verb, note
from members.rights import StandingRefused, keep_a_contact_point

State = Invitation.State


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody says of himself when he accepts."""

    full_name: str
    job_title: str
    language: str
    password: str


@transaction.atomic
def join(invitation: Invitation, newcomer: Newcomer) -> User:
    """Make the account, its address confirmed by the link itself."""
    invitation = _taken(invitation)
    if account_of(invitation.email) is not None:
        raise StandingRefused(_("There is an account for this address already. Sign in and accept there."))
    try:
        with transaction.atomic():
            person = User.objects.create_user(
                invitation.email,
                newcomer.password,
                full_name=newcomer.full_name,
                job_title=newcomer.job_title,
                language=newcomer.language,
            )
    except IntegrityError as refusal:
        raise StandingRefused(
            _("There is an account for this address already. Sign in and accept there.")
        ) from refusal
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    _give(invitation, person)
    return person


@transaction.atomic
def add(invitation: Invitation, person: User, *, confirmed: bool = False) -> User:
    """Give somebody with an account what he was offered; a new administration ends the old one."""
    invitation = _taken(invitation)
    person = standing.locked(person)
    if invitation.moves(person):
        keep_a_contact_point(person, confirmed=confirmed)
        standing.leave(person, person)
    _give(invitation, person)
    return person


def _taken(invitation: Invitation) -> Invitation:
    """Use the invitation up, or refuse: two at once, one accepts."""
    fresh = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not fresh.is_open:
        raise StandingRefused(_("This invitation was used, taken back, or is too old."))
    fresh.state, fresh.accepted_at = State.ACCEPTED, timezone.now()
    return fresh


def _give(invitation: Invitation, person: User) -> None:
    inviter = invitation.invited_by
    if inviter == person:
        raise StandingRefused(
            _("You wrote this invitation yourself. Somebody else has to give you these roles.")
        )
    if invitation.moves(person):
        standing.enter(person, inviter, invitation.administration)
    held = set(RoleHeld.objects.filter(user=person).values_list("role", flat=True))
    standing.set_roles(person, inviter, held | set(invitation.roles), within=held | set(invitation.roles))
    invitation.accepted_by = person
    invitation.save(update_fields=["state", "accepted_at", "accepted_by"])
    note(Verb.JOINED, person, person, invitation=invitation)
    handover.finish(invitation, person)
    notifications.accepted(invitation, person)
