"""Writing off-line: the template is downloaded, filled, uploaded and becomes a draft; a copy goes out again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from playwright.sync_api import Locator, Page, expect

from tests.browser.buttons import says

HINT, WORDS = "Story Hint", "Eight agencies, eight letters."


@pytest.fixture
def portal(small_portal: str) -> str:
    return small_portal


def test_a_template_filled_off_line_becomes_a_draft(sign_in: Callable[..., Page], tmp_path: Path) -> None:
    page = sign_in("contributor")
    page.goto("/en/contribute/")
    paper = _downloaded(page.get_by_role("link", name="Download the template"), tmp_path)
    assert paper.name == "case-study-template.docx"
    _fill(paper)
    page.get_by_role("link", name="Upload a filled one").click()
    page.locator("input[type=file]").set_input_files(paper)
    page.get_by_role("button", name="Make a draft of it").click()
    says(page, "A new draft was made.")
    expect(page.get_by_role("heading", level=1)).to_have_text("One window for nine agencies")
    text = page.get_by_role("region", name="The text so far")
    expect(text.locator("strong", has_text="eight letters")).to_be_visible()
    expect(text).to_contain_text("Completed")
    expect(text).not_to_contain_text("Gardening")
    _put_the_list_away(page)
    copies = page.locator(".panel", has=page.get_by_role("heading", name="Copy out"))
    copy = docx.Document(str(_downloaded(copies.get_by_role("link", name="Word"), tmp_path)))
    assert any(WORDS in line.text for line in copy.paragraphs)
    markdown = _downloaded(copies.get_by_role("link", name="Markdown"), tmp_path)
    assert "Eight agencies, **eight letters**." in markdown.read_text(encoding="utf-8")


def test_a_file_that_is_no_word_file_is_refused_in_a_sentence(sign_in: Callable[..., Page]) -> None:
    page = sign_in("contributor")
    page.goto("/en/contribute/from-word/")
    page.locator("input[type=file]").set_input_files(
        {"name": "notes.docx", "mimeType": "application/octet-stream", "buffer": b"words"}
    )
    page.get_by_role("button", name="Make a draft of it").click()
    expect(page.locator(".has-error")).to_contain_text("This is not a Word file")
    page.goto("/en/contribute/")
    expect(page.get_by_role("heading", name="Nothing is written yet")).to_be_visible()


def _downloaded(link: Locator, folder: Path) -> Path:
    with link.page.expect_download() as download:
        link.click()
    kept = folder / download.value.suggested_filename
    download.value.save_as(kept)
    return kept


def _fill(file: Path) -> None:
    """Write as somebody would in Word: below the headings, and a click on a box."""
    paper = docx.Document(str(file))
    _below(paper, "Title").add_run("One window for nine agencies")
    challenge = _below(paper, "The starting situation and the problem")
    challenge.add_run("Eight agencies, ")
    challenge.add_run("eight letters").bold = True
    challenge.add_run(".")
    _tick(paper, "Completed")
    _below(paper, "Topics").insert_paragraph_before("☒ Gardening")
    paper.save(str(file))


def _below(paper: Any, heading: str) -> Any:
    """Give the first line to write in under a heading, behind its hints."""
    lines = iter(paper.paragraphs)
    next(line for line in lines if line.style.name == "Heading 2" and line.text == heading)
    return next(line for line in lines if line.style.name != HINT)


def _tick(paper: Any, words: str) -> None:
    line = next(line for line in paper.paragraphs if line.text.strip().endswith(words))
    box = next(sign for sign in line._p.iter(qn("w:t")) if sign.text == "☐")
    box.text = "☒"


def _put_the_list_away(page: Page) -> None:
    """What could not be read is listed with its words, until somebody has copied it."""
    unread = page.get_by_role("region", name="What could not be read from your Word file")
    expect(unread).to_contain_text("case-study-template.docx")
    expect(unread).to_contain_text("Gardening")
    unread.get_by_role("button", name="Put this list away").click()
    says(page, "The list is put away.")
    expect(unread).to_have_count(0)
