"""PDF files: looked through object by object, and written anew without what names people.

This file runs in a process of its own (``sandbox``) and imports nothing of the portal: a file made to
exhaust its reader exhausts that process alone.
"""

from __future__ import annotations

import re
import resource
import sys
import time
from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

MAX_PAGES: Final = 500
MAX_OBJECTS: Final = 200_000
MAX_SECONDS: Final = 15
MAX_MEMORY: Final = 1024 * 1024 * 1024

# Keys and kinds of actions, annotations and files; pages need none of them to be read.
ACTIVE_KEYS: Final = frozenset({"/JS", "/JavaScript", "/AA", "/XFA"})
ACTIVE_KINDS: Final = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/ImportData",
        "/SubmitForm",
        "/GoToE",
        "/GoToR",
        "/Rendition",
        "/RichMediaExecute",
        "/GoTo3DView",
    }
)
CARRYING_KEYS: Final = frozenset({"/EmbeddedFiles", "/EF", "/AF", "/Collection", "/RichMediaContent"})
CARRYING_KINDS: Final = frozenset(
    {"/FileAttachment", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D", "/EmbeddedFile"}
)
# In a stream: its bytes lie in another file, or a page of another file is drawn in its place.
ELSEWHERE_KEYS: Final = frozenset({"/F", "/Ref"})
NAMING_KEYS: Final = ("/Metadata", "/PieceInfo", "/LastModified")
_WEB: Final = re.compile(r"(?i)(https?|mailto):|#|[a-z0-9./_-]*$")
# The marks of a page, script or archive that hides in the first lines of a PDF.
_DISGUISE: Final = re.compile(rb"(?i)<\s*(html|script|svg|body|iframe|!doctype|\?php)|#!/")
_FIRST_LINES: Final = 1024


class Refused(ValueError):
    """The message is the short name of a sentence."""


def cleaned(content: bytes) -> bytes:
    """Give the pages of a PDF written anew; raise ``Refused`` when it holds more than pages."""
    _check_ends(content)
    try:
        return _read(content)
    except (Refused, MemoryError):
        raise
    except RecursionError as error:
        raise Refused("too_complicated") from error
    except Exception as error:  # a reader may raise anything on bytes made to break it
        raise Refused("damaged") from error


def _read(content: bytes) -> bytes:
    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Refused("password")
    _look_through(reader)
    if not 0 < len(reader.pages) <= MAX_PAGES:
        raise Refused("too_long" if reader.pages else "damaged")
    written = _written(reader)
    # What is handed out is what counts, whatever the copying made of what was looked through.
    _look_through(PdfReader(BytesIO(written), strict=False))
    return written


def _check_ends(content: bytes) -> None:
    if _DISGUISE.search(content[:_FIRST_LINES]):
        raise Refused("two_kinds")
    _before, mark, after = content.rpartition(b"%%EOF")
    if not mark:
        raise Refused("damaged")
    if after.strip(b"\r\n\t \0"):
        raise Refused("two_kinds")


def _look_through(reader: PdfReader) -> None:
    """Refuse what acts or carries files, and take away what names people, in everything pages can reach."""
    deadline = time.monotonic() + MAX_SECONDS
    # The root that is copied: pypdf searches for one where the trailer names something else.
    waiting: list[Any] = [reader.root_object]
    # Two objects may share a number: each generation is an object of its own.
    known: set[tuple[int, int]] = set()
    looked_at = 0
    while waiting:
        found = waiting.pop()
        if isinstance(found, IndirectObject):
            name = (found.idnum, found.generation)
            if name in known:
                continue
            known.add(name)
            found = found.get_object()
        looked_at += 1
        if looked_at > MAX_OBJECTS or time.monotonic() > deadline:
            raise Refused("too_complicated")
        if isinstance(found, DictionaryObject):
            _check(found)
            waiting.extend(found.raw_get(key) for key in found)
        elif isinstance(found, ArrayObject):
            waiting.extend(list.__iter__(found))


def _check(found: DictionaryObject) -> None:
    kinds = _kinds(found)
    if ACTIVE_KEYS & found.keys() or ACTIVE_KINDS & kinds:
        raise Refused("active")
    if CARRYING_KEYS & found.keys() or CARRYING_KINDS & kinds:
        raise Refused("carries_files")
    if isinstance(found, StreamObject) and ELSEWHERE_KEYS & found.keys():
        raise Refused("carries_files")
    if "/URI" in found and not _WEB.match(str(found["/URI"]).strip()):
        raise Refused("active")
    for key in NAMING_KEYS:
        found.pop(NameObject(key), None)


def _kinds(found: DictionaryObject) -> set[str]:
    """Give what a dictionary says it is; the word may stand elsewhere and only be referred to."""
    said = [found[key] for key in ("/S", "/Subtype", "/Type") if key in found]
    return {str(kind) for kind in said if isinstance(kind, NameObject)}


def _written(reader: PdfReader) -> bytes:
    """Copy what the pages reach: nothing of older versions, nothing appended, nobody's name."""
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def main() -> int:
    """Read a PDF, write the clean one; or say on the second channel in one word why not."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS + 1))
    try:
        sys.stdout.buffer.write(cleaned(sys.stdin.buffer.read()))
    except Refused as refusal:
        sys.stderr.write(f"\nrefused:{refusal}")
        return 1
    except MemoryError:
        sys.stderr.write("\nrefused:too_complicated")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
