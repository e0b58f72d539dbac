"""Letters as the desk sees them: which ones, whose words, and when one may be sent again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from letters.models import Letter, LetterQuerySet
from letters.outbox import about
from members.models import User
from members.roles import Role
from moderation.models import Moderated
from moderation.registry import workflows

READERS = frozenset({Role.CASE_OFFICER, Role.PUBLISHER, Role.ADMINISTRATOR, Role.AUDITOR})
# The tabs of the list. "All" comes first.
SHOWN: dict[str, Callable[[LetterQuerySet], LetterQuerySet]] = {
    "all": lambda letters: letters,
    "waiting": lambda letters: letters.waiting(),
    "sent": lambda letters: letters.sent(),
    "delayed": lambda letters: letters.delayed(),
    "given_up": lambda letters: letters.given_up(),
    "called_back": lambda letters: letters.called_back(),
}


def letters_for(user: User) -> LetterQuerySet:
    """Give the letters whose delivery this person looks after.

    The desk sees those about items that it may open. Administrators see that a letter exists, to whom it
    went and what became of it: see ``may_read`` for its words.
    """
    if Role.ADMINISTRATOR in user.roles:
        return Letter.objects.all()
    if not user.is_at_desk:
        return Letter.objects.none()
    return Letter.objects.filter(_about_open_items(user) | Q(reference=""), inside=False)


def _about_open_items(user: User) -> Q:
    open_items = Q(pk__in=[])
    for workflow in workflows():
        items: Any = workflow.items
        open_items |= Q(reference__in=items.at_desk_for(user).values("reference"))
    return open_items


def readable(user: User, letters: list[Letter]) -> set[int]:
    """Give the keys of those letters whose words this person may read; one query.

    Nobody reads what is about no item: a daily letter, an invitation. They are between the portal and
    their reader.
    """
    keys = [letter.pk for letter in letters]
    mine = Letter.objects.filter(pk__in=keys).filter(
        Q(recipient=user.pk) | (_about_open_items(user) & Q(inside=False))
    )
    return set(mine.values_list("pk", flat=True))


def may_read(user: User, letter: Letter) -> bool:
    return letter.pk in readable(user, [letter])


def at_desk_about(item: Moderated) -> LetterQuerySet:
    """Give the letters about an item that the desk may open."""
    return about(item.reference).filter(inside=False)


def in_room_about(item: Moderated, user: User) -> LetterQuerySet:
    """Give the letters about an item to the people of its administration, for one of them."""
    return about(item.reference).filter(recipient__administration=user.administration_id or 0)


def item_of(letter: Letter) -> Moderated | None:
    found = (workflow.items.filter(reference=letter.reference).first() for workflow in workflows())
    return next((item for item in found if item is not None), None)


def is_outdated(letter: Letter) -> bool:
    """Whether a letter states a state that its item is no longer in: it must not be sent again."""
    item = item_of(letter) if letter.state else None
    return item is not None and item.state != letter.state


def undelivered(user: User) -> LetterQuerySet:
    """Give the letters that were given up, for the tab: everybody at the desk learns that there are some."""
    del user
    return Letter.objects.given_up()
