"""What becomes of files that are not our template: somebody's own document, a broken one, a hostile one."""

from __future__ import annotations

import contextlib
import io
import time
from typing import Any

import pytest
from django.utils import translation

from casestudies import story
from casestudies.choices import STATUSES
from casestudies.word.opening import CannotBeRead
from casestudies.word.printing import template
from casestudies.word.story import Story, read_story
from tests import factories
from tests.casestudies.word_files import TYPES, W, changed, line, made_by, package, xml

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _guide() -> None:
    factories.edition()
    factories.topic()


def _read(file: bytes) -> Story:
    return read_story(io.BytesIO(file))


def _refusal(file: bytes) -> str:
    with pytest.raises(CannotBeRead) as refused:
        _read(file)
    return str(refused.value)


def _own(document: Any) -> None:
    document.add_heading("One window for nine agencies", level=0)
    document.add_paragraph("A report by the IT service")
    document.add_heading("1. What was done", level=1)
    document.add_heading("First step", level=2)
    words = document.add_paragraph("We signed ")
    words.add_run("one").bold = True
    words.add_run(" agreement.")
    document.add_paragraph("With customs", style="List Bullet")
    document.add_paragraph("With health", style="List Bullet")
    document.add_heading("Résultats", level=1)
    table = document.add_table(2, 3)
    for at, (head, cell) in enumerate([("Avant", "31 h"), ("Measure", "Release time"), ("After", "14 h")]):
        table.cell(0, at).text, table.cell(1, at).text = head, cell
    document.add_heading("Lessons", level=1)
    for lesson in ("- Sign first.", "2) Measure.", "Train early."):
        document.add_paragraph(lesson)
    document.add_heading("Annex of suppliers", level=1)
    document.add_paragraph("Nobody asked for this.")
    document.add_paragraph("Years: 2021–2024")
    document.add_paragraph("Where it stands: Live")


def test_somebodys_own_document_is_read_by_its_headings() -> None:
    read = _read(made_by(_own))
    assert read.values["title"] == "One window for nine agencies"
    assert (
        read.values["actions"]
        == "# First step\n\nWe signed **one** agreement.\n\n- With customs\n- With health"
    )
    assert read.values["lessons"] == ["Sign first.", "Measure.", "Train early."]
    assert (read.values["years"], read.values["status"]) == ("2021–2024", "live")
    assert read.values["results"][0]["after"] == "14 h"
    assert [entry.words for entry in read.unread if not entry.about] == [
        "A report by the IT service",
        "Annex of suppliers\n\nNobody asked for this.",
    ]


def test_a_form_made_of_a_table_is_read_by_its_first_column() -> None:
    def write(document: Any) -> None:
        table = document.add_table(2, 2)
        cells = [("Title", "One window"), ("Ce qui a été fait", "We signed.")]
        for at, (label, words) in enumerate(cells):
            table.cell(at, 0).text, table.cell(at, 1).text = label, words

    assert _read(made_by(write)).values == {"title": "One window", "actions": "We signed."}


@pytest.mark.parametrize("written", ["☒ Live", "x Live", "[X] {french}", "live"])
def test_a_choice_is_read_by_its_tick_or_its_words(written: str) -> None:
    with translation.override("fr"):
        french = str(dict(STATUSES)["live"])
    body = line("Where it stands") + line("☐ Pilot") + line(written.format(french=french))
    assert _read(package(xml(body))).values == {"status": "live"}


def test_what_was_ticked_in_the_template_is_chosen_and_the_rest_is_not() -> None:
    def tick(text: str) -> str:
        before, mark, after = text.rpartition("Completed")
        at = before.rfind("☐")
        return before[:at] + "☒" + before[at + 1 :] + mark + after

    read = _read(changed(template(story.blank()), tick))
    assert read.values == {"language": "en", "audience": "members", "status": "completed"}
    assert read.unread == []


def test_choices_that_do_not_exist_are_listed_with_their_words() -> None:
    body = line("Where it stands") + line("Sleeping") + line("Topics") + line("T1") + line("☒ Gardening")
    read = _read(package(xml(body)))
    assert read.values == {"topics": ["T1"]}
    assert [(entry.about, entry.words) for entry in read.unread] == [
        ("topics", "Gardening"),
        ("status", "Sleeping"),
    ]


def test_an_answer_written_over_a_printed_line_is_kept() -> None:
    """Somebody writes the title in place of the word Title, and goes on behind a hint."""

    def write_over(text: str) -> str:
        text = text.replace(">Title<", ">One window for nine agencies<", 1)
        return text.replace(
            "Leave out the names of suppliers.", "Leave out the names of suppliers. Nine counters.", 1
        )

    read = _read(changed(template(story.blank()), write_over))
    assert read.values["title"] == "One window for nine agencies"
    assert "Nine counters." in read.values["situation"]


def test_too_long_is_kept_and_the_form_says_so_later() -> None:
    long = "word " * 300
    read = _read(
        package(xml(line("Title") + line(long) + line("Summary") + line(long) + line("Lessons") + line(long)))
    )
    assert len(read.values["title"]) == len(read.values["summary"]) == 1499
    assert read.values["lessons"] == [long.strip()]
    assert read.unread == []
    assert {"title", "summary", "lessons"} <= {
        key for key, _s in story.missing({**story.blank(), **read.values})
    }


def test_more_than_there_is_room_for_is_listed() -> None:
    lessons = "".join(line(f"Lesson {n}") for n in range(7))
    read = _read(package(xml(line("Lessons") + lessons)))
    assert len(read.values["lessons"]) == 5
    assert [entry.words for entry in read.unread] == ["Lesson 5", "Lesson 6"]


def test_what_the_form_refuses_is_listed_in_the_words_of_the_form() -> None:
    body = line("Contact") + line("Jane Doe, room 12") + line("Links") + line("Report: https://ok.example/a")
    table = "".join(
        f"<w:tr>{''.join(f'<w:tc>{line(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in (("Bad", "javascript:alert(1)"), ("Good", "https://good.example/"))
    )
    read = _read(package(xml(f"{body}<w:tbl>{table}</w:tbl>")))
    assert [row["url"] for row in read.values["links"]] == ["https://ok.example/a", "https://good.example/"]
    assert {entry.about: entry.words for entry in read.unread} == {
        "contact": "Jane Doe, room 12",
        "links": "Bad · javascript:alert(1)",
    }
    assert all(entry.reason for entry in read.unread)


def test_deleted_words_stay_out_and_inserted_ones_come_along() -> None:
    body = (
        line("What was done")
        + "<w:p><w:del><w:r><w:delText>Gone</w:delText></w:r></w:del><w:ins><w:r><w:t>Kept</w:t></w:r></w:ins></w:p>"
        + "<w:sdt><w:sdtContent>"
        + line("In a control")
        + "</w:sdtContent></w:sdt>"
        + "<w:p><w:r><w:pict><w:txbxContent>"
        + line("In a box")
        + "</w:txbxContent></w:pict></w:r></w:p>"
        + '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "https://a.example/"'
        + '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>a link</w:t></w:r>'
        + '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t> after</w:t></w:r></w:p>'
    )
    read = _read(package(xml(body)))
    assert read.values["actions"] == "Kept\n\nIn a control\n\nIn a box\n\n[a link](https://a.example/) after"


def test_footnotes_and_pictures_are_told() -> None:
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote>{line("See the law.")}</w:footnote></w:footnotes>'
    body = line("Title") + line("One") + "<w:p><w:r><w:drawing/></w:r></w:p>"
    read = _read(package(xml(body), **{"word/footnotes.xml": notes}))
    assert any("See the law." in entry.words for entry in read.unread)
    assert any("picture" in entry.reason for entry in read.unread)


def test_a_broken_file_gives_what_could_be_read() -> None:
    whole = xml(line("Title") + line("One window") + line("What was done") + line("We signed."))
    read = _read(package(whole[: whole.index("We signed.") + 5], **{"word/styles.xml": "<broken"}))
    assert read.values["title"] == "One window"
    assert any("damaged" in entry.reason for entry in read.unread)


def _encrypted() -> bytes:
    file = bytearray(package(xml(line("x"))))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = file.find(mark)
        while at >= 0:
            file[at + offset] |= 1
            at = file.find(mark, at + 4)
    return bytes(file)


def _bomb() -> bytes:
    return package(xml(line("x")), **{"word/media/a.xml": b"0" * 30_000_000})


def _many() -> bytes:
    return package(xml(line("x")), **{f"word/{n}.xml": "x" for n in range(1_200)})


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "haha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
    + xml("<w:p><w:r><w:t>&i;</w:t></w:r></w:p>")
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + xml(
    "<w:p><w:r><w:t>&e;</w:t></w:r></w:p>"
)


@pytest.mark.parametrize(
    ("file", "word"),
    [
        (b"", "not a Word file"),
        (b"Just words.", "not a Word file"),
        (b"%PDF-1.7 ...", "not a Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Word file"),
        (package(xml(line("x")))[:-30], "not a Word file"),
        (package("<html/>"), "not a Word file"),
        (package(xml("")), "no text"),
        (package(xml(line("x")), types=TYPES.replace("document.main", "macroEnabled.main")), "macros"),
        (package(xml(line("x")), **{"word/vbaProject.bin": b"x"}), "macros"),
        (package(xml(line("x")), mimetype="application/vnd.oasis.opendocument.text"), "OpenDocument"),
        (package(LAUGHS), "entities"),
        (package(LAUGHS.encode("utf-16")), "entities"),
        (package(OUTSIDE), "entities"),
        (package(xml(line("x")), **{"word/styles.xml": LAUGHS}), "entities"),
        (_encrypted(), "password"),
        (_bomb(), "too large"),
        (_many(), "too large"),
        (package(xml("".join(f'<w:p w:rsidR="{n}"/>' for n in range(450_000)))), "too long"),
        (package(xml("".join(line(f"{n} " + "letters " * 9) for n in range(8_000)))), "too long"),
    ],
)
def test_a_file_that_is_not_taken_is_answered_with_a_sentence(file: bytes, word: str) -> None:
    begun = time.monotonic()
    assert word in _refusal(file)
    assert time.monotonic() - begun < 5


def test_a_path_in_the_package_writes_nothing(tmp_path: Any) -> None:
    file = package(xml(line("Title") + line("One")), **{"../../evil.xml": "x", "/etc/evil.xml": "x"})
    assert _read(file).values == {"title": "One"}


@pytest.mark.parametrize(
    "body",
    [
        line("What was done")
        + "<w:p>"
        + "<w:r><w:rPr><w:b/></w:rPr><w:t>a*</w:t></w:r><w:r><w:t>_b</w:t></w:r>" * 10_000
        + "</w:p>",
        line("What was done") + "<w:p><w:r><w:t>" + "[" * 90_000 + "</w:t></w:r></w:p>",
        line("What was done") + "<w:p><w:r><w:t>" + "\u00a0" * 90_000 + "x</w:t></w:r></w:p>",
        line("What was done") + line("* " * 9_000) * 5,
        "<w:tbl>" + "<w:tr><w:tc>" * 60 + line("deep") + "</w:tc></w:tr>" * 60 + "</w:tbl>",
        "<w:sdt><w:sdtContent>" * 5_000 + line("deep") + "</w:sdtContent></w:sdt>" * 5_000,
        line("Where it stands") + line(", ".join("x" * 3 for _n in range(20_000))),
        line("Title", '<w:numPr><w:ilvl w:val="99"/><w:numId w:val="x"/></w:numPr>')
        + line("One", '<w:pStyle w:val="zz"/>'),
    ],
)
def test_strange_files_are_read_in_the_time_of_a_request(body: str) -> None:
    begun = time.monotonic()
    with contextlib.suppress(CannotBeRead):
        _read(package(xml(body)))
    assert time.monotonic() - begun < 8
