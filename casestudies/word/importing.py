"""A story that was read becomes a new draft of the writer's administration, once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils import timezone

from casestudies import drafts, fields
from casestudies.models import Submission
from casestudies.word.models import WordImport
from casestudies.word.story import Story
from members.models import User
from prose.clean import clean_line

NAME = 120


def begin(author: User, story: Story, *, key: UUID, file_name: str) -> Submission:
    """Begin a draft with what was read; the same form sent twice gives the draft of the first time."""
    known = Submission.objects.in_room_of(author).filter(word_import__key=key)
    if found := known.first():
        return found
    try:
        return _begin(author, story, key, file_name)
    except IntegrityError:
        # The other of two identical requests was quicker.
        # A key that somebody else has used says nothing about this file.
        return known.first() or _begin(author, story, uuid4(), file_name)


@transaction.atomic
def _begin(author: User, story: Story, key: UUID, file_name: str) -> Submission:
    submission = drafts.start(author)
    for step in fields.Step:
        values = {f.key: story.values[f.key] for f in fields.fields_of(step) if f.key in story.values}
        expected = drafts.seen(submission, step)
        submission = drafts.save(submission, step, values, expected=expected, actor=author)
    WordImport.objects.create(
        submission=submission,
        key=key,
        file_name=clean_line(file_name)[:NAME],
        unread=[asdict(entry) for entry in story.unread],
    )
    return submission


def dismiss(submission: Submission) -> None:
    """Put away the list of what could not be read."""
    WordImport.objects.filter(submission=submission, dismissed_at=None).update(dismissed_at=timezone.now())


@dataclass(frozen=True, slots=True)
class NotRead:
    """What a page says about a Word file: its name, and what could not be read, with the field it stood under."""

    file_name: str
    at: datetime
    entries: list[tuple[fields.Words, str, str]]


def not_read(submission: Submission) -> NotRead | None:
    """Give what could not be read for a draft, until somebody has put it away; one query."""
    found = WordImport.objects.to_see(submission.pk)
    if found is None:
        return None
    grouped = groupby(found.unread, lambda entry: (entry["about"], entry["reason"]))
    entries = [
        (_label(about), reason, "\n\n".join(filter(None, (entry["words"] for entry in same))))
        for (about, reason), same in grouped
    ]
    return NotRead(found.file_name, found.at, entries)


def _label(key: str) -> fields.Words:
    return fields.BY_KEY[key].label if key in fields.BY_KEY else ""
