"""Writes the record of people; always in the transaction of the change it tells of."""

from __future__ import annotations

from typing import Any

from members.models import PeopleEvent, User

Verb = PeopleEvent.Verb


def note(verb: PeopleEvent.Verb, actor: User | None, person: User | None = None, **about: Any) -> PeopleEvent:
    """Add one line: who did what to whom; ``about`` names role, administration, request, invitation, words."""
    if person is not None:
        about.setdefault("administration_id", person.administration_id)
    return PeopleEvent.objects.create(verb=verb, actor=actor, person=person, **about)
