"""Words that another text took the place of: nobody's are thrown away before a colleague says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from casestudies import drafts, fields
from casestudies.choices import choices_of
from casestudies.models import SetAside, Submission
from casestudies.submissions import Passage, passages
from members.models import User


def keep(
    submission: Submission, step: str, values: Mapping[str, Any], *, by: User | None, form: UUID | None = None
) -> SetAside | None:
    """Set aside those fields that read otherwise in the draft; a form that is still open has one row."""
    kept = {key: value for key, value in values.items() if value and value != submission.draft.get(key)}
    if not kept:
        return None
    row, _created = SetAside.objects.update_or_create(
        form=form or uuid4(),
        submission=submission,
        by=by,
        defaults={"step": step, "values": kept, "at": timezone.now()},
    )
    return row


def settle(submission: Submission, form: UUID, actor: User) -> None:
    """Forget what was set aside for a form whose words are in the draft now."""
    SetAside.objects.filter(submission=submission, form=form, by=actor).delete()


@transaction.atomic
def replace(
    submission: Submission,
    step: str,
    values: Mapping[str, Any],
    *,
    expected: str,
    actor: User,
    tab: drafts.Tab,
) -> Submission:
    """Save over what a colleague saved, as the person chose; the colleague's words are set aside."""
    fresh = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    by = User.objects.filter(pk=drafts.last_save(fresh, step).by or 0).first()
    saved = drafts.save(fresh, step, values, expected=expected, actor=actor, tab=tab)
    keep(saved, step, drafts.part(fresh.draft, step), by=by)
    return saved


STORED_CHOICES = ("topics", "sections")


@dataclass(frozen=True, slots=True)
class Kept:
    """A text that was set aside, as a page shows it."""

    row: SetAside
    step: str
    passages: list[Passage]


def kept(submission: Submission, step: str = "") -> list[Kept]:
    """Give what stands aside of a submission (of one part of it), newest first; one query."""
    rows = submission.set_aside.select_related("by")
    if step:
        rows = rows.filter(step=step)
    labels = fields.STEP_LABELS
    # Read once for all texts, and only where one of them chooses from what the database holds.
    known = {key: choices_of(key) for key in STORED_CHOICES if any(row.values.get(key) for row in rows)}
    return [Kept(row, str(labels.get(row.step, row.step)), passages(row.values, None, known)) for row in rows]
