"""One letter of every kind, in English and in French, written by the moves that cause it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker

from casestudies.still_true import remind_of_still_true
from casestudies.workflow import SUBMISSIONS
from feedback import confirming, editions
from feedback.saying import Guest
from feedback.workflow import REMARKS
from letters.models import Letter
from members.models import RoleHeld, User
from members.roles import Role
from moderation.engine import happen
from moderation.reminders import remind
from modules.models import Edition
from modules.workflow import EDITIONS
from tests import factories, people
from tests.factories import move
from tests.feedback.paths import PATHS, make, remark_in
from tests.letters.test_templates import ELSEWHERE, KINDS
from tests.modules import editing

# Goes to an address of which nothing is known yet: no name, no reference, none of the words.
TO_CONFIRM = "feedback/to_confirm"
# About something that moves nowhere, and asks its reader something all the same.
ASKING = {"casestudies/still_true_asked", "modules/to_confirm"}
GAP = re.compile(r"\{\{|\}\}|\{%|%\}|%\(|\bNone\b|“”|\(\)|  ")
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def letters(kept_rows: None, django_db_blocker: DjangoDbBlocker) -> dict[tuple[str, str], Letter]:
    with django_db_blocker.unblock(), translation.override("en"):
        return _one_of_every_kind()


def _one_of_every_kind() -> dict[tuple[str, str], Letter]:
    """One letter of every kind in English and in French, each written by the moves that cause it."""
    written: dict[tuple[str, str], Letter] = {}
    cast = people.cast()
    for language in ("en", "fr"):
        User.objects.update(language=language)
        make_every_move(cast)
        for letter in Letter.objects.filter(language=language):
            written[letter.kind, language] = letter
        Edition.objects.filter(state=Edition.State.DRAFTING).update(state=Edition.State.DISCARDED)
    return written


def make_every_move(cast: people.Cast) -> None:
    with translation.override("en"):
        for state in ("changes_requested", "withdrawn"):
            people.submission_in(state, cast)
        _declined_and_reopened(cast)
        _edited_disputed_and_confirmed(cast)
        _scheduled_missed_published_and_retracted(cast)
        _returned_given_back_and_withdrawn(cast)
        _remarks(cast)
        _reminded(cast)
        _cleared_by_letter(cast)
        _still_true_asked(cast)
        _editions(cast)


def _cleared_by_letter(cast: people.Cast) -> None:
    RoleHeld.objects.filter(role=Role.CONTACT_POINT).update(role=Role.DELEGATE)
    item = people.submission_in("in_clearance", cast)
    factories.letter_recorded(item, cast.officer)
    factories.make(item, "clear_by_letter", cast.second_officer)
    RoleHeld.objects.filter(user=cast.contact_point).update(role=Role.CONTACT_POINT)


def _still_true_asked(cast: people.Cast) -> None:
    people.submission_in("published", cast)
    with time_machine.travel(timezone.now() + timedelta(days=549)):
        remind_of_still_true()
        _editions(cast)


def _declined_and_reopened(cast: people.Cast) -> None:
    item = people.submission_in("submitted", cast)
    move(SUBMISSIONS, item, "assign", cast.second_officer, data={"colleague": cast.officer})
    move(SUBMISSIONS, item, "decline", cast.officer, words="It is a plan.", reason="not_implemented")
    factories.make(item, "reopen", cast.publisher)


def _edited_disputed_and_confirmed(cast: people.Cast) -> None:
    item = people.submission_in("awaiting_confirmation", cast)
    move(SUBMISSIONS, item, "dispute", cast.contact_point, words="The year was right.")
    factories.make(item, "accept", cast.officer)
    factories.make(item, "confirm", cast.contact_point)


def _scheduled_missed_published_and_retracted(cast: people.Cast) -> None:
    item = people.submission_in("scheduled", cast)
    factories.make(item, "unschedule", cast.publisher)
    factories.make(item, "schedule", cast.publisher)
    happen(SUBMISSIONS, item, "miss", cast.publisher, role=Role.PUBLISHER, words="Something is missing.")
    factories.make(item, "publish", cast.publisher)
    factories.make(item, "retract", cast.contact_point)
    factories.make(item, "restore", cast.contact_point)


def _returned_given_back_and_withdrawn(cast: people.Cast) -> None:
    item = people.submission_in("in_clearance", cast)
    move(SUBMISSIONS, item, "return", cast.contact_point, words="Check the figure.")
    move(SUBMISSIONS, item, "hand_over", cast.author, data={"colleague": cast.colleague})
    move(SUBMISSIONS, item, "submit", cast.author)
    move(SUBMISSIONS, item, "clear", cast.contact_point)
    move(SUBMISSIONS, item, "claim", cast.officer)
    move(SUBMISSIONS, item, "release", cast.officer)
    move(SUBMISSIONS, item, "withdraw", cast.contact_point)


def _reminded(cast: people.Cast) -> None:
    long_ago = date.today() - timedelta(days=30)  # noqa: DTZ011 - any day that is over
    item = people.submission_in("changes_requested", cast)
    remarks = [remark_in(state, cast) for state in ("received", "needs_info", "in_clearance")]
    for due in (item, *remarks):
        type(due).objects.filter(pk=due.pk).update(due_on=long_ago)
    remind()


def _remarks(cast: people.Cast) -> None:
    for state in PATHS:
        remark_in(state, cast)
    make(remark_in("needs_info", cast), "answer_back", cast.author, cast)
    make(remark_in("merged", cast), "unmerge", cast.officer, cast)
    make(remark_in("no_change", cast), "reopen", cast.author, cast)
    make(remark_in("closed", cast), "reopen", cast.officer, cast)
    make(remark_in("in_clearance", cast), "clear", cast.contact_point, cast)
    make(remark_in("returned", cast), "resend", cast.author, cast)
    _planned_and_implemented(cast)
    place = factories.place()
    language = User.objects.values_list("language", flat=True)[0]
    for number in range(2):
        guest = Guest(f"{language}{number}@reader.example", "A. Reader")
        confirming.ask(guest, place, factories.said(language=language))
    confirming.confirm(guest.email)


def _planned_and_implemented(cast: people.Cast) -> None:
    item = remark_in("under_consideration", cast)
    coming = Edition.objects.in_preparation().first()
    data = {"planned_for": coming, "plan_sentence": "It says who signs.", "drafter": cast.editor}
    move(REMARKS, item, "plan", cast.officer, data=data)
    editions.answer_askers(coming, [factories.change(coming, item)], cast.publisher)


def _editions(cast: people.Cast) -> None:
    if not User.objects.filter(email__startswith="second.publisher").exists():
        factories.person("second.publisher", Role.PUBLISHER)
    # One edition is prepared at a time, and the one for the remarks is not this one.
    Edition.objects.in_preparation().update(state="discarded")
    edition = editing.edition_in("scheduled", cast)
    happen(EDITIONS, edition, "miss", cast.publisher, role=Role.PUBLISHER, words="French is missing.")
    for verb, actor in (
        ("request_changes", cast.publisher),
        ("send_for_review", cast.editor),
        ("approve", cast.publisher),
        ("publish", cast.publisher),
    ):
        editing.move(edition, verb, actor)
    edition = editing.begin(cast.editor, "minor")
    editing.reword(edition, cast.editor, "Corrected.", significance="typo")
    editing.move(edition, "publish_correction", cast.publisher)
    edition = editing.begin(cast.editor)
    editing.write(edition, cast.editor, body="Begun.")
    remark_in("planned", cast)
    editing.move(edition, "discard", cast.publisher)


def test_every_kind_is_written_in_both_languages(letters: dict[tuple[str, str], Letter]) -> None:
    assert set(letters) == {
        (kind, language) for kind in KINDS if kind not in ELSEWHERE for language in ("en", "fr")
    }


def test_no_letter_has_a_gap(letters: dict[tuple[str, str], Letter]) -> None:
    for letter in letters.values():
        found = GAP.search(f"{letter.subject}\n{letter.body}")
        assert found is None, f"{letter.kind} {letter.language}: {found}"
        assert "\n\n\n" not in letter.body, letter.kind


def test_every_letter_names_its_item_and_its_reader_and_has_one_link(
    letters: dict[tuple[str, str], Letter],
) -> None:
    for letter in letters.values():
        assert re.findall(r"https?://\S+", letter.body) == [letter.link], letter.kind
        assert f"/{letter.language}/" in letter.link
        if letter.kind == TO_CONFIRM:
            continue
        assert letter.reference in letter.subject, letter.kind
        assert letter.reference in letter.body, letter.kind
        name = letter.recipient.full_name if letter.recipient else "A. Reader"
        assert name in letter.body.split("\n\n")[0], letter.kind


def test_letters_about_a_text_taken_back_lead_to_a_page_that_opens(
    letters: dict[tuple[str, str], Letter],
) -> None:
    assert letters["casestudies/taken_back", "en"].link.endswith("/en/desk/submissions/")


def test_every_letter_says_where_its_item_stands_and_what_its_reader_does(
    letters: dict[tuple[str, str], Letter],
) -> None:
    for letter in letters.values():
        if letter.kind == TO_CONFIRM:
            continue
        *_words, todo, standing, _link, _signature = letter.body.strip().split("\n\n")
        about, where = standing.split("\n")
        assert letter.reference in about, letter.kind
        assert where.endswith("."), letter.kind
        assert len(todo) > 20, letter.kind
        if letter.kind in ASKING:
            assert "waits for" in where or "Elle attend" in where, letter.kind
