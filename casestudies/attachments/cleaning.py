"""From what somebody sent to what is kept: recognised by its content, and written anew."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from casestudies.attachments import kinds, office, sandbox
from casestudies.attachments.kinds import FileKind
from casestudies.attachments.refusals import FileRefused
from prose.pictures import PictureRefused, clean_picture

PICTURES: Final = {"PNG": kinds.PNG, "JPEG": kinds.JPEG, "WEBP": kinds.WEBP}


@dataclass(frozen=True, slots=True)
class Clean:
    """A file that may be kept: nothing acts in it, nothing names its author."""

    kind: FileKind
    content: bytes


def cleaned(content: bytes) -> Clean:
    """Give the clean copy; raise ``FileRefused`` otherwise. Neither name nor declared type is asked."""
    if not content:
        raise FileRefused("empty")
    if kinds.is_zip(content):
        return Clean(*office.cleaned(content))
    if kinds.is_ole(content):
        raise FileRefused("locked_or_old")
    if not (kinds.is_pdf(content) or kinds.is_picture(content)):
        raise FileRefused("unknown")
    if zipfile.is_zipfile(BytesIO(content)):
        raise FileRefused("two_kinds")
    return _pdf(content) if kinds.is_pdf(content) else _picture(content)


def _pdf(content: bytes) -> Clean:
    clean = sandbox.clean_pdf(content)
    # An archive may hide inside a picture of the PDF, where readers of archives find it.
    if zipfile.is_zipfile(BytesIO(clean)):
        raise FileRefused("two_kinds")
    return Clean(kinds.PDF, clean)


def _picture(content: bytes) -> Clean:
    try:
        name, clean = clean_picture(content)
    except PictureRefused as refusal:
        raise FileRefused(refusal.code) from refusal
    return Clean(PICTURES[name], clean)
