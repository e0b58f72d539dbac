"""The one way a state changes."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from members.models import User
from members.roles import Role
from moderation import clock, freshness
from moderation.models import Event, Moderated
from moderation.refusals import MoveForbidden, MoveIncomplete, MoveOutdated
from moderation.workflow import WORDS_WANTED, Move, Say, Step, Workflow
from moderation.working_days import add_working_days

log = logging.getLogger(__name__)


def perform(
    workflow: Workflow,
    item: Moderated,
    verb: str,
    actor: User,
    *,
    expected_version: int,
    words: str = "",
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    key: UUID | None = None,
) -> Event:
    """Make one move, or refuse it and change nothing.

    ``expected_version`` is the version of the item that the person saw; ``key`` names the form that was
    sent, and the same key again gives the first answer again. Raises ``MoveOutdated`` when somebody was
    quicker or the state does not allow the move (any more), ``MoveForbidden`` when the person may not make
    it, ``MoveIncomplete`` with one sentence for each thing that is missing. Text, state, event, letters and
    what can be found commit together or not at all.
    """
    key = key or uuid4()
    with transaction.atomic(), freshness.raised_last():
        fresh = _locked(workflow, item, verb)
        if (done := Event.objects.filter(key=key).first()) is not None:
            return _same_again(workflow, fresh, done)
        if actor.pk:  # whoever follows a signed link has no account, and holds no roles
            actor = User.objects.get(pk=actor.pk)  # the roles held now, not those of an older page
        move, role = _possible_move(workflow, fresh, verb, actor, expected_version)
        step = Step(fresh, move, actor, role, words.strip(), data or {}, reason=reason, at=clock.now())
        _refuse_incomplete(step)
        event = _write(workflow, step, key)
        event.data = step.data
        workflow.notify(fresh, event)
        if step.move.public:
            freshness.touch()
    log.info("move made", extra={"workflow": workflow.name, "item": item.pk, "verb": verb, "actor": actor.pk})
    return event


def happen(
    workflow: Workflow, item: Moderated, verb: str, actor: User, *, role: Role | str, words: str = ""
) -> Event:
    """Make a move that nobody asks for: what another move, or the time that has come, entails.

    ``actor`` is the person on whose decision it rests. Called in a transaction; raises ``MoveOutdated``
    where the state does not allow it.
    """
    fresh = workflow.items.select_for_update(of=("self",)).get(pk=item.pk)
    move = workflow.move(verb)
    if move is None or fresh.state not in move.sources:
        raise MoveOutdated(fresh, last_event(workflow, fresh))
    event = _write(workflow, Step(fresh, move, actor, Role(role), words=words, at=clock.now()), uuid4())
    workflow.notify(fresh, event)
    if move.public:
        freshness.touch()
    return event


def _locked(workflow: Workflow, item: Moderated, verb: str) -> Moderated:
    """Lock what the move writes in, then its item, and read that afresh: guards see what nobody else changes."""
    move = workflow.move(verb)
    if move is not None and move.holds is not None:
        move.holds(item)
    fresh: Moderated = workflow.items.select_for_update(of=("self",)).get(pk=item.pk)
    return fresh


def _same_again(workflow: Workflow, item: Moderated, done: Event) -> Event:
    """Give the first answer again to a double click or a reload; refuse a key taken from another form."""
    if (done.workflow, done.item) != (workflow.name, item.pk):
        raise MoveOutdated(item, last_event(workflow, item))
    return done


def _possible_move(
    workflow: Workflow, item: Moderated, verb: str, actor: User, expected_version: int
) -> tuple[Move, Role]:
    move = workflow.move(verb)
    role = move.role_of(actor, item) if move is not None and actor.is_active else None
    if move is None or role is None:
        raise MoveForbidden(_("This step is not yours to take."))
    if item.version != expected_version or item.state not in move.sources:
        raise MoveOutdated(item, last_event(workflow, item))
    return move, role


def _refuse_incomplete(step: Step) -> None:
    missing = [str(sentence) for guard in step.move.guards for sentence in guard(step)]
    if step.move.say is Say.REQUIRED and not step.words:
        missing.append(str(WORDS_WANTED))
    if missing:
        raise MoveIncomplete(missing)


def _write(workflow: Workflow, step: Step, key: UUID) -> Event:
    item, source = step.item, step.item.state
    target = step.move.arrives(step)
    if step.move.change is not None:
        step.move.change(step)
    if target != source:
        item.state_since = step.at
    item.state, item.version = target, item.version + 1
    _set_due_date(workflow, item, source, step)
    item.save()
    return Event.objects.create(
        workflow=workflow.name,
        item=item.pk,
        reference=item.reference,
        verb=step.move.name,
        source=source,
        target=target,
        actor=step.actor if step.actor.pk else None,
        role=step.role if step.actor.pk else "",
        administration=step.actor.administration
        if step.actor.administration_id == item.administration_id
        else None,
        revision_sha=step.revision_sha,
        reason=step.reason,
        words=step.words,
        internal=step.move.internal,
        at=step.at,
        key=key,
    )


def _set_due_date(workflow: Workflow, item: Moderated, source: str, step: Step) -> None:
    """Start the promise of the new state, unless the same promise runs already or the move set a date."""
    promise = workflow.states[item.state].promise
    if (due_on := step.data.get("due_on")) is not None:
        item.due_on = due_on
    elif not promise:
        item.due_on = None
    elif promise != workflow.states[source].promise or item.due_on is None:
        item.due_on = add_working_days(item.state_since.date(), settings.SERVICE_DAYS[promise])


def last_event(workflow: Workflow, item: Moderated) -> Event | None:
    """Give the latest move of an item: who was quicker, and what he did."""
    return Event.objects.about(workflow.name, item.pk).select_related("actor").last()
