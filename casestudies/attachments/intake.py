"""Taking files in: looked at, cleaned, scanned, stored, listed; or refused with a sentence and not kept."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from casestudies.attachments import drawer
from casestudies.attachments.cleaning import Clean, cleaned
from casestudies.attachments.entries import size_words
from casestudies.attachments.models import Attachment, Kind
from casestudies.attachments.names import shown_name
from casestudies.attachments.refusals import FileRefused
from casestudies.attachments.scanner import Verdict, verdict_on
from casestudies.drafts import NotWritable
from casestudies.models import Submission
from members.models import User

log = logging.getLogger(__name__)
FOLDER: Final = "attachments"


@dataclass(slots=True)
class Taken:
    """What became of the files that were sent together."""

    kept: list[Attachment] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def take(
    submission: Submission, files: Iterable[UploadedFile[Any]], actor: User, kind: Kind = Kind.ATTACHMENT
) -> Taken:
    """Keep each file that can be kept, and give a sentence for each other; raises ``NotWritable``."""
    taken = Taken()
    for file in files:
        sent = file.name or ""
        try:
            taken.kept.append(_take(submission, file, actor, kind))
        except FileRefused as refusal:
            taken.refused.append(refusal.sentence(shown_name(sent)))
    return taken


def _take(submission: Submission, file: UploadedFile[Any], actor: User, kind: Kind) -> Attachment:
    largest = settings.ATTACHMENT_MAX_BYTES
    if (file.size or 0) > largest:
        raise FileRefused("too_large", size_words(largest))
    submission.refresh_from_db(fields=["draft"])
    drawer.check_space(submission, 0)
    content = file.read()
    if not content and file.size:
        # It arrived behind so many others that it was not kept on the way in.
        raise FileRefused("contribution_full", size_words(settings.ATTACHMENTS_MAX_BYTES))
    clean = cleaned(content)
    if len(clean.content) > largest:
        raise FileRefused("too_large", size_words(largest))
    verdict = verdict_on(content)
    if verdict is Verdict.INFECTED:
        log.warning("a file with a virus was refused", extra={"submission": submission.pk, "actor": actor.pk})
        raise FileRefused("infected")
    return _kept(
        submission,
        clean,
        Attachment(
            name=shown_name(file.name or "", clean.kind), uploaded_by=actor, kind=kind, scan=verdict.value
        ),
    )


def _kept(submission: Submission, clean: Clean, file: Attachment) -> Attachment:
    """Store the bytes, then the row; when the row is refused the bytes go again."""
    file.content_type, file.size = clean.kind.content_type, len(clean.content)
    file.sha256 = hashlib.sha256(clean.content).hexdigest()
    try:
        file.stored_as = default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}", ContentFile(clean.content))
    except OSError as failure:
        log.exception("a file could not be stored")
        raise FileRefused("not_kept") from failure
    try:
        return drawer.put(submission, file)
    except (FileRefused, NotWritable):
        default_storage.delete(file.stored_as)
        raise
    # After anything else the row may be stored: a connection can end when it is and before it says so. Bytes
    # that no row knows are deleted in time (``retention``).
