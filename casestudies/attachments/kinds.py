"""The kinds of files that are taken, told apart by their content alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_OOXML: Final = "application/vnd.openxmlformats-officedocument."
PICTURE: Final = _("Picture")


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file: its media type, what people call it, and how its name ends."""

    content_type: str
    label: str | Promise
    suffix: str
    # Other endings that say the same.
    also: tuple[str, ...] = ()


PDF: Final = FileKind("application/pdf", "PDF", "pdf")
WORD: Final = FileKind(f"{_OOXML}wordprocessingml.document", "Word", "docx")
EXCEL: Final = FileKind(f"{_OOXML}spreadsheetml.sheet", "Excel", "xlsx")
POWERPOINT: Final = FileKind(f"{_OOXML}presentationml.presentation", "PowerPoint", "pptx")
PNG: Final = FileKind("image/png", PICTURE, "png")
JPEG: Final = FileKind("image/jpeg", PICTURE, "jpg", ("jpeg",))
WEBP: Final = FileKind("image/webp", PICTURE, "webp")

KINDS: Final = (PDF, WORD, EXCEL, POWERPOINT, PNG, JPEG, WEBP)
BY_TYPE: Final = {kind.content_type: kind for kind in KINDS}
# What a chooser offers; what was chosen is looked at all the same.
ACCEPT: Final = ",".join(f".{suffix}" for kind in KINDS for suffix in (kind.suffix, *kind.also))


def is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def is_zip(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def is_ole(content: bytes) -> bool:
    """Whether this is an old Office file, or a new one in the container that holds a password."""
    return content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def is_picture(content: bytes) -> bool:
    return content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (
        content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    )
