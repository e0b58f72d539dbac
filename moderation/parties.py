"""Who may make a move: small answers that the tables of moves combine."""

from members.models import User
from members.roles import OF_ADMINISTRATION, OF_SECRETARIAT, Role
from moderation.models import Moderated
from moderation.workflow import Party


def of_administration(*roles: Role) -> Party:
    """Somebody who holds one of these roles for the administration the item belongs to."""

    def party(actor: User, item: Moderated) -> Role | None:
        if actor.administration_id is None or actor.administration_id != item.administration_id:
            return None
        return next((role for role in roles if role in actor.roles), None)

    names = " or ".join(role.value.replace("_", " ") for role in roles)
    return Party(f"{names} of the administration", party)


def of_secretariat(role: Role) -> Party:
    """Somebody of the Secretariat with this role, who does not act for the item's administration too."""
    if role not in OF_SECRETARIAT:
        raise ValueError(f"{role} is not a role of the Secretariat")

    def party(actor: User, item: Moderated) -> Role | None:
        own = item.administration_id is not None and actor.administration_id == item.administration_id
        return role if role in actor.roles and not own else None

    return Party(role.value.replace("_", " "), party)


def holder(role: Role) -> Party:
    """The one who has claimed the item, while he holds the role."""
    held = of_secretariat(role)

    def party(actor: User, item: Moderated) -> Role | None:
        return held(actor, item) if item.holder_id == actor.pk else None

    return Party(f"the {held.label} who claimed it", party)


def author(role: Role) -> Party:
    """The person who wrote the item, acting as ``role``; not after a change of post."""

    def party(actor: User, item: Moderated) -> Role | None:
        moved = role in OF_ADMINISTRATION and actor.administration_id != item.administration_id
        return role if item.author_id == actor.pk and role in actor.roles and not moved else None

    return Party("its author", party)
