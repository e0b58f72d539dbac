"""The list of files in a draft: changed under a lock, beside the words and never in their way."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from casestudies.attachments import entries
from casestudies.attachments.entries import size_words
from casestudies.attachments.models import Attachment, Kind, Scan
from casestudies.attachments.refusals import FileRefused
from casestudies.drafts import NotWritable
from casestudies.models import Revision, Submission
from casestudies.states import STATES
from members.models import Administration, User


def check_space(submission: Submission, size: int) -> None:
    """Raise ``FileRefused`` when a file of this size has no room with the others."""
    letters = Attachment.objects.letters(submission)
    files = entries.entries(submission.draft)
    if len(files) + letters.count() >= settings.ATTACHMENTS_MOST:
        raise FileRefused("too_many", str(settings.ATTACHMENTS_MOST))
    together = sum(file["size"] for file in files) + (letters.aggregate(size=Sum("size"))["size"] or 0)
    if together + size > settings.ATTACHMENTS_MAX_BYTES:
        raise FileRefused("contribution_full", size_words(settings.ATTACHMENTS_MAX_BYTES))
    if Attachment.objects.bytes_of(submission.administration_id) + size > settings.ADMINISTRATION_MAX_BYTES:
        raise FileRefused("administration_full", size_words(settings.ADMINISTRATION_MAX_BYTES))


@transaction.atomic
def put(submission: Submission, file: Attachment) -> Attachment:
    """Add a stored file to a draft, or a letter to its submission.

    Raises ``NotWritable`` when the text has left the administration's hands (the Secretariat may record a
    letter at any time), and ``FileRefused`` when there is no room for it.
    """
    fresh = _locked(submission)
    is_own = file.uploaded_by.administration_id == fresh.administration_id
    if not fresh.is_writable and not (file.kind == Kind.LETTER and not is_own):
        raise NotWritable(STATES[fresh.state].plain)
    # So that two texts of one administration do not both take the last of its space.
    Administration.objects.select_for_update(no_key=True).filter(pk=fresh.administration_id or 0).first()
    _refuse_twice(fresh, file)
    check_space(fresh, file.size)
    file.submission = fresh
    file.save(force_insert=True)
    if file.kind == Kind.ATTACHMENT:
        _list(fresh, [*entries.entries(fresh.draft), file.entry])
        fresh.writers.add(file.uploaded_by)
    return file


def _refuse_twice(submission: Submission, file: Attachment) -> None:
    if file.kind == Kind.LETTER:
        known = Attachment.objects.letters(submission).filter(sha256=file.sha256).exists()
    else:
        known = any(entry["sha256"] == file.sha256 for entry in entries.entries(submission.draft))
    if known:
        raise FileRefused("twice")


@transaction.atomic
def take_out(submission: Submission, file: UUID, actor: User) -> str:
    """Take a file out of a draft and give its name; "" when it was not there any more.

    A file of a text that was sent stays with that text. Raises ``NotWritable``.
    """
    fresh = _locked(submission)
    if not fresh.is_writable:
        raise NotWritable(STATES[fresh.state].plain)
    before = entries.entries(fresh.draft)
    after = [entry for entry in before if entry["id"] != str(file)]
    found = next((entry["name"] for entry in before if entry["id"] == str(file)), "")
    if found:
        _list(fresh, after)
        fresh.writers.add(actor)
    row = _own_row(fresh, file, listed=bool(found))
    if row is not None:
        row.removed_at = timezone.now()
        row.save(update_fields=["removed_at"])
        found = row.name
    return str(found)


def _own_row(submission: Submission, file: UUID, *, listed: bool) -> Attachment | None:
    """Give the row that nothing needs any more: a letter of this submission, or a file never sent."""
    rows = Attachment.objects.filter(pk=file, submission=submission, removed_at=None, sealed_in=None)
    return rows.first() if listed else rows.filter(kind=Kind.LETTER).first()


def drop_infected(file: Attachment) -> None:
    """Take a file that held a virus out of everything that can still change."""
    with transaction.atomic():
        fresh = _locked(file.submission)
        files = entries.entries(fresh.draft)
        if any(entry["id"] == str(file.pk) for entry in files):
            _list(fresh, [entry for entry in files if entry["id"] != str(file.pk)])
        Attachment.objects.filter(pk=file.pk).update(scan=Scan.INFECTED, removed_at=timezone.now())


def link(revision: Revision) -> None:
    """Bind the files of a sealed text to it, so that they are kept with it."""
    ids = [entry["id"] for entry in entries.entries(revision.content)]
    if ids:
        owner = revision.submission.administration_id
        revision.attachments.set(Attachment.objects.filter(pk__in=ids, submission__administration=owner))


def _locked(submission: Submission) -> Submission:
    return Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)


def _list(submission: Submission, files: list[Any]) -> None:
    submission.draft = {**submission.draft, entries.KEY: files}
    submission.draft_saved_at = timezone.now()
    submission.version += 1
    submission.save(update_fields=["draft", "draft_saved_at", "version"])
