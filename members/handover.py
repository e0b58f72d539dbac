"""Handing over: a contact point names a successor, who takes the post in one step."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from members import notifications, standing
from members.models import Invitation, User
from members.record import Verb, note
from members.rights import StandingRefused
from members.roles import OF_ADMINISTRATION, Role


@transaction.atomic
def hand_over(person: User, successor: User, keeps: Iterable[str], *, seen: int) -> None:
    """Make a colleague contact point, and leave the predecessor what he chose; nothing chosen: he leaves."""
    for pk in sorted((person.pk, successor.pk)):  # always in one order, so that two cannot block each other
        standing.locked(User(pk=pk))
    person, successor = standing.locked(person, seen), standing.locked(successor)
    same = person.administration_id is not None and person.administration_id == successor.administration_id
    if not same or not person.manages_people or not successor.is_active or person.pk == successor.pk:
        raise StandingRefused(_("Choose a colleague of your administration."))
    held = set(successor.roles_held.values_list("role", flat=True))
    changed = standing.set_roles(
        successor, person, held | {Role.CONTACT_POINT}, within=held | {Role.CONTACT_POINT}
    )
    if changed:
        notifications.changed(successor, person)
    _step_down(person, person, successor, keeps)


def finish(invitation: Invitation, successor: User) -> None:
    """Let the predecessor go once an invited successor has accepted."""
    if invitation.predecessor_id is None or Role.CONTACT_POINT not in invitation.roles:
        return
    person = standing.locked(User(pk=invitation.predecessor_id))
    still = person.manages_people and person.administration_id == invitation.administration_id
    if still and person.pk != successor.pk:
        _step_down(person, successor, successor, invitation.predecessor_keeps)
        notifications.changed(person, successor)


def _step_down(person: User, actor: User, successor: User, keeps: Iterable[str]) -> None:
    # Places that the predecessor holds for others are the successor's to hold.
    Invitation.objects.pending().filter(
        invited_by=person, administration=person.administration_id, predecessor=None
    ).update(invited_by=successor)
    kept = set(keeps) & {Role.DELEGATE, Role.CONTRIBUTOR}
    note(Verb.HANDED_OVER, actor, person, role=Role.CONTACT_POINT)
    if kept:
        standing.set_roles(person, actor, kept, within=OF_ADMINISTRATION)
    else:
        standing.leave(person, actor)
