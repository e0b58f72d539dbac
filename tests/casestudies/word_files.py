"""Word files made by hand, whole and broken, for the tests of what comes in from Word."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

import docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def xml(body: str) -> str:
    """The main part of a Word file around a body."""
    return f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'


def line(text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def package(document: str | bytes, **others: str | bytes) -> bytes:
    """A Word file of the barest kind; others are its further parts by name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", others.pop("types", TYPES))
        made.writestr("word/document.xml", document)
        for name, content in others.items():
            made.writestr(name, content)
    return file.getvalue()


def made_by(write: Callable[[object], object]) -> bytes:
    """A file as a word processor makes it, without anything of ours."""
    document = docx.Document()
    write(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def changed(file: bytes, change: Callable[[str], str]) -> bytes:
    """The same file with another text in its main part."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(file)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, change(data.decode()).encode() if name == "word/document.xml" else data)
    return out.getvalue()
