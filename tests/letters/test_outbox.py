"""Letters are rows first, in the transaction of what they report."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone, translation

from casestudies.models import Submission
from casestudies.workflow import SUBMISSIONS
from letters.composing import LONGEST_SUBJECT, compose
from letters.models import Letter
from letters.outbox import held
from members.models import User
from moderation.engine import perform
from tests import factories
from tests.letters.conftest import WriteLetter

pytestmark = pytest.mark.django_db


class Undone(Exception):
    pass


def test_letter_is_stored_before_it_is_sent(
    write_letter: WriteLetter, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as waiting:
        letter = write_letter()
    assert Letter.objects.get() == letter
    assert letter.sent_at is None
    assert len(waiting) == 1
    assert mail.outbox == []


def test_letter_is_sent_after_commit(
    write_letter: WriteLetter, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        letter = write_letter()
    letter.refresh_from_db()
    assert letter.sent_at is not None
    assert [message.subject for message in mail.outbox] == [letter.subject]


@transaction.atomic
def _write_and_fail(write_letter: WriteLetter) -> None:
    write_letter()
    raise Undone


def test_letter_is_rolled_back_with_its_transaction(
    write_letter: WriteLetter, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as waiting, pytest.raises(Undone):
        _write_and_fail(write_letter)
    assert not Letter.objects.exists()
    assert waiting == []
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_a_move_that_fails_leaves_no_letter(
    contributor: User, contact_point: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = factories.draft(contributor)

    def fails(*_args: object, **_options: object) -> None:
        raise Undone

    monkeypatch.setattr("moderation.engine.transaction.on_commit", fails)
    with pytest.raises(Undone):
        perform(SUBMISSIONS, item, "submit", contributor, expected_version=item.version)
    assert not Letter.objects.exists()
    assert Submission.objects.get().state == "draft"
    assert mail.outbox == []


def test_same_key_is_written_once(write_letter: WriteLetter, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert write_letter(key="the-same") == write_letter(key="the-same")
    assert Letter.objects.count() == 1
    assert len(mail.outbox) == 1


def test_a_move_sent_twice_writes_once(contributor: User, contact_point: User) -> None:
    item = factories.draft(contributor)
    event = factories.move(SUBMISSIONS, item, "submit", contributor)
    perform(SUBMISSIONS, item, "submit", contributor, expected_version=1, key=event.key)
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_title_cannot_become_a_header(break_: str, contributor: User, contact_point: User) -> None:
    title = f"A case{break_}Bcc: everybody@example.org"
    factories.move(SUBMISSIONS, factories.draft(contributor, title=title), "submit", contributor)
    letter = Letter.objects.get()
    assert len(letter.subject.splitlines()) == 1
    assert "A case Bcc: everybody@example.org" in letter.subject


@pytest.mark.parametrize("space", ["\u00a0", "\u202f"])
def test_subject_keeps_its_no_break_spaces(space: str, contributor: User, contact_point: User) -> None:
    factories.move(
        SUBMISSIONS, factories.draft(contributor, title=f"Et  après{space}?"), "submit", contributor
    )
    assert f"Et après{space}?" in Letter.objects.get().subject


def test_subject_is_cut_to_its_column(contributor: User, contact_point: User) -> None:
    item = factories.draft(contributor, title="long " * 24)
    item.reference = "CS-2026-" + "0" * LONGEST_SUBJECT
    context = {"item": item, "title": item.title, "standing": None, "event": None}
    words = compose("casestudies/submitted", contact_point, context, item.get_desk_url)
    assert len(words.subject) == LONGEST_SUBJECT


def test_link_uses_the_portal_address_and_the_readers_language(
    write_letter: WriteLetter, delegate: User, settings: Any
) -> None:
    settings.PORTAL_ADDRESS = "https://guide.example"
    delegate.language = "fr"
    with translation.override("en"):
        letter = write_letter()
    assert letter.link == "https://guide.example/fr/feedback/FB-2026-0001/"
    assert letter.link in letter.body
    assert letter.language == "fr"
    assert f'href="{letter.link}"' in letter.html


def test_letter_goes_to_the_address_of_its_reader(write_letter: WriteLetter, delegate: User) -> None:
    letter = write_letter()
    assert (letter.recipient, letter.address) == (delegate, delegate.email)
    assert (letter.kind, letter.reference) == ("feedback/acknowledged", "FB-2026-0001")


def test_held_letters_are_kept_and_not_sent(
    write_letter: WriteLetter, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as waiting, held():
        letter = write_letter()
    assert letter.sent_at is not None
    assert waiting == []
    assert mail.outbox == []


def test_nobody_gets_a_letter_about_what_he_did(contributor: User, contact_point: User) -> None:
    factories.move(SUBMISSIONS, factories.draft(contact_point), "submit", contact_point)
    assert not Letter.objects.filter(recipient=contact_point).exists()


def test_letters_given_up_are_found_without_reading_those_that_left(write_letter: WriteLetter) -> None:
    """Every page of the desk counts them, and an outbox holds letters of years."""
    tried, left = write_letter(), write_letter()
    Letter.objects.update(given_up_at=timezone.now())
    Letter.objects.filter(pk=left.pk).update(sent_at=timezone.now())
    assert list(Letter.objects.given_up()) == [tried]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A table this small may be cheaper to read whole; what must hold is that it need not be.
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "letters_letter_unsent" in Letter.objects.given_up().order_by().explain()
