"""Changes of what somebody may do: roles, administration, an open or closed account.

Every change locks the person, is written into the record and told to the person, and reaches every
open session with the next request.
"""

from __future__ import annotations

from collections.abc import Iterable

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from members import notifications
from members.models import Administration, Invitation, RoleHeld, User
from members.record import Verb, note
from members.rights import Outdated, StandingRefused, check_roles, keep_a_contact_point, may_invite
from members.roles import OF_ADMINISTRATION, Role

MAY_INVITE = frozenset({Role.ADMINISTRATOR, Role.CONTACT_POINT})


@transaction.atomic
def change_roles(
    person: User,
    actor: User,
    roles: Iterable[str],
    *,
    within: Iterable[str],
    seen: int,
    confirmed: bool = False,
) -> None:
    """Give this person exactly ``roles`` among those of ``within``; the others stay as they are."""
    person = locked(person, seen)
    wanted = set(roles) & set(within)
    check_roles(wanted & OF_ADMINISTRATION, person.administration)
    if Role.CONTACT_POINT in set(within) - wanted:
        keep_a_contact_point(person, confirmed=confirmed)
    if set_roles(person, actor, wanted, within=within):
        notifications.changed(person, actor)


@transaction.atomic
def remove(person: User, actor: User, *, seen: int, words: str = "", confirmed: bool = False) -> None:
    """Take somebody out of his administration; what he wrote there stays with it."""
    person = locked(person, seen)
    keep_a_contact_point(person, confirmed=confirmed)
    leave(person, actor, words=words)
    notifications.changed(person, actor, words=words)


@transaction.atomic
def move_to(
    person: User,
    actor: User,
    administration: Administration | None,
    *,
    seen: int,
    words: str = "",
    confirmed: bool = False,
) -> None:
    """Change of post: the person goes with the roles of nobody's administration, everything else stays."""
    person = locked(person, seen)
    if administration == person.administration:
        return
    keep_a_contact_point(person, confirmed=confirmed)
    leave(person, actor, words=words)
    enter(person, actor, administration)
    notifications.changed(person, actor, words=words)


@transaction.atomic
def set_active(
    person: User, actor: User, active: bool, *, seen: int, words: str = "", confirmed: bool = False
) -> None:
    """Close an account, everywhere and at once, or open it again."""
    person = locked(person, seen)
    if person.is_active == active:
        return
    if not active:
        keep_a_contact_point(person, confirmed=confirmed)
        end_sessions(person)
    person.is_active = active
    person.save(update_fields=["is_active"])
    touch(person)
    note(Verb.REOPENED if active else Verb.CLOSED, actor, person, words=words)
    take_back_invitations(person, actor)
    notifications.changed(person, actor, words=words)


def locked(person: User, seen: int | None = None) -> User:
    """Give the person as he stands now, locked; refuse what was decided on an older page."""
    fresh = User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if seen is not None and seen != fresh.standing:
        raise Outdated(_("Somebody has changed this meanwhile. Look at it as it is now, then decide again."))
    return fresh


def set_roles(person: User, actor: User | None, wanted: Iterable[str], *, within: Iterable[str]) -> bool:
    """Bring the roles among ``within`` to ``wanted``; say whether anything changed."""
    wanted, within = set(wanted), set(within)
    held = set(person.roles_held.values_list("role", flat=True)) & within
    for role in sorted(held - wanted):
        note(Verb.ROLE_TAKEN, actor, person, role=role)
    for role in sorted(wanted - held):
        note(Verb.ROLE_GIVEN, actor, person, role=role)
    RoleHeld.objects.filter(user=person, role__in=held - wanted).delete()
    RoleHeld.objects.bulk_create(RoleHeld(user=person, role=role) for role in sorted(wanted - held))
    if held != wanted:
        touch(person)
    if MAY_INVITE & (held - wanted):
        take_back_invitations(person, actor)
    return held != wanted


def leave(person: User, actor: User | None, *, words: str = "") -> None:
    """End what somebody does for his administration."""
    if person.administration_id is None:
        return
    set_roles(person, actor, (), within=OF_ADMINISTRATION)
    note(Verb.LEFT, actor, person, words=words)
    person.administration = None
    person.save(update_fields=["administration"])
    touch(person)


def enter(person: User, actor: User, administration: Administration | None) -> None:
    if administration is None:
        return
    if not administration.active:
        raise StandingRefused(_("This administration is closed. Choose another one."))
    person.administration = administration
    person.save(update_fields=["administration"])
    touch(person)
    note(Verb.ENTERED, actor, person)


def take_back_invitations(person: User, actor: User | None) -> None:
    """Take back what this person may no longer offer: an invitation is as good as the right of its writer."""
    for invitation in Invitation.objects.pending().filter(invited_by=person).order_by("pk"):
        if may_invite(person, invitation.administration_id, invitation.roles):
            continue
        # Somebody may accept it at this very moment; then there is nothing to take back.
        if Invitation.objects.pending().filter(pk=invitation.pk).update(state=Invitation.State.TAKEN_BACK):
            note(
                Verb.TAKEN_BACK, actor, invitation=invitation, administration_id=invitation.administration_id
            )


def touch(person: User) -> None:
    """Make every open session and every open page notice; forget the roles that were read."""
    User.objects.filter(pk=person.pk).update(standing=F("standing") + 1)
    person.refresh_from_db(fields=["standing"])
    person.__dict__.pop("roles", None)


def end_sessions(person: User) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
