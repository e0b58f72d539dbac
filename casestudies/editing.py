"""The Secretariat's edits: each is a sealed revision of its own, and needs the administration's consent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from casestudies import drafts
from casestudies.fields import Step
from casestudies.models import Submission
from casestudies.sealing import seal
from casestudies.states import STATES, S
from members.models import User

# Who may read it, and under which name, is the administration's alone.
EDITABLE = (Step.ABOUT, Step.STORY)


@transaction.atomic
def edit(
    submission: Submission, step: str, values: Mapping[str, Any], *, expected: str, actor: User
) -> Submission:
    """Seal a text in which the Secretariat changed one part.

    ``expected`` is the fingerprint of that part as the form showed it. Raises ``DraftConflict`` when it
    reads otherwise now, and ``NotWritable`` when the person no longer reviews the submission.
    """
    fresh = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    if fresh.state != S.IN_REVIEW or fresh.holder_id != actor.pk or fresh.current is None:
        raise drafts.NotWritable(STATES[fresh.state].label)
    new = {**fresh.current.content, **values}
    if drafts.part(new, step) == drafts.part(fresh.current.content, step):
        return fresh
    if drafts.fingerprint(fresh.current.content, step) != expected:
        raise drafts.DraftConflict(fresh)
    fresh.draft = new
    fresh.current = seal(fresh, actor)
    fresh.version += 1
    fresh.save(update_fields=["draft", "current", "version"])
    fresh.writers.add(actor)
    return fresh
