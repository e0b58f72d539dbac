"""From an example somebody offers to the draft of a case study."""

from __future__ import annotations

from django.db import transaction

from casestudies import drafts
from casestudies.fields import Step
from casestudies.models import Submission
from feedback.models import Feedback
from members.models import User


@transaction.atomic
def begin(remark: Feedback, writer: User) -> str:
    """Begin a case study with what the remark says, once; gives the reference of its draft."""
    fresh = Feedback.objects.select_for_update(of=("self",)).get(pk=remark.pk)
    if fresh.case_reference:
        return fresh.case_reference
    draft = drafts.start(writer)
    if fresh.section_key:
        draft = _write(draft, Step.ABOUT, "sections", [fresh.section_key], writer)
    draft = _write(draft, Step.STORY, "situation", fresh.words, writer)
    fresh.case_reference = draft.reference
    fresh.version += 1
    fresh.save(update_fields=["case_reference", "version"])
    return draft.reference


def _write(draft: Submission, step: Step, field: str, value: object, writer: User) -> Submission:
    expected = drafts.seen(draft, step)
    return drafts.save(draft, step, {field: value}, expected=expected, actor=writer)
