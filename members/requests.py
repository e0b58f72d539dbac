"""Access requests: asked by anybody, confirmed by the owner of the address, answered with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import invitations, notifications
from members.models import AccessRequest, User
from members.record import Verb, note
from members.rights import StandingRefused, contact_points
from members.roles import Role
from members.tokens import hash_of, new_token

State = AccessRequest.State


def ask(fields: Mapping[str, Any]) -> None:
    """Write to the address, once; the same work is done whether it is known here or not."""
    email = fields["email"]
    AccessRequest.objects.lapsed().filter(email__iexact=email).delete()
    silent = (State.UNCONFIRMED, State.DISOWNED)
    noisy = AccessRequest.objects.filter(email__iexact=email, state__in=silent)
    waiting = AccessRequest.objects.waiting().filter(
        email__iexact=email, administration=fields["administration"]
    )
    if noisy.exists() or waiting.exists():
        return
    token, token_hash = new_token()
    try:
        with transaction.atomic():
            request = AccessRequest.objects.create(token_hash=token_hash, **fields)
            notifications.requested(request, token)
    except IntegrityError:
        return  # the same form arrived twice at the same moment


def find(token: str) -> AccessRequest | None:
    """Give the request whose owner is asked by this link; one that lapsed is not found."""
    lapsed = AccessRequest.objects.lapsed().values("pk")
    found = AccessRequest.objects.filter(token_hash=hash_of(token)).exclude(pk__in=lapsed)
    return found.select_related("administration").first()


def goes_to_contact_point(request: AccessRequest) -> bool:
    """Whether the administration answers for itself, or the Secretariat for it."""
    return request.role != Role.FACILITATOR and bool(contact_points(request.administration_id))


@transaction.atomic
def confirm(request: AccessRequest) -> None:
    """Pass the request on to those who answer it; once."""
    if _moved(request, State.UNCONFIRMED, State.WAITING, confirmed_at=timezone.now()):
        note(
            Verb.ASKED, None, request=request, administration_id=request.administration_id, role=request.role
        )
        notifications.received(request)


def disown(request: AccessRequest) -> None:
    """Nobody is asked, and no other letter goes to this address for a while."""
    _moved(request, State.UNCONFIRMED, State.DISOWNED, full_name="", job_title="", why="")


@transaction.atomic
def approve(request: AccessRequest, actor: User, roles: Iterable[str], words: str = "") -> None:
    """Answer with an invitation to the address that was confirmed."""
    _answer(request, actor, State.APPROVED, words)
    note(Verb.APPROVED, actor, request=request, administration_id=request.administration_id, words=words)
    invitations.invite(
        actor,
        {
            "email": request.email,
            "full_name": request.full_name,
            "job_title": request.job_title,
            "language": request.language,
            "administration": request.administration,
            "roles": sorted(roles),
            "request": request,
        },
        words=words,
        replace=True,
    )


@transaction.atomic
def refuse(request: AccessRequest, actor: User, words: str) -> None:
    _answer(request, actor, State.REFUSED, words)
    note(Verb.REFUSED, actor, request=request, administration_id=request.administration_id, words=words)
    notifications.refused(request)


def forget_and_say() -> str:
    """Delete requests whose address nobody confirmed in time; safe to run twice."""
    forgotten = AccessRequest.objects.lapsed().delete()[0]
    return f"{forgotten} forgotten" if forgotten else ""


def _answer(request: AccessRequest, actor: User, state: str, words: str) -> None:
    answer = {"answered_by": actor, "answered_at": timezone.now(), "words": words}
    if not _moved(request, State.WAITING, state, **answer):
        raise StandingRefused(_("A colleague has answered this request already. Nothing was changed."))


def _moved(request: AccessRequest, source: str, target: str, **changes: Any) -> bool:
    """Change the state once, whoever else tries at the same moment."""
    moved = AccessRequest.objects.filter(pk=request.pk, state=source).update(state=target, **changes)
    request.refresh_from_db()
    return bool(moved)
