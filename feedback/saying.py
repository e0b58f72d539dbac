"""Saying something, and answering it: text is saved here, states change in the workflow."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from feedback.models import Answer, Capacity, Feedback
from feedback.notifications import tell_of_draft, tell_of_remark
from feedback.places import Place
from feedback.states import STATES, S
from members.models import User
from moderation import clock
from moderation.references import next_reference
from moderation.refusals import MoveOutdated
from moderation.working_days import add_working_days


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody says: the words, and how they are meant."""

    kind: str
    words: str
    language: str
    key: UUID
    paragraph: int | None = None
    quote: str = ""
    capacity: str = Capacity.PERSONAL
    names_administration: bool = False
    names_person: bool = False


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody without an account who has confirmed this address."""

    email: str
    name: str


def say(who: User | Guest, place: Place, said: Saying) -> Feedback:
    """Store one remark and tell whoever has it now.

    The same form sent twice is stored once, and so are the same words of the same person about the same
    place: the remark that exists is given again.
    """
    if (known := _known(who, place, said)) is not None:
        return known
    try:
        with transaction.atomic():
            return _store(who, place, said)
    except IntegrityError:  # the other half of a double click was quicker
        if (known := _known(who, place, said)) is not None:
            return known
        raise


def fingerprint(who: User | Guest, place: Place, said: Saying) -> str:
    """Give what is the same for the same words of the same person about the same place."""
    person = f"{who.pk}" if isinstance(who, User) else who.email.lower()
    parts = (person, place.key, str(said.paragraph or ""), " ".join(said.words.casefold().split()))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _known(who: User | Guest, place: Place, said: Saying) -> Feedback | None:
    mine = {"author": who} if isinstance(who, User) else {"author": None, "email": who.email}
    own = Feedback.objects.filter(**mine)
    same_form = own.filter(form_key=said.key).first()
    same_words = own.exclude(state=S.WITHDRAWN).filter(fingerprint=fingerprint(who, place, said))
    return same_form or same_words.first()


def _store(who: User | Guest, place: Place, said: Saying) -> Feedback:
    now, person = clock.now(), who if isinstance(who, User) else None
    administration = person.administration if person else None
    official = said.capacity == Capacity.OFFICIAL and administration is not None
    state = S.IN_CLEARANCE if official else S.RECEIVED
    remark = Feedback.objects.create(
        reference=next_reference(Feedback.SERIES),
        administration=administration,
        author=person,
        email="" if isinstance(who, User) else who.email,
        guest_name="" if isinstance(who, User) else who.name,
        state=state,
        state_since=now,
        created=now,
        received_at=None if official else now,
        due_on=add_working_days(now.date(), settings.SERVICE_DAYS[STATES[state].promise]),
        edition=place.edition,
        module_key=place.module_key,
        section_key=place.section_key,
        case_slug=place.case_slug,
        section_title=place.title,
        paragraph=said.paragraph,
        quote=said.quote,
        language=said.language,
        kind=said.kind,
        words=said.words,
        capacity=Capacity.OFFICIAL if official else Capacity.PERSONAL,
        names_administration=said.names_administration and administration is not None,
        names_person=said.names_person,
        form_key=said.key,
        fingerprint=fingerprint(who, place, said),
    )
    tell_of_remark(remark)
    return remark


@transaction.atomic
def rewrite(remark: Feedback, words: str, *, expected_version: int) -> Feedback:
    """Save new words of a remark that its contact point returned; sending it again is a move."""
    fresh = Feedback.objects.select_for_update(of=("self",)).get(pk=remark.pk)
    if fresh.version != expected_version or fresh.state != S.RETURNED:
        raise MoveOutdated(fresh, None)
    fresh.words, fresh.fingerprint = words, ""
    fresh.version += 1
    fresh.save(update_fields=["words", "fingerprint", "version"])
    return fresh


@transaction.atomic
def draft_answer(remark: Feedback, actor: User, words: str, *, expected_version: int) -> Answer:
    """Save the draft of an answer; raises ``MoveOutdated`` when somebody saved or moved it meanwhile.

    An answer that was released stays in the history with its words; a new draft takes its place.
    """
    fresh = Feedback.objects.select_for_update(of=("self",)).get(pk=remark.pk)
    if fresh.version != expected_version or not fresh.is_answerable:
        raise MoveOutdated(fresh, None)
    drafted = {"words": words, "drafted_by": actor, "drafted_at": clock.now()}
    unreleased = {"released_by": None, "released_at": None, "shown": False, "html": ""}
    answer, _created = Answer.objects.update_or_create(feedback=fresh, defaults=drafted | unreleased)
    fresh.version += 1
    fresh.save(update_fields=["version"])
    tell_of_draft(fresh, answer)
    return answer
