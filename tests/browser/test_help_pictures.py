"""The pictures of the handbooks, taken from the screens themselves.

``HELP_PICTURES=write pytest tests/browser/test_help_pictures.py -n 0`` takes them afresh; without it the test
makes sure that every screen that is shown still looks for the same parts.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import Page, expect

from casestudies.models import Submission
from feedback.models import Feedback
from feedback.workflow import REMARKS
from members.models import User
from moderation.engine import perform
from modules import drafting, starting
from modules.fingerprints import words_of
from modules.models import Edition, SectionText

FOLDER = Path(settings.BASE_DIR) / "static" / "img" / "help"
WRITE = os.environ.get("HELP_PICTURES") == "write"
SIZE = {"width": 960, "height": 620}
KEY = "mission-first"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pictures_of_contributors(sign_in: Callable[..., Page], language: str) -> None:
    page = sign_in("contributor", viewport=SIZE)
    page.goto(f"/{language}/contribute/")
    _take(page, f"room-{language}", ".desk-bar")
    page.goto(f"/{language}/contribute/{_draft()}/edit/story/")
    _take(page, f"story-{language}", "main h1")
    page.goto(f"/{language}/feedback/sections/{KEY}/?paragraph=1")
    _take(page, f"remark-{language}", "main h1")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pictures_of_editors(sign_in: Callable[..., Page], language: str) -> None:
    edition = _edition_with_a_promise()
    page = sign_in("editor", viewport=SIZE)
    desk = f"/{language}/desk/editions/{edition.reference}/"
    page.goto(desk)
    _take(page, f"edition-{language}", "main h1")
    page.goto(f"{desk}sections/{KEY}/changes/")
    page.set_viewport_size(SIZE | {"height": 900})
    _take(page, f"change-{language}", "main h1")
    page.set_viewport_size(SIZE)
    page.goto(f"{desk}sections/{KEY}/in/fr/")
    _take(page, f"write-{language}", "main form")


def _draft() -> str:
    drafts = Submission.objects.filter(administration__slug="demonstration-meridia", state="draft")
    return drafts.latest("pk").reference


def _edition_with_a_promise() -> Edition:
    """An edition in which English has changed, French has not, and a remark waits for its change."""
    officer, editor = (User.objects.get(email=f"{name}@demo.example") for name in ("officer", "editor"))
    edition = starting.start(editor, "major")
    remark = Feedback.objects.filter(state="triaged").first()
    assert remark is not None
    plan = {
        "planned_for": edition,
        "plan_section": KEY,
        "plan_paragraph": 1,
        "plan_sentence": "The paragraph names who signs.",
        "drafter": editor,
        "due_on": None,
    }
    perform(REMARKS, remark, "plan", officer, expected_version=remark.version, data=plan)
    text = SectionText.objects.get(section__edition=edition, section__key=KEY, language="en")
    words = words_of(text)
    first, others = words["body"].split(".", 1)
    words["body"] = f"{first}, and the Director General signs it.{others}"
    seen = drafting.Seen(text.sha256, text.sha256)
    drafting.save_text(edition, KEY, "en", words, seen=seen, actor=editor)
    return edition


def _take(page: Page, name: str, part: str) -> None:
    """Take what a person sees with this part at the top."""
    expect(page.locator(part).first).to_be_visible()
    page.locator(part).first.evaluate(
        "(part) => window.scrollTo(0, part.getBoundingClientRect().top + scrollY - 8)"
    )
    file = FOLDER / f"{name}.webp"
    if WRITE:
        shot = page.screenshot(animations="disabled")
        FOLDER.mkdir(parents=True, exist_ok=True)
        Image.open(io.BytesIO(shot)).convert("RGB").save(file, "WEBP", quality=72, method=6)
    assert file.is_file(), file
