"""One attempt to save a part of a draft: what is correct is saved, and nothing that was typed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from casestudies import aside, drafts, fields
from casestudies.fields import Field
from casestudies.forms import StoryForm
from casestudies.models import Submission
from casestudies.story import Content
from casestudies.submissions import words_of
from members.models import User
from prose.difference import Difference, compare


class Outcome(StrEnum):
    SAVED = "saved"
    # Somebody else saved this part meanwhile.
    CONFLICT = "conflict"
    # The text has left the administration's hands.
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What became of one form that was sent; ``item`` is the submission as it is stored now."""

    outcome: Outcome
    item: Submission
    form: StoryForm


def attempt(item: Submission, form: StoryForm, actor: User) -> Attempt:
    """Save what is correct; where that may not be, set it aside on the server."""
    step, values, tab = form.step, form.values(), form.stamp()
    expected = form.cleaned_data.get("seen", "")
    try:
        if "resolve" in form.data:
            chosen = _chosen(form, values, item)
            saved = aside.replace(item, step, chosen, expected=expected, actor=actor, tab=tab)
        else:
            saved = drafts.save(item, step, values, expected=expected, actor=actor, tab=tab)
    except drafts.DraftConflict as refusal:
        aside.keep(refusal.submission, step, values, by=actor, form=tab.form)
        return Attempt(Outcome.CONFLICT, refusal.submission, form)
    except drafts.NotWritable:
        aside.keep(item, step, values, by=actor, form=tab.form)
        return Attempt(Outcome.CLOSED, item, form)
    aside.settle(saved, tab.form, actor)
    return Attempt(Outcome.SAVED, saved, form)


def _chosen(form: StoryForm, values: Content, item: Submission) -> Content:
    """Give, field by field, the text that the person chose."""
    theirs = [key for key in values if form.data.get(f"choose-{key}") == "theirs"]
    return {**values, **{key: item.draft.get(key) for key in theirs}}


@dataclass(frozen=True, slots=True)
class Clash:
    """One field of which there are two texts."""

    field: Field
    mine: str
    theirs: str
    difference: Difference
    # Which of the two stands chosen; an empty text never does.
    chosen: str


def clashes(form: StoryForm, item: Submission) -> dict[str, Clash]:
    """Give the fields that read otherwise in the form than in the draft."""
    mine, theirs = form.values(), drafts.part(item.draft, form.step)
    mine_words, their_words = words_of(mine), words_of(theirs)
    return {
        field.key: _clash(field, mine_words.get(field.key, ""), their_words.get(field.key, ""), form.data)
        for field in fields.fields_of(form.step)
        if field.key in mine and mine[field.key] != theirs[field.key]
    }


def _clash(field: Field, mine: str, theirs: str, data: Any) -> Clash:
    default = "mine" if mine or not theirs else "theirs"
    return Clash(field, mine, theirs, compare(theirs, mine), data.get(f"choose-{field.key}", default))
