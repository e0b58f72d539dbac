"""You said, we did: what is shown of remarks, and of what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from casestudies.models import CaseStudy
from feedback import citing
from feedback.citing import Implemented
from feedback.models import Answer, Feedback
from feedback.states import IMPLEMENTED, STATES, S
from moderation.states import State
from modules.choices import section_choices


@dataclass(frozen=True, slots=True)
class Outcome:
    """One remark that is shown, with what became of it."""

    remark: Feedback
    title: str
    state: State
    changes: Sequence[Implemented]
    answer: Answer | None

    def in_words(self) -> str:
        """Say what became of it in plain text, for a feed."""
        if self.changes:
            return self.changes[0].change.note
        if self.state.code == S.PLANNED:
            return self.remark.plan_sentence
        if self.state.code == S.CLOSED:  # whatever was decided before is not what became of it
            return self.answer.words if self.answer else ""
        return self.remark.reason or (self.answer.words if self.answer else "")


def read(remarks: QuerySet[Feedback]) -> QuerySet[Feedback]:
    """Fetch with remarks that are shown what became of them, so that it costs no further query."""
    return citing.with_changes(remarks.select_related("answer", "author", "administration", "planned_for"))


def outcomes() -> QuerySet[Feedback]:
    """Give everything that is shown about what everybody may read, newest decision first."""
    public = Q(case_slug="") | Q(case_slug__in=CaseStudy.objects.public().values("slug"))
    return read(Feedback.objects.shown().filter(public)).order_by("-state_since", "-pk")


def rows(remarks: Iterable[Feedback]) -> list[Outcome]:
    """Give what became of remarks that are shown, fetched through ``read``; one query for the titles."""
    titles = dict(section_choices())
    return [outcome(remark, title_of(remark, titles)) for remark in remarks]


def title_of(remark: Feedback, titles: Mapping[str, str]) -> str:
    """Give the title of its section as it is now and in the reader's language.

    What is gone keeps the title its author saw.
    """
    return titles.get(remark.section_key, remark.section_title)


def outcome(remark: Feedback, title: str) -> Outcome:
    """Give what became of one remark that is shown, fetched through ``read``."""
    changes = citing.changes_of(remark)
    answer = getattr(remark, "answer", None)
    visible = answer is not None and answer.is_released and answer.shown
    state = IMPLEMENTED if changes and remark.state == S.CLOSED else STATES[remark.state]
    return Outcome(remark, title, state, changes, answer if visible else None)
