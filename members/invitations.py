"""Invitations: written for one address, good once and for a time, sent again or taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from members import notifications
from members.models import Invitation, User
from members.record import Verb, note
from members.rights import StandingRefused, check_roles
from members.tokens import hash_of, new_token

State = Invitation.State


@transaction.atomic
def invite(actor: User, fields: Mapping[str, Any], *, words: str = "", replace: bool = False) -> Invitation:
    """Hold a place and write to the address. Whether it has an account here, the inviter does not learn."""
    check_roles(fields["roles"], fields["administration"])
    if account_of(fields["email"]) == actor:
        raise StandingRefused(_("This is your own address. Somebody else has to give you roles."))
    same = Invitation.objects.pending().filter(
        email__iexact=fields["email"], administration=fields["administration"]
    )
    outdated = Q() if replace else Q(expires_at__lte=timezone.now())
    same.filter(outdated).update(state=State.TAKEN_BACK)
    token, token_hash = new_token()
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                **fields, invited_by=actor, token_hash=token_hash, expires_at=_expiry()
            )
    except IntegrityError as refusal:
        raise StandingRefused(
            _("This address is invited already. Send that invitation again, or take it back first.")
        ) from refusal
    _note(Verb.INVITED, actor, invitation, words=words)
    notifications.invited(invitation, token, known=account_of(invitation.email) is not None, words=words)
    return invitation


@transaction.atomic
def send_again(invitation: Invitation, actor: User) -> None:
    """Send a fresh link; the one in the earlier letter stops working."""
    invitation = _pending(invitation)
    token, invitation.token_hash = new_token()
    invitation.times_sent += 1
    invitation.sent_at, invitation.expires_at = timezone.now(), _expiry()
    invitation.save(update_fields=["token_hash", "times_sent", "sent_at", "expires_at"])
    _note(Verb.SENT_AGAIN, actor, invitation)
    notifications.invited(invitation, token, known=account_of(invitation.email) is not None)


@transaction.atomic
def take_back(invitation: Invitation, actor: User) -> None:
    invitation = _pending(invitation)
    invitation.state = State.TAKEN_BACK
    invitation.save(update_fields=["state"])
    _note(Verb.TAKEN_BACK, actor, invitation)


def find(token: str) -> Invitation | None:
    """Give the invitation this link opens, while it is good."""
    found = Invitation.objects.pending().filter(token_hash=hash_of(token), expires_at__gt=timezone.now())
    return found.select_related("administration", "invited_by").first()


def account_of(email: str) -> User | None:
    """Give the account that answers to this address."""
    confirmed = EmailAddress.objects.filter(email__iexact=email, verified=True).values("user")
    return User.objects.filter(Q(email__iexact=email) | Q(pk__in=confirmed)).order_by("pk").first()


def _expiry() -> datetime:
    return timezone.now() + timedelta(days=settings.INVITATION_DAYS)


def _pending(invitation: Invitation) -> Invitation:
    fresh = Invitation.objects.select_for_update().filter(pk=invitation.pk, state=State.PENDING).first()
    if fresh is None:
        raise StandingRefused(_("This invitation was accepted or taken back already. Nothing was changed."))
    return fresh


def _note(verb: Any, actor: User, invitation: Invitation, **more: Any) -> None:
    note(verb, actor, invitation=invitation, administration_id=invitation.administration_id, **more)
