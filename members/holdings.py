"""What the portal holds about somebody: each app gives its part out, and lets go of it.

Apps register in ``AppConfig.ready``. Whoever has no account is known by an address alone: people who asked
for access, who were invited, or who made a remark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q

from members.bundle import Bundle
from members.models import Administration, User

# Stands in the place of an address; `.invalid` reaches nobody, anywhere, ever.
NOWHERE = "@erased.invalid"


@dataclass(frozen=True, slots=True)
class Subject:
    """The person it is about: an account, addresses, or both."""

    user: User | None
    addresses: frozenset[str]

    def at(self, name: str) -> Q:
        """Give the condition that this field holds an address of the person, however it is spelt."""
        found = Q(pk__in=())
        for address in self.addresses:
            found |= Q(**{f"{name}__iexact": address})
        return found

    def account(self, name: str) -> dict[str, Any]:
        """Give the condition that this field names the person's account; nobody's where there is none."""
        return {f"{name}__isnull": False, name: self.user.pk if self.user else 0}


def subject(email: str) -> Subject:
    """Give the person with this address."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        known = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
        user = known.user if known else None
    return subject_of(user) if user else Subject(None, frozenset({email.lower()}))


def subject_of(user: User) -> Subject:
    """Give a person with every address that was confirmed."""
    more = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return Subject(user, frozenset(address.lower() for address in (user.email, *more)))


def nothing_in_hand(_user: User) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Holding:
    """One app's part.

    ``give`` writes into the bundle what the person may have: own words and data, nobody else's and
    nothing internal. ``let_go`` empties or deletes what names the person, in the caller's transaction, and
    leaves what must stay. ``in_hand`` names, as sentences, what somebody else must take over before.
    """

    name: str
    give: Callable[[Subject, Bundle], None]
    let_go: Callable[[Subject], None]
    in_hand: Callable[[User], Iterable[str]] = field(default=nothing_in_hand)


# Given an administration and whether the Secretariat asks: writes what was contributed into the bundle.
Contribution = Callable[[Administration, Bundle, bool], None]

_holdings: dict[str, Holding] = {}
_contributions: dict[str, Contribution] = {}


def register_holding(holding: Holding) -> None:
    """Add what an app holds about people; called from ``AppConfig.ready``."""
    _holdings[holding.name] = holding


def register_contribution(name: str, give: Contribution) -> None:
    """Add what an administration contributed to an app; ``at_desk`` narrows it to what the desk may see."""
    _contributions[name] = give


def holdings() -> list[Holding]:
    return list(_holdings.values())


def contributions() -> list[Contribution]:
    return list(_contributions.values())
