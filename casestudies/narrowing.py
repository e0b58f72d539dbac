"""Fewer readers: the Secretariat may narrow what an administration cleared, and take that back; never widen it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from casestudies.models import Submission
from casestudies.parties import HOLDER, PUBLISHER
from casestudies.states import STATES
from casestudies.workflow import SUBMISSIONS
from members.models import User
from members.roles import Role
from moderation.models import NARROWER, Audience, Event
from moderation.noting import lock, note
from moderation.refusals import MoveForbidden, MoveIncomplete
from moderation.states import Side

SIDES = (Side.SECRETARIAT, Side.PUBLISHER)


def role_to_narrow(user: User, item: Submission) -> Role | None:
    """Give the role in which this person may narrow the readers now: whoever reviews it, or a publisher."""
    if STATES[item.state].side not in SIDES:
        return None
    return HOLDER(user, item) or PUBLISHER(user, item)


def allowed(item: Submission) -> list[Audience]:
    """Give the audiences no wider than the one the administration has chosen, that one first."""
    if item.cleared is None:
        return []
    chosen = Audience(item.cleared.content["audience"])
    return [
        chosen,
        *(audience for audience in Audience if audience in NARROWER[chosen] and audience != chosen),
    ]


@transaction.atomic
def narrow(
    item: Submission, user: User, audience: str, words: str, *, expected_version: int, key: UUID
) -> Event:
    """Set who may read it, with the reason as an event that only the Secretariat sees.

    Raises ``MoveOutdated``, ``MoveForbidden`` or ``MoveIncomplete``, and changes nothing then.
    """
    done = Event.objects.filter(key=key, workflow=SUBMISSIONS.name, item=item.pk).first()
    if done is not None:
        return done
    fresh = lock(SUBMISSIONS, item, expected_version)
    if not isinstance(fresh, Submission):
        raise TypeError(fresh)
    role = role_to_narrow(user, fresh)
    if role is None:
        raise MoveForbidden(_("This step is not yours to take."))
    choices = allowed(fresh)
    if audience not in choices:
        raise MoveIncomplete([_("The administration has not cleared it for these readers.")])
    if audience == fresh.audience:
        raise MoveIncomplete([_("It is for these readers already.")])
    fresh.narrowed_to = "" if audience == choices[0] else audience
    fresh.version += 1
    fresh.save(update_fields=["narrowed_to", "version"])
    sha = fresh.cleared.sha256 if fresh.cleared else ""
    return note(SUBMISSIONS, fresh, "narrow", user, role=role, words=words, reason=audience, sha=sha, key=key)
