"""Letters about people; the words stand in ``templates/emails/members/``.

A letter to an address nobody has confirmed holds no word that a stranger typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import translation

from letters.composing import Recipient
from letters.outbox import write
from members.models import AccessRequest, Invitation, User
from members.rights import contact_points
from members.roles import Role

KINDS = ("requested", "received", "approved", "refused", "invited", "accepted", "changed")


@dataclass(slots=True)
class Addressee:
    """Somebody who may have no account."""

    email: str
    full_name: str
    language: str
    pk: Any = None


def requested(request: AccessRequest, token: str) -> None:
    """Ask the owner of the address whether it was he who asked."""
    reader = Addressee(request.email, request.email, request.language)
    path = partial(reverse, "members:confirm_request", args=[token])
    _write("requested", reader, {"request": request}, path, f"requested:{request.pk}", confidential=True)


def received(request: AccessRequest) -> None:
    """Tell those who answer the request that it waits."""
    speakers = contact_points(request.administration_id) if request.role != Role.FACILITATOR else []
    name = "members:access_request" if speakers else "members:desk_access_request"
    path = partial(reverse, name, args=[request.pk])
    for person in speakers or administrators():
        _write("received", person, {"request": request}, path, f"received:{request.pk}:{person.pk}")


def refused(request: AccessRequest) -> None:
    reader = Addressee(request.email, request.full_name, request.language)
    path = partial(reverse, "members:request_access")
    _write("refused", reader, {"request": request}, path, f"refused:{request.pk}")


def invited(invitation: Invitation, token: str, *, known: bool, words: str = "") -> None:
    """Send the link; somebody who has an account already reads that he signs in and accepts there."""
    reader = Addressee(invitation.email, invitation.full_name, invitation.language)
    kind = "approved" if invitation.request_id else "invited"
    context = {"invitation": invitation, "known": known, "words": words}
    path = partial(reverse, "members:invitation", args=[token])
    key = f"{kind}:{invitation.pk}:{invitation.times_sent}"
    _write(kind, reader, context, path, key, confidential=True)


def accepted(invitation: Invitation, person: User) -> None:
    """Tell whoever invited; not somebody who has left meanwhile."""
    inviter = invitation.invited_by
    if inviter.is_active:
        name = "members:people" if inviter.manages_people else "members:account"
        name = "members:desk_people" if inviter.is_administrator else name
        context = {"invitation": invitation, "person": person}
        _write("accepted", inviter, context, partial(reverse, name), f"accepted:{invitation.pk}")


def changed(person: User, actor: User, *, words: str = "") -> None:
    """Tell somebody what he may do now; nobody gets a letter about what he did himself."""
    if person.pk == actor.pk:
        return
    with translation.override(person.language):
        roles = [str(role.label) for role in Role if role in person.roles]
    context = {"person": person, "roles": roles, "words": words}
    path = partial(reverse, "members:account")
    _write("changed", person, context, path, f"changed:{person.pk}:{person.standing}")


def administrators() -> Iterable[User]:
    return User.objects.filter(is_active=True, roles_held__role=Role.ADMINISTRATOR).order_by("pk")


def _write(
    kind: str,
    reader: Recipient,
    context: dict[str, Any],
    path: Any,
    key: str,
    *,
    confidential: bool = False,
) -> None:
    with translation.override(reader.language):
        write(f"members/{kind}", reader, context, path=path, key=key, confidential=confidential)
