"""The parts of an Office file, and which of them the document reaches through its relationships."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote

from lxml import etree

from casestudies.attachments.refusals import FileRefused

Element = Any
TYPES: Final = "[Content_Types].xml"
_DECLARATION: Final = re.compile(rb"(?i)<!\s*(doctype|entity)")
_ENCODING: Final = re.compile(rb"""encoding\s*=\s*["']([^"']+)""")
_ENCODINGS: Final = frozenset({b"utf-8", b"utf-16", b"us-ascii", b"iso-8859-1", b"windows-1252"})
_FIRST_LINE: Final = 200
_PARSER_OPTIONS: Final = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}


def check_plain(content: bytes) -> None:
    """Refuse XML that declares entities, or that is spelt so that a search for them finds nothing."""
    # Without zero bytes, so that UTF-16 hides nothing.
    bare = content.replace(b"\0", b"")
    encoding = _ENCODING.search(bare[:_FIRST_LINE])
    if _DECLARATION.search(bare) or (encoding and encoding[1].lower() not in _ENCODINGS):
        raise FileRefused("damaged")


def parsed(content: bytes) -> Element:
    """Parse one part; a document type, which Office never writes, is refused before anything is expanded."""
    check_plain(content)
    try:
        return etree.fromstring(content, etree.XMLParser(**_PARSER_OPTIONS))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise FileRefused("damaged") from error


def written(root: Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def local(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


@dataclass(slots=True)
class Relation:
    """One line of a part's relationships."""

    kind: str
    target: str
    external: bool
    element: Element


@dataclass(slots=True)
class Part:
    """One part that the document reaches, with the content types of those that want it."""

    name: str
    content_type: str
    content: bytes
    wanted_by: list[str] = field(default_factory=list)

    @property
    def is_xml(self) -> bool:
        return self.content_type.endswith(("+xml", "/xml")) and not self.content_type.startswith("image/")


@dataclass(slots=True)
class Package:
    """An Office file in memory; what no relationship reaches is not part of it."""

    types: Element
    main: Part | None = None
    _parts: dict[str, Part] = field(default_factory=dict)
    # By the part they belong to; "" is the package itself.
    _roots: dict[str, Element] = field(default_factory=dict)

    @classmethod
    def read(cls, archive: zipfile.ZipFile) -> Package:
        names = {entry.filename for entry in archive.infolist() if not entry.is_dir()}
        if TYPES not in names or "_rels/.rels" not in names:
            raise FileRefused("unknown")
        package = cls(parsed(archive.read(TYPES)))
        waiting = [("", "")]
        while waiting:
            owner, owner_type = waiting.pop()
            for relation in package._take_relations(archive, names, owner):
                name = resolved(owner, relation.target)
                if relation.external or name not in names:
                    continue
                if (part := package._parts.get(name)) is None:
                    part = Part(name, package._type_of(name), archive.read(name))
                    package._parts[name] = part
                    waiting.append((name, part.content_type))
                part.wanted_by.append(owner_type)
                if not owner and relation.kind.endswith("/officeDocument"):
                    package.main = part
        return package

    def _take_relations(self, archive: zipfile.ZipFile, names: set[str], owner: str) -> list[Relation]:
        name = relations_name(owner)
        if name not in names:
            return []
        self._roots[owner] = parsed(archive.read(name))
        return list(relations_in(self._roots[owner]))

    def _type_of(self, name: str) -> str:
        ending = name.rpartition(".")[2].lower()
        default = ""
        for line in self.types:
            if (
                local(line) == "Override"
                and unquote(line.get("PartName", "")).lstrip("/").lower() == name.lower()
            ):
                return str(line.get("ContentType", ""))
            if local(line) == "Default" and line.get("Extension", "").lower() == ending:
                default = str(line.get("ContentType", ""))
        return default

    def relations(self) -> Iterator[Relation]:
        for root in self._roots.values():
            yield from relations_in(root)

    def parts(self) -> list[Part]:
        return list(self._parts.values())

    def drop(self, kinds: tuple[str, ...]) -> None:
        """Take away the parts that relationships of these kinds, of the package itself, lead to."""
        for relation in list(relations_in(self._roots[""])):
            if relation.kind.lower().endswith(kinds):
                gone = resolved("", relation.target)
                self._parts.pop(gone, None)
                self._roots.pop(gone, None)
                relation.element.getparent().remove(relation.element)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Give every file of the archive in the order in which Office writes them."""
        for line in list(self.types):
            if local(line) == "Override" and unquote(line.get("PartName", "")).lstrip("/") not in self._parts:
                self.types.remove(line)
        yield TYPES, written(self.types)
        for owner, root in self._roots.items():
            yield relations_name(owner), written(root)
        for part in self._parts.values():
            yield part.name, part.content


def relations_in(root: Element) -> Iterator[Relation]:
    for line in root:
        if local(line) == "Relationship":
            external = line.get("TargetMode", "").strip().lower() == "external"
            yield Relation(str(line.get("Type", "")), str(line.get("Target", "")), external, line)


def relations_name(owner: str) -> str:
    folder, base = posixpath.split(owner)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def resolved(owner: str, target: str) -> str:
    """Give the part that a relationship leads to; a target may begin at the package or at its owner."""
    path = unquote(target.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(owner), path)).lstrip("/")
