"""Administrations and people, how people come in, and the record of who changed whose standing."""

from members.models.joining import AccessRequest, Invitation
from members.models.people import (
    Administration,
    AdministrationQuerySet,
    BilingualName,
    Region,
    RoleHeld,
    User,
    UserManager,
    display_name,
)
from members.models.record import PeopleEvent

__all__ = [
    "AccessRequest",
    "Administration",
    "AdministrationQuerySet",
    "BilingualName",
    "Invitation",
    "PeopleEvent",
    "Region",
    "RoleHeld",
    "User",
    "UserManager",
    "display_name",
]
