"""Who may give which roles, and what must not happen by accident."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from members.models import Administration, User
from members.roles import OF_ADMINISTRATION, Role

# What a contact point gives and takes, in the order of the pages.
BY_CONTACT_POINT: tuple[Role, ...] = (Role.DELEGATE, Role.CONTRIBUTOR, Role.CONTACT_POINT)
BY_ADMINISTRATOR: tuple[Role, ...] = tuple(Role)


class StandingRefused(Exception):
    """Nothing was changed; the sentence says why."""


class LastContactPoint(StandingRefused):
    """The administration would be left without a contact point, and nobody said that this is meant."""


class Outdated(StandingRefused):
    """Somebody changed this person's standing after the page was opened."""


def grantable(*, at_desk: bool) -> tuple[Role, ...]:
    return BY_ADMINISTRATOR if at_desk else BY_CONTACT_POINT


def may_invite(person: User, administration: int | None, roles: Iterable[str]) -> bool:
    """Whether this person may hold such a place for somebody now."""
    if not person.is_active:
        return False
    own = person.manages_people and person.administration_id == administration
    return person.is_administrator or (own and set(roles) <= set(BY_CONTACT_POINT))


def contact_points(administration: int | None) -> list[User]:
    """Give those who speak for the administration now."""
    if administration is None:
        return []
    return list(
        User.objects.filter(
            administration=administration, is_active=True, roles_held__role=Role.CONTACT_POINT
        ).order_by("pk")
    )


def is_last_contact_point(person: User) -> bool:
    return [speaker.pk for speaker in contact_points(person.administration_id)] == [person.pk]


def keep_a_contact_point(person: User, *, confirmed: bool) -> None:
    """Refuse what takes the last contact point away, unless it was confirmed in so many words.

    Locks the administration, so that two contact points cannot remove each other at the same moment.
    """
    if person.administration_id is None:
        return
    administration = Administration.objects.select_for_update(no_key=True).get(pk=person.administration_id)
    if is_last_contact_point(person) and not confirmed:
        raise LastContactPoint(
            _(
                "%(name)s is the only contact point of %(administration)s. Hand over to a successor first, or confirm below that the administration has none for now."
            )
            % {"name": person.full_name, "administration": administration.name}
        )


def check_roles(roles: Iterable[str], administration: Administration | None) -> None:
    """Refuse roles of an administration for somebody who has none."""
    if administration is None and OF_ADMINISTRATION & set(roles):
        raise StandingRefused(_("These roles need an administration. Choose one first."))
