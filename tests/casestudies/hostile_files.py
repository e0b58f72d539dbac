"""Files as people and attackers send them, made here byte by byte: nothing hostile lies in the repository."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

from docx import Document
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from tests.casestudies import hostile_pdfs

AUTHOR = "Lena Okoro-Tamm"
COMPANY = "Customs Board of Estmark"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CORE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
OOXML = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "word": ("word/document.xml", f"{OOXML}wordprocessingml.document.main+xml"),
    "excel": ("xl/workbook.xml", f"{OOXML}spreadsheetml.sheet.main+xml"),
    "powerpoint": ("ppt/presentation.xml", f"{OOXML}presentationml.presentation.main+xml"),
}
WORD_TEXT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>'
    f'<w:ins w:id="1" w:author="{AUTHOR}" w:date="2026-01-01T00:00:00Z"><w:r><w:t>The text.</w:t></w:r></w:ins>'
    "%s</w:p></w:body></w:document>"
)
Line = tuple[str, str, bool]  # kind, target, external


def zipped(files: Mapping[str, bytes | str], comment: bytes = b"") -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        archive.comment = comment
    return made.getvalue()


def _rels(lines: list[Line]) -> str:
    rows = []
    for n, (kind, target, external) in enumerate(lines):
        full = kind if "/" in kind else f"{KIND}/{kind}"
        mode = ' TargetMode="External"' if external else ""
        rows.append(f'<Relationship Id="r{n}" Type="{full}" Target="{target}"{mode}/>')
    return f'<Relationships xmlns="{RELS}">{"".join(rows)}</Relationships>'


def office(
    kind: str = "word",
    *,
    lines: list[Line] | None = None,
    parts: Mapping[str, tuple[str, bytes | str]] | None = None,
    text: str = "",
    main_type: str = "",
    more: Mapping[str, bytes | str] | None = None,
) -> bytes:
    """A small Office file with an author; ``lines`` are relationships of its main part, ``parts`` typed parts."""
    main, content_type = MAIN[kind]
    parts = {
        main: (main_type or content_type, WORD_TEXT % text),
        "docProps/core.xml": ("application/vnd.openxmlformats-package.core-properties+xml", _core()),
        "docProps/app.xml": (f"{OOXML}extended-properties+xml", _app()),
        "docProps/custom.xml": (f"{OOXML}custom-properties+xml", f"<Properties><p>{AUTHOR}</p></Properties>"),
        **(parts or {}),
    }
    overrides = "".join(f'<Override PartName="/{n}" ContentType="{t}"/>' for n, (t, _c) in parts.items())
    default = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    root: list[Line] = [
        ("officeDocument", main, False),
        (CORE, "docProps/core.xml", False),
        ("extended-properties", "docProps/app.xml", False),
        ("custom-properties", "docProps/custom.xml", False),
    ]
    folder, base = main.split("/")
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}">{default}{overrides}</Types>',
            "_rels/.rels": _rels(root),
            f"{folder}/_rels/{base}.rels": _rels(lines or []),
            **{name: content for name, (_type, content) in parts.items()},
            **(more or {}),
        }
    )


def _core() -> str:
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{AUTHOR}</dc:creator>'
        f"<cp:lastModifiedBy>{AUTHOR}</cp:lastModifiedBy></cp:coreProperties>"
    )


def _app() -> str:
    return (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"<Application>Office</Application><Manager>{AUTHOR}</Manager><Company>{COMPANY}</Company></Properties>"
    )


def word(text: str = "What we did.") -> bytes:
    """A Word file as python-docx makes it, with an author."""
    document = Document()
    document.add_paragraph(text)
    document.core_properties.author = AUTHOR
    document.core_properties.last_modified_by = AUTHOR
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def pdf(change: Callable[[PdfWriter], object] | None = None, *, pages: int = 1, text: str = "") -> bytes:
    """A PDF with an author in both places where PDF keeps one."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": AUTHOR, "/Company": COMPANY, "/Title": text})
    xmp = DecodedStreamObject()
    xmp.set_data(f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{AUTHOR}</x:xmpmeta>".encode())
    xmp.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
    writer.root_object[NameObject("/Metadata")] = writer._add_object(xmp)
    if change is not None:
        change(writer)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture that says who took it."""
    exif = Image.Exif()
    exif[0x013B] = AUTHOR  # Artist
    made = BytesIO()
    Image.new("RGB", size, "red").save(made, kind, exif=exif)
    return made.getvalue()


def _action(kind: str, **more: str) -> DictionaryObject:
    action = DictionaryObject({NameObject("/S"): NameObject(f"/{kind}")})
    action.update({NameObject(f"/{key}"): TextStringObject(value) for key, value in more.items()})
    return action


def _opens_with(action: DictionaryObject) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)

    return change


def _annotated(subtype: str, action: DictionaryObject | None = None) -> Callable[[PdfWriter], None]:
    def change(writer: PdfWriter) -> None:
        note = DictionaryObject({NameObject("/Subtype"): NameObject(f"/{subtype}")})
        note[NameObject("/Rect")] = ArrayObject([NumberObject(n) for n in (0, 0, 9, 9)])
        if action is not None:
            note[NameObject("/A")] = action
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])

    return change


def _xfa(writer: PdfWriter) -> None:
    form = DictionaryObject({NameObject("/XFA"): TextStringObject("<xdp/>")})
    writer.root_object[NameObject("/AcroForm")] = form


def _scripted(writer: PdfWriter) -> None:
    names = ArrayObject([TextStringObject("a"), _action("JavaScript", JS="app.alert(1)")])
    tree = DictionaryObject({NameObject("/Names"): names})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): tree})


def _archive_inside(writer: PdfWriter) -> None:
    stream = DecodedStreamObject()
    stream.set_data(zipped({"evil.txt": "x"}))
    writer.root_object[NameObject("/Odd")] = writer._add_object(stream)


def _bomb() -> bytes:
    return office(
        parts={"word/media.xml": ("application/xml", b" " * (30 * 1024 * 1024))},
        lines=[("x", "media.xml", False)],
    )


def _many() -> bytes:
    return office(more={f"word/{n}.xml": "" for n in range(3_100)})


def _nested() -> bytes:
    sheet = f"{OOXML}spreadsheetml.sheet"
    chart = ("word/chart.xml", (f"{OOXML}drawingml.chart+xml", "<c/>"))
    inner = office(
        "excel", parts={"xl/e.xlsx": (sheet, office("excel"))}, lines=[("package", "e.xlsx", False)]
    )
    rels = {"word/_rels/chart.xml.rels": _rels([("package", "e.xlsx", False)])}
    return office(
        parts=dict([chart, ("word/e.xlsx", (sheet, inner))]), lines=[("chart", "chart.xml", False)], more=rels
    )


def with_chart() -> bytes:
    """A Word file with a chart that brings its sheet, as Office writes it; the sheet has an author too."""
    sheet = (f"{OOXML}spreadsheetml.sheet", office("excel"))
    return office(
        parts={"word/chart.xml": (f"{OOXML}drawingml.chart+xml", "<c/>"), "word/e.xlsx": sheet},
        lines=[("chart", "chart.xml", False)],
        more={"word/_rels/chart.xml.rels": _rels([("package", "e.xlsx", False)])},
    )


def _encrypted_pdf(writer: PdfWriter) -> None:
    writer.encrypt("secret", algorithm="RC4-128")


def _macro_type(kind: str) -> str:
    return f"application/vnd.ms-{kind}.macroEnabled.main+xml"


def _field(instruction: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DD</w:instrText></w:r>'
        f'<w:r><w:instrText>{instruction}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _flagged() -> bytes:
    """An archive whose entries say that they need a password."""
    content = bytearray(office())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 1)
    return bytes(content)


def _outside() -> bytes:
    return office(more={"../../evil.xml": "x"})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
_VBA = {"word/vbaProject.bin": ("application/vnd.ms-office.vbaProject", OLE)}
_OBJECT = {"word/o.bin": (f"{OOXML}oleObject", OLE)}
_CONTROL = {"word/activeX1.xml": ("application/vnd.ms-office.activeX+xml", "<x/>")}
_LINK = {"xl/l.xml": (f"{OOXML}spreadsheetml.externalLink+xml", "<x/>")}
_QUERIES = {"xl/c.xml": (f"{OOXML}spreadsheetml.connections+xml", "<x/>")}
_PAGE = {"word/c.html": ("text/html", HTML)}

# name as sent, content, and some of the words of its sentence
HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "html named pdf": ("report.pdf", lambda: HTML, "cannot be read"),
    "svg named pdf": ("report.pdf", lambda: SVG, "cannot be read"),
    "svg named png": ("plan.png", lambda: SVG, "cannot be read"),
    "html behind a pdf mark": ("a.pdf", lambda: b"%PDF-1.4\n" + HTML + pdf(), "second file"),
    "script behind a picture mark": ("a.png", lambda: b"\x89PNG\r\n\x1a\n" + HTML, "damaged"),
    "program": ("setup.pdf", lambda: b"MZ\x90\x00" + bytes(300), "cannot be read"),
    "empty": ("a.pdf", lambda: b"", "is empty"),
    "plain text": ("a.docx", lambda: b"Dear colleague", "cannot be read"),
    "archive of something else": ("a.docx", lambda: zipped({"readme.txt": "hello"}), "cannot be read"),
    "pdf and archive": ("a.pdf", lambda: pdf() + zipped({"a": "b"}), "second file"),
    "picture and archive": ("a.jpg", lambda: picture() + zipped({"a": "b"}), "second file"),
    "archive inside a pdf": ("a.pdf", lambda: pdf(_archive_inside), "second file"),
    "text after a pdf": ("a.pdf", lambda: pdf() + b"\n<script>1</script>", "second file"),
    "pdf before an archive": ("a.docx", lambda: b"%PDF-1.4\n" + office(), "second file"),
    "comment on an archive": ("a.docx", lambda: zipped({"[Content_Types].xml": "x"}, b"hi"), "second file"),
    "pdf with a password": ("a.pdf", lambda: pdf(_encrypted_pdf), "has a password"),
    "pdf with a script": ("a.pdf", lambda: pdf(_scripted), "script or an action"),
    "pdf that opens with a script": (
        "a.pdf",
        lambda: pdf(_opens_with(_action("JavaScript", JS="1"))),
        "script or an action",
    ),
    "pdf that launches": (
        "a.pdf",
        lambda: pdf(_opens_with(_action("Launch", F="cmd"))),
        "script or an action",
    ),
    "pdf that sends": (
        "a.pdf",
        lambda: pdf(_annotated("Link", _action("SubmitForm", F="https://x"))),
        "script or an action",
    ),
    "pdf with a script address": (
        "a.pdf",
        lambda: pdf(_annotated("Link", _action("URI", URI="javascript:alert(1)"))),
        "script or an action",
    ),
    "pdf with a file": (
        "a.pdf",
        lambda: pdf(lambda w: w.add_attachment("e.exe", b"MZ")),
        "carries other files",
    ),
    "pdf with a clip": ("a.pdf", lambda: pdf(_annotated("FileAttachment")), "carries other files"),
    "pdf with a film": ("a.pdf", lambda: pdf(_annotated("RichMedia")), "carries other files"),
    "pdf with an old form": ("a.pdf", lambda: pdf(_xfa), "script or an action"),
    "pdf with 501 pages": ("a.pdf", lambda: pdf(pages=501), "too many pages"),
    **{f"pdf: {case}": ("a.pdf", make, words) for case, (make, words) in hostile_pdfs.HOSTILE.items()},
    "half a pdf": ("a.pdf", lambda: pdf()[:300], "is damaged"),
    "broken pdf": ("a.pdf", lambda: b"%PDF-1.7\n" + bytes(2000) + b"\n%%EOF", "is damaged"),
    "macros": (
        "a.docx",
        lambda: office(parts=_VBA, lines=[("vbaProject", "vbaProject.bin", False)]),
        "macros",
    ),
    "docm renamed": ("a.docx", lambda: office(main_type=_macro_type("word.document")), "macros"),
    "xlsm renamed": ("a.xlsx", lambda: office("excel", main_type=_macro_type("excel.sheet")), "macros"),
    "macros under another name": (
        "a.docx",
        lambda: office(
            parts={"word/x.bin": ("application/vnd.ms-office.vbaProject", b"x")},
            lines=[("vbaProject", "x.bin", False)],
        ),
        "macros",
    ),
    "template elsewhere": (
        "a.docx",
        lambda: office(lines=[("attachedTemplate", "https://evil.example/t.dotm", True)]),
        "somewhere else",
    ),
    "picture elsewhere": (
        "a.docx",
        lambda: office(lines=[("image", "https://evil.example/x.png", True)]),
        "somewhere else",
    ),
    "link to a share": (
        "a.docx",
        lambda: office(lines=[("hyperlink", "file:///\\\\evil\\share", True)]),
        "somewhere else",
    ),
    "link to a script": (
        "a.docx",
        lambda: office(lines=[("hyperlink", "javascript:x", True)]),
        "somewhere else",
    ),
    "sheet elsewhere": (
        "a.xlsx",
        lambda: office("excel", parts=_LINK, lines=[("externalLink", "l.xml", False)]),
        "somewhere else",
    ),
    "queries": (
        "a.xlsx",
        lambda: office("excel", parts=_QUERIES, lines=[("connections", "c.xml", False)]),
        "somewhere else",
    ),
    "field that starts something": ("a.docx", lambda: office(text=_field("EAUTO c:\\cmd")), "somewhere else"),
    "embedded object": (
        "a.docx",
        lambda: office(parts=_OBJECT, lines=[("oleObject", "o.bin", False)]),
        "embedded",
    ),
    "embedded object as a picture": (
        "a.docx",
        lambda: office(parts={"word/i.png": ("image/png", OLE)}, lines=[("image", "i.png", False)]),
        "embedded",
    ),
    "control": (
        "a.docx",
        lambda: office(parts=_CONTROL, lines=[("control", "activeX1.xml", False)]),
        "embedded",
    ),
    "page inside": ("a.docx", lambda: office(parts=_PAGE, lines=[("aFChunk", "c.html", False)]), "embedded"),
    "document inside": (
        "a.docx",
        lambda: office(
            parts={"word/e.docx": (f"{OOXML}wordprocessingml.document", office())},
            lines=[("package", "e.docx", False)],
        ),
        "embedded",
    ),
    "nested twice": ("a.docx", _nested, "embedded"),
    "old or with a password": ("a.docx", lambda: OLE, "password or is in an old Office format"),
    "entries with a password": ("a.docx", _flagged, "has a password"),
    "zip bomb": ("a.docx", _bomb, "once it is unpacked"),
    "too many entries": ("a.docx", _many, "once it is unpacked"),
    "way out of the archive": ("a.docx", _outside, "is damaged"),
    "entities": (
        "a.docx",
        lambda: office(
            parts={"word/x.xml": ("application/xml", DTD)}, lines=[("x", "x.xml", False)], more={}
        ),
        "is damaged",
    ),
    "entities in an odd encoding": (
        "a.docx",
        lambda: office(
            parts={
                "word/x.xml": ("application/xml", '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE')
            },
            lines=[("x", "x.xml", False)],
        ),
        "is damaged",
    ),
    "entities in utf-16": (
        "a.docx",
        lambda: office(more={"word/_rels/document.xml.rels": DTD.encode("utf-16")}),
        "is damaged",
    ),
    "half an archive": ("a.docx", lambda: office()[:400], "is damaged"),
    "pixel bomb": ("a.png", lambda: picture("PNG", (6000, 5000)), "too many pixels"),
    "half a picture": ("a.jpg", lambda: picture()[:200], "is damaged"),
    "gif": ("a.png", lambda: b"GIF89a" + bytes(100), "cannot be read"),
}
