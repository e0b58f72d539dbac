"""What a move of a remark writes besides its state."""

from __future__ import annotations

import hashlib
from typing import cast

from django.db import OperationalError
from django.utils.translation import gettext as _

from feedback import rules
from feedback.models import Feedback
from feedback.states import IN_HAND, S
from moderation.models import Audience, Clearance, ClearanceMethod, Event
from moderation.refusals import MoveIncomplete
from moderation.workflow import Step
from modules.models import Edition
from modules.states import OPEN
from prose.markdown import render


def sha_of(item: Feedback) -> str:
    """Seal what is cleared: the words, and what they are about."""
    parts = (item.section_key, item.case_slug, str(item.paragraph or ""), item.quote, item.words)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def record_clearance(step: Step) -> None:
    """Write the administration's consent to exactly these words, and hand them to the Secretariat."""
    item = _remark(step)
    if item.administration is None:
        raise ValueError("Only the words of an administration can be cleared.")
    step.revision_sha = sha_of(item)
    alone = item.author_id == step.actor.pk
    Clearance.objects.create(
        workflow=rules.WORKFLOW,
        item=item.pk,
        reference=item.reference,
        sha256=step.revision_sha,
        audience=Audience.PUBLIC if item.names_administration else Audience.UNATTRIBUTED,
        attribution=item.administration.name if item.names_administration else "",
        method=ClearanceMethod.SINGLE_PERSON if alone else ClearanceMethod.CONTACT_POINT,
        actor=step.actor,
        role=step.role,
        administration=item.administration,
        at=step.at,
    )
    item.received_at = step.at


def came_from(step: Step) -> str:
    """Where a remark goes back to: the state from which its asker was asked."""
    asked = Event.objects.about(rules.WORKFLOW, step.item.pk).filter(verb="ask_back").last()
    return asked.source if asked else S.TRIAGED


def stays(step: Step) -> str:
    return step.item.state


def released_to(step: Step) -> str:
    """An answer ends what is in hand; what is decided already stays as it was decided."""
    return S.CLOSED if step.item.state in IN_HAND else step.item.state


def answered(step: Step) -> None:
    """Keep when it was first said what becomes of a remark, for those treated with it too."""
    item, now = _remark(step), step.at
    item.reason = step.words
    item.answered_at = item.answered_at or now
    Feedback.objects.filter(merged_into=item, answered_at=None).update(answered_at=now)


def plan(step: Step) -> None:
    """Plan the change: for which edition, where, and what readers are told."""
    item, data = _remark(step), step.data
    if not data.get("planned_for") or not data.get("plan_sentence"):
        raise MoveIncomplete([_("Choose an edition and say in one sentence what will change.")])
    item.planned_for = _kept_open(data["planned_for"])
    item.plan_section = data.get("plan_section") or item.section_key
    item.plan_paragraph = data.get("plan_paragraph")
    item.plan_sentence = data["plan_sentence"]
    item.holder = data.get("drafter")
    answered(step)


def _kept_open(edition: Edition) -> Edition:
    """Keep an edition as it is until this move is stored: none is published or discarded meanwhile."""
    try:
        fresh = Edition.objects.select_for_update(nowait=True, of=("self",)).get(pk=edition.pk)
    except OperationalError as busy:
        raise MoveIncomplete([_("Somebody else is moving that edition now. Try once more.")]) from busy
    if fresh.state not in OPEN:
        raise MoveIncomplete([_("That edition is no longer being prepared. Choose a coming one.")])
    return fresh


def unplan(step: Step) -> None:
    """Take a remark out of the edition it was planned for, which no longer waits for it."""
    item = _remark(step)
    item.planned_for = item.holder = None
    answered(step)


def close(step: Step) -> None:
    """End what a published change answers: it stands for itself from now on, and waits for nobody."""
    item = _remark(step)
    item.merged_into = item.holder = None
    answered(step)


def put_back(step: Step) -> None:
    """Take a remark out of an edition that will never be; its asker was promised a change, not that edition."""
    item = _remark(step)
    item.planned_for = item.holder = None


def merge(step: Step) -> None:
    """Follow another remark from now on, with all that followed this one."""
    item, named = _remark(step), step.data.get("into")
    if named is None:
        raise MoveIncomplete([_("Name the remark with which this one is treated.")])
    lead = _held(named)
    item.merged_into = lead
    Feedback.objects.filter(merged_into=item).update(merged_into=lead)


def _held(lead: Feedback) -> Feedback:
    """Keep the other remark where it is until this move is stored: two must not follow each other."""
    try:
        fresh = Feedback.objects.select_for_update(nowait=True, of=("self",)).get(pk=lead.pk)
    except OperationalError as busy:
        raise MoveIncomplete([_("Somebody else is moving that remark now. Try once more.")]) from busy
    if fresh.state in {S.MERGED, S.WITHDRAWN}:
        raise MoveIncomplete([_("That remark is treated with another now. Look at it and choose again.")])
    return fresh


def unmerge(step: Step) -> None:
    _remark(step).merged_into = None


def refer(step: Step) -> None:
    item = _remark(step)
    if not step.data.get("referred_to"):
        raise MoveIncomplete([_("Name to whom the remark is passed on.")])
    item.referred_to = step.data["referred_to"]
    answered(step)


def release(step: Step) -> None:
    """Let the answer out; its words stay in the history, whatever is answered later."""
    item = _remark(step)
    answer = rules.answer_of(item)
    if answer is None:
        raise ValueError("There is no answer to release.")
    answer.html = str(render(answer.words))
    answer.released_by, answer.released_at = step.actor, step.at
    answer.shown = bool(step.data.get("shows_answer"))
    answer.save()
    item.shown = bool(step.data.get("shows_remark"))
    decided = "" if item.state in IN_HAND else item.reason
    answered(step)
    item.reason, step.words = decided, answer.words


def show(step: Step) -> None:
    item = _remark(step)
    item.shown = bool(step.data.get("shows_remark"))
    answer = rules.answer_of(item)
    if answer is not None:
        answer.shown = answer.is_released and bool(step.data.get("shows_answer"))
        answer.save(update_fields=["shown"])


def withdraw(step: Step) -> None:
    item = _remark(step)
    item.merged_into = item.planned_for = item.holder = None
    item.shown = False


def _remark(step: Step) -> Feedback:
    return cast("Feedback", step.item)
