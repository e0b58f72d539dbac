"""Word, Excel and PowerPoint files: an archive of parts, looked through part by part and packed anew."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Final

from casestudies.attachments import kinds, office_people
from casestudies.attachments.kinds import FileKind
from casestudies.attachments.office_package import Package, Part, Relation, check_plain
from casestudies.attachments.refusals import FileRefused
from casestudies.zips import MEGABYTE, Bounds, has_password

# XML of large sheets packs sixty to one; a bomb packs a thousand to one.
BOUNDS: Final = Bounds(entries=3_000, unpacked=120 * MEGABYTE, ratio=200)
DEEPEST: Final = 1
_TAKEN: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_FIXED_DATE: Final = (1980, 1, 1, 0, 0, 0)

_MAIN: Final = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": kinds.WORD,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": kinds.EXCEL,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": kinds.POWERPOINT,
}
_PARTS: Final = (
    "application/vnd.openxmlformats-",
    "application/vnd.ms-word.",
    "application/vnd.ms-excel.",
    "application/vnd.ms-powerpoint.",
    "application/vnd.ms-office.",
    "application/xml",
    "application/inkml+xml",
    "application/x-fontdata",
    "image/",
)
# Words in content types and relationships, in lower case.
_MACROS: Final = ("vba", "macro", "attachedtoolbars", "extensibility", "customui")
_ELSEWHERE: Final = ("externallink", "connections", "querytable", "attachedtemplate", "subdocument", "/frame")
_EMBEDDED: Final = (
    "oleobject",
    "activex",
    "/control",
    "afchunk",
    "webextension",
    "/audio",
    "/video",
    "/media",
)
_CHART: Final = ("drawingml.chart", "chartex")
_WEB: Final = ("http://", "https://", "mailto:", "tel:", "#")


def cleaned(content: bytes, depth: int = 0) -> tuple[FileKind, bytes]:
    """Give the kind and a clean copy; raise ``FileRefused`` when it holds more than a document."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_bounds(archive, len(content))
            package = Package.read(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, UnicodeError) as error:
        raise FileRefused("damaged") from error
    kind = _kind(package)
    for relation in package.relations():
        _check_relation(relation)
    for part in package.parts():
        _check_part(part, depth)
    office_people.forget(package)
    return kind, _packed(package)


def _check_bounds(archive: zipfile.ZipFile, size: int) -> None:
    entries = archive.infolist()
    if has_password(entries):
        raise FileRefused("password")
    packed = sum(entry.compress_size for entry in entries)
    # More packed bytes than the file has: entries that lie over each other.
    if BOUNDS.are_broken_by(entries) or packed > size:
        raise FileRefused("bomb")
    if any(entry.compress_type not in _TAKEN for entry in entries):
        raise FileRefused("damaged")
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) < len(names) or any(map(_leads_outside, names)):
        raise FileRefused("damaged")
    if archive.comment or min(entry.header_offset for entry in entries) > 0:
        raise FileRefused("two_kinds")


def _leads_outside(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/")


def _kind(package: Package) -> FileKind:
    main = package.main
    if main is None:
        raise FileRefused("unknown")
    if _names(main.content_type, _MACROS):
        raise FileRefused("macros")
    if main.content_type not in _MAIN:
        raise FileRefused("unknown")
    return _MAIN[main.content_type]


def _check_relation(relation: Relation) -> None:
    _refuse_words(relation.kind)
    if not relation.external:
        return
    target = relation.target.strip().lower()
    if not relation.kind.lower().endswith("/hyperlink"):
        raise FileRefused("elsewhere")
    if not target.startswith(_WEB) and (":" in target or target.startswith(("\\", "/"))):
        raise FileRefused("elsewhere")


def _check_part(part: Part, depth: int) -> None:
    _refuse_words(part.content_type)
    if _names(part.name, ("vbaproject",)):
        raise FileRefused("macros")
    if kinds.is_ole(part.content):
        raise FileRefused("embedded")
    if kinds.is_zip(part.content):
        # A chart brings the sheet it was drawn from; nothing else may bring a document.
        if depth >= DEEPEST or not all(_names(kind, _CHART) for kind in part.wanted_by):
            raise FileRefused("embedded")
        _kind_inside, part.content = cleaned(part.content, depth + 1)
    elif not part.content_type.startswith(_PARTS):
        raise FileRefused("embedded")
    if part.is_xml:
        check_plain(part.content)
    if office_people.draws_on_others(part):
        raise FileRefused("elsewhere")


def _refuse_words(words: str) -> None:
    for code, names in (("macros", _MACROS), ("elsewhere", _ELSEWHERE), ("embedded", _EMBEDDED)):
        if _names(words, names):
            raise FileRefused(code)


def _names(words: str, names: tuple[str, ...]) -> bool:
    return any(name in words.lower() for name in names)


def _packed(package: Package) -> bytes:
    """Pack only what the document reaches: the same parts give the same bytes, with no date of anybody's."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in package.files():
            entry = zipfile.ZipInfo(name, _FIXED_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return packed.getvalue()
