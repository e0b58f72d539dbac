"""Opening a Word file from somebody: bounds before anything is unpacked, then its parts as XML."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Final

from django.utils.translation import gettext as _
from lxml import etree

from casestudies.attachments import kinds
from casestudies.zips import MEGABYTE, Bounds, has_password

MAX_FILE: Final = 5 * MEGABYTE
MAX_PART: Final = 20 * MEGABYTE
# Text in XML packs thirty to one; a bomb packs a thousand to one.
BOUNDS: Final = Bounds(entries=1_000, unpacked=60 * MEGABYTE, ratio=150)
MAX_ELEMENTS: Final = 400_000
_DECLARATIONS: Final = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)

Element = Any


class CannotBeRead(ValueError):
    """A file is not taken; the message is a sentence for whoever sent it."""


@dataclass(slots=True)
class Opened:
    """The parts of a Word file that hold words, and the addresses its links lead to."""

    document: Element
    parts: dict[str, Element] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    damaged: bool = False


def local(element: Element) -> str:
    """Give an element's name without its namespace: there are two for Word, with the same names."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    return next((str(v) for key, v in element.attrib.items() if key.rpartition("}")[2] == name), "")


def open_word(file: IO[bytes]) -> Opened:
    """Open a file by its content, never by its name; raise ``CannotBeRead`` with a sentence."""
    file.seek(0)
    if kinds.is_ole(file.read(8)):
        raise CannotBeRead(
            _("This is an old Word file, or one with a password. Save it as .docx without a password.")
        )
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            _check_bounds(package)
            _check_kind(package)
            return _opened(package)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, UnicodeError) as error:
        raise CannotBeRead(_not_word()) from error


def _not_word() -> str:
    return _("This is not a Word file that can be opened. Save it again as .docx.")


def _check_bounds(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    if has_password(entries):
        raise CannotBeRead(_("This file has a password. Save it as .docx without a password."))
    if BOUNDS.are_broken_by(entries):
        raise CannotBeRead(_("This file is far too large once it is unpacked. Send only the text."))


def _check_kind(package: zipfile.ZipFile) -> None:
    names = {entry.filename.lower() for entry in package.infolist()}
    types = _bytes(package, "[Content_Types].xml") or b""
    if any("vba" in posixpath.basename(name) for name in names) or b"macroenabled" in types.lower():
        raise CannotBeRead(_("This file holds macros. Save it as .docx, without macros."))
    if (_bytes(package, "mimetype") or b"").startswith(b"application/vnd.oasis"):
        raise CannotBeRead(_("This is an OpenDocument file. Save it as .docx."))


def _opened(package: zipfile.ZipFile) -> Opened:
    main = next(_targets(package, "", "officeDocument"), "word/document.xml")
    data = _bytes(package, main)
    if data is None:
        raise CannotBeRead(_not_word())
    document, damaged = _parsed(data)
    if document is None:
        raise CannotBeRead(_("The text in this file is damaged. Open it in Word and save it again."))
    if local(document) != "document":
        raise CannotBeRead(_not_word())
    opened = Opened(document, damaged=damaged)
    for part in ("styles", "numbering", "footnotes", "endnotes"):
        found = next(_targets(package, main, part), f"word/{part}.xml")
        # What only dresses the text may be broken; the text is read without it.
        opened.parts[part] = _parsed(_bytes(package, found) or b"")[0]
    for relation in _relations(package, main):
        opened.links[attribute(relation, "Id")] = attribute(relation, "Target")
    return opened


def _bytes(package: zipfile.ZipFile, name: str) -> bytes | None:
    """Give one part; nothing where it is missing, broken or too large."""
    try:
        with package.open(name) as part:
            data = part.read(MAX_PART + 1)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return None
    return data if len(data) <= MAX_PART else None


def _parsed(data: bytes) -> tuple[Element | None, bool]:
    """Parse one part; the second value says that it was broken and what stands before the break is given."""
    if any(mark in data for mark in _DECLARATIONS):
        raise CannotBeRead(
            _("This file declares entities, which Word files never do. Save it again in Word.")
        )
    for recover in (False, True):
        try:
            root = etree.fromstring(data, _parser(recover=recover))
        except (etree.XMLSyntaxError, ValueError):
            continue
        if root is not None and root.getroottree().docinfo.internalDTD is None:
            _check_size(root)
            return root, recover
    return None, True


def _parser(*, recover: bool) -> Any:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )


def _check_size(root: Element) -> None:
    for count, _element in enumerate(root.iter()):
        if count > MAX_ELEMENTS:
            raise CannotBeRead(_("This file is far too long for a case study. Send only the text."))


def _relations(package: zipfile.ZipFile, part: str) -> list[Element]:
    folder, base = posixpath.split(part)
    root, _broken = _parsed(_bytes(package, posixpath.join(folder, "_rels", f"{base}.rels")) or b"")
    return [] if root is None else [child for child in root if local(child) == "Relationship"]


def _targets(package: zipfile.ZipFile, part: str, kind: str) -> Iterator[str]:
    for relation in _relations(package, part):
        if attribute(relation, "Type").endswith(f"/{kind}"):
            target = posixpath.join(posixpath.dirname(part), attribute(relation, "Target"))
            yield posixpath.normpath(target).lstrip("/")
