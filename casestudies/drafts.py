"""Writing: a draft is saved part by part, and an older tab never overwrites a newer text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from casestudies import fields, story
from casestudies.models import CaseStudy, Submission
from casestudies.states import STATES, S
from members.models import User
from moderation.references import next_reference

# Of somebody's own drafts, how many of the newest may be the one that is still empty.
LOOKED_THROUGH = 20


class DraftConflict(Exception):
    """Somebody saved this part since the form was opened; nothing was written."""

    def __init__(self, submission: Submission) -> None:
        super().__init__("saved by somebody else meanwhile")
        self.submission = submission


class NotWritable(Exception):
    """The text is with somebody else now; nothing was written."""


@transaction.atomic
def begin(author: User) -> Submission:
    """Open the author's draft in which nothing stands yet, or start one: a button pressed twice starts one."""
    User.objects.select_for_update(no_key=True).get(pk=author.pk)
    own = Submission.objects.filter(author=author, administration=author.administration_id, state=S.DRAFT)
    for submission in own.order_by("-pk")[:LOOKED_THROUGH]:
        if submission.draft == _blank(author):
            return submission
    return start(author)


@transaction.atomic
def start(author: User) -> Submission:
    """Begin a case study of the author's administration."""
    administration = author.administration
    if administration is None:
        raise ValueError("Only somebody who belongs to an administration can contribute.")
    reference = next_reference(Submission.SERIES)
    case_study = CaseStudy.objects.create(
        slug=slugify(reference), administration=administration, region=administration.region
    )
    submission = Submission.objects.create(
        reference=reference,
        administration=administration,
        author=author,
        state=S.DRAFT,
        case_study=case_study,
        draft=_blank(author),
    )
    submission.writers.add(author)
    return submission


def _blank(author: User) -> dict[str, Any]:
    named = author.administration.name if author.administration else ""
    return story.blank(attribution=named, language=author.language)


@transaction.atomic
def start_anew(case_study: CaseStudy, author: User) -> Submission:
    """Begin another pass of a published case study, from its live text."""
    live = case_study.live
    if live is None:
        raise ValueError("Only a case study with a live text can be written anew.")
    submission = Submission.objects.create(
        reference=next_reference(Submission.SERIES),
        administration=case_study.administration,
        author=author,
        state=S.DRAFT,
        case_study=case_study,
        draft={**live.content, "statement": False},
    )
    submission.writers.add(author)
    return submission


def seen(submission: Submission, step: str) -> str:
    """Give the fingerprint of one part of the text: what a form shows, it sends back."""
    return fingerprint(submission.draft, step)


def fingerprint(content: Mapping[str, Any], step: str) -> str:
    return story.fingerprint(part(content, step))


def part(content: Mapping[str, Any], step: str) -> story.Content:
    return {field.key: content.get(field.key) for field in fields.fields_of(step)}


@dataclass(frozen=True, slots=True)
class Tab:
    """One opened form: it is never in its own way, even when an answer to it was lost on the line.

    ``turn`` counts what it sent, so that a request that was overtaken does not bring older words back.
    """

    form: UUID
    turn: int = 0


@transaction.atomic
def save(
    submission: Submission,
    step: str,
    values: Mapping[str, Any],
    *,
    expected: str,
    actor: User,
    tab: Tab | None = None,
) -> Submission:
    """Save one part of a draft, or those fields of it that are given.

    ``expected`` is the fingerprint of that part as the form showed it. Raises ``DraftConflict`` when it
    reads otherwise now and another form has saved it, and ``NotWritable`` when the text has left the
    administration's hands.
    """
    fresh = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    if not fresh.is_writable:
        raise NotWritable(STATES[fresh.state].plain)
    last = last_save(fresh, step)
    same_tab = tab is not None and (last.form, last.by) == (str(tab.form), actor.pk)
    if same_tab and tab is not None and tab.turn < last.turn:
        return fresh
    new = {**fresh.draft, **values}
    if part(new, step) == part(fresh.draft, step):
        return fresh
    if seen(fresh, step) != expected and not same_tab:
        raise DraftConflict(fresh)
    _write(fresh, step, new, actor, tab)
    return fresh


def _write(fresh: Submission, step: str, new: story.Content, actor: User, tab: Tab | None) -> None:
    now = timezone.now()
    saved = {"by": actor.pk, "at": now.isoformat()}
    if tab is not None:
        saved |= {"form": str(tab.form), "turn": tab.turn}
    fresh.draft, fresh.draft_saved_at, fresh.saves = new, now, {**fresh.saves, step: saved}
    fresh.version += 1
    fresh.save(update_fields=["draft", "draft_saved_at", "saves", "version"])
    fresh.writers.add(actor)


@dataclass(frozen=True, slots=True)
class LastSave:
    """Who saved a part of a text last, when, and from which form."""

    by: int | None
    at: datetime
    form: str = ""
    turn: int = 0


def last_save(submission: Submission, step: str) -> LastSave:
    saved = submission.saves.get(step)
    if saved is None:
        return LastSave(None, submission.draft_saved_at)
    at = datetime.fromisoformat(saved["at"])
    return LastSave(saved["by"], at, saved.get("form", ""), saved.get("turn", 0))
