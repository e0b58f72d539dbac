"""What follows a move in its transaction: the index, the letters of the apps above, and our own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, cast

from django.db.models import Q
from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from letters.outbox import overtake, write
from members.models import User
from members.roles import Role
from moderation.models import Event, Moderated
from moderation.standing import standing
from modules.indexing import index_guide
from modules.models import Change, Edition
from modules.publication import announce, put_back
from modules.states import STATES

PUBLISHING: Final = frozenset({"publish", "publish_correction"})
# verb: the letter's folder, and to whom it goes; the words stand in ``templates/emails/modules/``.
POSTS: Final = {
    "send_for_review": ("to_approve", "publishers"),
    "request_changes": ("sent_back", "writers"),
    "approve": ("approved", "writers"),
    "publish": ("published", "writers"),
    "publish_correction": ("to_confirm", "publishers"),
    "miss": ("missed", "publishers"),
    "discard": ("discarded", "writers"),
}
# When a scheduled publication fails at its hour, nobody clicked: whoever scheduled it is told too.
TO_EVERYBODY: Final = frozenset({"missed"})


def notify(item: Moderated, event: Event) -> None:
    """Do what must commit together with the state that was just stored."""
    edition = cast("Edition", item)
    if event.verb in PUBLISHING:
        index_guide()
        changes = Change.objects.filter(edition=edition).prefetch_related("citations")
        announce(edition, list(changes), _decided_by(event))
    if event.verb == "discard":
        put_back(edition, _decided_by(event))
    _write_letters(edition, event)


def _decided_by(event: Event) -> User:
    """Give whose decision it was: no edition is published or discarded by nobody."""
    if event.actor is None:
        raise ValueError("An edition moves by somebody's decision.")
    return event.actor


def _write_letters(edition: Edition, event: Event) -> None:
    if event.verb in POSTS:
        kind, group = POSTS[event.verb]
        for person in _people(edition, group):
            if person.pk == event.actor_id and kind not in TO_EVERYBODY:
                continue
            write(
                f"modules/{kind}",
                person,
                _context(edition, event, person),
                path=edition.get_desk_url,
                key=f"{event.key}:{kind}:{person.pk}",
                reference=edition.reference,
                state=edition.state,
                personal=group == "writers",
            )
    overtake(edition.reference, edition.state)


def _context(edition: Edition, event: Event, reader: User) -> dict[str, object]:
    state = STATES[edition.state]
    with translation.override(reader.language):
        title = _("Edition %(number)s of the guide") % {"number": edition.number}
        stands = standing(state, edition, reader, title=title, at_desk=True)
    return {"item": edition, "state": state, "event": event, "words": words_of(event), "standing": stands}


def words_of(event: Event) -> str:
    """Give the words of a move as a letter shows them: what the guards say holds links."""
    return strip_tags(event.words)


def _people(edition: Edition, group: str) -> Iterable[User]:
    wrote = Q(pk__in=edition.writers.values("pk")) | Q(pk=edition.author_id or 0)
    at_desk = Q(roles_held__role__in=(Role.EDITOR, Role.LANGUAGE_REVIEWER, Role.PUBLISHER))
    # A letter is for somebody who can still open the page it leads to.
    groups = {"publishers": Q(roles_held__role=Role.PUBLISHER), "writers": wrote & at_desk}
    return User.objects.filter(groups[group], is_active=True).distinct().order_by("pk")
