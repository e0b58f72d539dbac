"""What is taken and what is not: looked at by content, each refusal in a sentence, and nothing kept of it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfReader

from casestudies.attachments import intake, kinds, pdf
from casestudies.attachments.cleaning import cleaned
from casestudies.attachments.models import Attachment
from casestudies.attachments.names import shown_name
from casestudies.models import Submission
from members.models import User
from tests import factories
from tests.casestudies import hostile_files as files
from tests.casestudies import hostile_pdfs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path


@pytest.fixture
def item(contributor: User) -> Submission:
    return factories.draft(contributor)


def _stored() -> list[str]:
    return default_storage.listdir("attachments")[1] if default_storage.exists("attachments") else []


@pytest.mark.parametrize("case", sorted(files.HOSTILE))
def test_hostile_file_is_refused_with_a_sentence_and_not_kept(item: Submission, case: str) -> None:
    name, make, words = files.HOSTILE[case]
    before = item.draft
    taken = intake.take(item, [SimpleUploadedFile(name, make(), "application/pdf")], item.author)
    assert not taken.kept
    assert len(taken.refused) == 1
    assert words in taken.refused[0]
    assert name in taken.refused[0]
    assert not Attachment.objects.exists()
    assert not _stored()
    item.refresh_from_db()
    assert item.draft == before


GOOD = {
    "pdf": (files.pdf, kinds.PDF),
    "word": (files.word, kinds.WORD),
    "word by hand": (files.office, kinds.WORD),
    "word with a chart": (files.with_chart, kinds.WORD),
    "excel": (lambda: files.office("excel"), kinds.EXCEL),
    "powerpoint": (lambda: files.office("powerpoint"), kinds.POWERPOINT),
    "jpeg": (files.picture, kinds.JPEG),
    "png": (lambda: files.picture("PNG"), kinds.PNG),
    "webp": (lambda: files.picture("WEBP"), kinds.WEBP),
}


@pytest.mark.parametrize("case", sorted(GOOD))
def test_good_file_is_kept_without_the_names_of_people(item: Submission, case: str) -> None:
    make, kind = GOOD[case]
    sent = make()
    assert _names(sent), "the file as sent must name somebody, or this test looks at nothing"
    taken = intake.take(item, [SimpleUploadedFile("Annex.pdf", sent, "text/html")], item.author)
    assert not taken.refused
    file = Attachment.objects.get()
    kept = default_storage.open(file.stored_as).read()
    assert not _names(kept)
    assert file.content_type == kind.content_type
    assert file.name == f"Annex.{kind.suffix}"
    assert (file.size, len(_stored())) == (len(kept), 1)
    item.refresh_from_db()
    assert item.draft["attachments"] == [file.entry]


def _names(content: bytes) -> bool:
    """Whether author or administration can be read anywhere in a file, packed or not."""
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return any(_names(archive.read(name)) for name in archive.namelist())
    if content.startswith(b"%PDF"):
        reader = PdfReader(BytesIO(content))
        if reader.metadata or reader.xmp_metadata:
            return True
    spelt = [name.encode(code) for name in (files.AUTHOR, files.COMPANY) for code in ("utf-8", "utf-16-be")]
    return any(name in content for name in spelt)


def test_texts_and_pages_survive_the_cleaning() -> None:
    with zipfile.ZipFile(BytesIO(cleaned(files.word("Signed first.")).content)) as archive:
        assert archive.testzip() is None
        assert b"Signed first." in archive.read("word/document.xml")
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"docProps/custom.xml" not in archive.read("[Content_Types].xml")
    from docx import Document

    document = Document(BytesIO(cleaned(files.word("Signed first.")).content))
    assert document.paragraphs[0].text == "Signed first."
    assert (document.core_properties.author, document.core_properties.last_modified_by) == ("", "")
    assert len(PdfReader(BytesIO(cleaned(files.pdf(pages=3)).content)).pages) == 3
    assert Image.open(BytesIO(cleaned(files.picture()).content)).size == (40, 30)


def test_what_no_relationship_reaches_is_left_behind() -> None:
    clean = cleaned(files.office(more={"word/evil.exe": b"MZ", "secret.txt": files.AUTHOR})).content
    with zipfile.ZipFile(BytesIO(clean)) as archive:
        assert not {"word/evil.exe", "secret.txt", "docProps/custom.xml"} & set(archive.namelist())


def test_links_to_the_web_may_stay() -> None:
    lines = [("hyperlink", "https://www.wcoomd.org/", True), ("hyperlink", "mailto:it@customs.example", True)]
    assert cleaned(files.office(lines=lines)).kind is kinds.WORD


@pytest.mark.parametrize("case", sorted(hostile_pdfs.HARMLESS))
def test_pdf_that_only_looks_like_a_hostile_one_is_taken(case: str) -> None:
    clean = pdf.cleaned(hostile_pdfs.HARMLESS[case]())
    assert len(PdfReader(BytesIO(clean)).pages) == 1


def test_pdf_as_it_was_written_anew_is_looked_through_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a copy may make of the objects that were looked at, it is the copy that others open."""
    hostile, _words = hostile_pdfs.HOSTILE["launches by reference"]
    monkeypatch.setattr(pdf, "_written", lambda _reader: hostile())
    with pytest.raises(pdf.Refused, match="active"):
        pdf.cleaned(files.pdf())


def test_the_same_file_gives_the_same_bytes() -> None:
    for make, _kind in GOOD.values():
        content = make()
        assert cleaned(content).content == cleaned(content).content


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\lena\\Annex.PDF", "Annex.pdf"),
        ("evil\u202efdp.exe", "evilfdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("رسالة.pdf", "رسالة.pdf"),
        ('"><script>.pdf', "script.pdf"),
        ("   ", "file.pdf"),
        (".pdf", "file.pdf"),
        ("Report v1.2", "Report v1.2.pdf"),
        ("x" * 400 + ".pdf", "x" * 96 + ".pdf"),
        ("photo.jpeg", "photo.pdf"),
    ],
)
def test_name_is_shown_without_path_or_tricks(sent: str, shown: str) -> None:
    assert shown_name(sent, kinds.PDF) == shown
