"""Moves with their forms and addresses, ready for a page."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from members.models import User
from moderation.forms import MoveForm
from moderation.models import Moderated
from moderation.workflow import Offer, Workflow, available


@dataclass(frozen=True, slots=True)
class OfferedMove:
    """A move this person may make (or could, if what is missing were there), with its form."""

    offer: Offer
    form: MoveForm
    url: str
    # What an outward decision would write, if the page shows it.
    letter: Any = None


def offered(
    workflow: Workflow,
    item: Moderated,
    user: User,
    forms: Mapping[str, type[MoveForm]],
    url_name: str,
    *,
    only: Container[str] | None = None,
    address: str = "",
) -> list[OfferedMove]:
    """Give the moves this person may make; ``forms`` names those that ask for more than words.

    ``address`` stands in the moves' addresses in place of the reference, for somebody with a signed link.
    """
    return [
        OfferedMove(
            offer,
            forms.get(offer.move.name, MoveForm)(move=offer.move, item=item),
            reverse(url_name, args=[address or item.reference, offer.move.name]),
        )
        for offer in available(workflow, item, user, only=only)
    ]
