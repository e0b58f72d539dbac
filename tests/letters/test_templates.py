"""The words of every letter: both files, a subject on one line, and no gap in any language."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from casestudies.desk_forms import DeclineForm
from casestudies.notifications import POSTS as CASE_POSTS
from casestudies.workflow import SUBMISSIONS
from feedback.notifications import POSTS as FEEDBACK_POSTS
from letters.models import Letter
from members.notifications import KINDS as PEOPLE_KINDS
from modules.notifications import POSTS as EDITION_POSTS
from tests import factories, people
from tests.factories import move

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails"
# Made of other letters: tests/letters/test_preferences.py.
DIGEST = "letters/digest"
KINDS = sorted(f"{path.parent.name}/{path.name}" for path in FOLDER.glob("*/*") if path.is_dir())
# Written without a move: a remark is made, an answer is drafted, something is due.
BESIDE_MOVES = {
    "feedback/received",
    "feedback/to_release",
    "feedback/to_confirm",
    "feedback/confirmed",
    "feedback/implemented",
    "feedback/reminded",
    "feedback/reminded_reader",
    "feedback/reminded_clearance",
    "casestudies/reminded",
    "casestudies/still_true_asked",
}
# Of no item, and read in tests/members/test_letters.py.
ABOUT_PEOPLE = {f"members/{kind}" for kind in PEOPLE_KINDS}
ELSEWHERE = {DIGEST} | ABOUT_PEOPLE


def _kinds_of_posts() -> set[str]:
    cases = {f"casestudies/{post.kind}" for posts in CASE_POSTS.values() for post in posts}
    remarks = {f"feedback/{post.kind}" for posts in FEEDBACK_POSTS.values() for post in posts}
    editions = {f"modules/{kind}" for kind, _group in EDITION_POSTS.values()}
    return cases | remarks | editions | BESIDE_MOVES | {DIGEST} | ABOUT_PEOPLE


def test_every_kind_has_a_folder_and_every_folder_a_kind() -> None:
    assert set(KINDS) == _kinds_of_posts()


@pytest.mark.parametrize("kind", KINDS)
def test_folder_has_both_files(kind: str) -> None:
    assert {path.name for path in (FOLDER / kind).iterdir()} == {"subject.txt", "body.txt"}
    assert len((FOLDER / kind / "subject.txt").read_text(encoding="utf-8").strip().splitlines()) == 1


def test_only_the_portals_own_address_can_be_followed(db: None) -> None:
    people.submission_in(
        "in_clearance", people.cast(), title="See https://evil.example/now or www.evil.example"
    )
    letter = Letter.objects.get(kind="casestudies/submitted")
    assert re.findall(r'href="([^"]*)"', letter.html) == [letter.link]


def test_words_of_people_are_not_escaped_in_plain_text(db: None) -> None:
    cast = people.cast()
    people.submission_in("in_clearance", cast, title="Ports & <b>bold</b> “claims”")
    letter = Letter.objects.get(kind="casestudies/submitted")
    assert "Ports & <b>bold</b> “claims”" in letter.subject
    assert "Ports & <b>bold</b> “claims”" in letter.body
    assert "<b>bold</b>" not in letter.html
    assert "&lt;b&gt;bold" in letter.html


@pytest.mark.parametrize(("code", "words"), DeclineForm.base_fields["reason"].choices)
def test_a_reason_is_given_in_words(db: None, code: str, words: str) -> None:
    cast = people.cast()
    item = people.submission_in("submitted", cast)
    move(SUBMISSIONS, item, "decline", cast.officer, words="See the criteria.", reason=code)
    body = Letter.objects.filter(kind="casestudies/declined").values_list("body", flat=True)[0]
    assert str(words) in body
    assert "See the criteria." in body


def test_points_are_listed_by_the_name_of_their_field(db: None) -> None:
    cast = people.cast()
    item = people.submission_in("in_review", cast)
    factories.point(item, cast.officer, words="How long did they wait?")
    factories.point(item, cast.officer, words="A note among us.", internal=True)
    move(SUBMISSIONS, item, "request_changes", cast.officer)
    body = Letter.objects.filter(kind="casestudies/changes_requested").values_list("body", flat=True)[0]
    assert "1. The challenge: How long did they wait?" in body
    assert "A note among us." not in body


def test_a_letter_states_the_state_that_is_stored(db: None) -> None:
    cast = people.cast()
    item = people.submission_in("accepted", cast)
    letter = Letter.objects.filter(kind="casestudies/accepted").first()
    assert letter is not None
    assert str(SUBMISSIONS.state(item).plain) in letter.body
    assert _day(item.due_on) in letter.body


def _day(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_html_side_carries_language_and_direction(language: str) -> None:
    with translation.override(language):
        page = render_to_string("emails/_letter.html", {"body": "A.\n\nB.", "language": language, "link": ""})
    assert f'lang="{language}"' in page
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in page
    assert "<p>A.</p>" in page
