"""A refusal delays a letter and never drops it; no letter goes out twice."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from letters.delivery import REMOVED, deliver, message_id
from letters.keeping import forget
from letters.models import Letter
from letters.outbox import send_again
from letters.results import CLAIM, Result
from letters.tasks import deliver_letter
from tests.letters.conftest import WriteLetter
from tests.letters.mail import BUSY, REFUSING, BusyServer

pytestmark = pytest.mark.django_db


def test_letter_says_what_it_is(write_letter: WriteLetter) -> None:
    letter = write_letter()
    assert deliver(letter.pk)
    (message,) = mail.outbox
    assert message.to == [letter.address]
    assert message.body == letter.body
    assert message.alternatives[0][:2] == (letter.html, "text/html")
    assert message.extra_headers == {
        "Content-Language": "en",
        "Auto-Submitted": "auto-generated",
        "Message-ID": message_id(letter),
    }


def test_sent_letter_is_not_sent_again(write_letter: WriteLetter) -> None:
    letter = write_letter()
    assert deliver(letter.pk)
    assert not deliver(letter.pk)
    assert len(mail.outbox) == 1


def test_refused_letter_stays_with_its_error(write_letter: WriteLetter, settings: Any) -> None:
    settings.EMAIL_BACKEND = REFUSING
    letter = write_letter()
    assert not deliver(letter.pk)
    letter.refresh_from_db()
    assert letter.sent_at is None
    assert letter.claimed_at is None
    assert letter.attempts == 1
    assert letter.last_error.startswith("SMTPServerDisconnected: Connection unexpectedly closed")
    assert len(letter.last_error) == 300


def test_refused_letter_is_sent_later(write_letter: WriteLetter, settings: Any) -> None:
    working = settings.EMAIL_BACKEND
    letter = write_letter()
    settings.EMAIL_BACKEND = REFUSING
    deliver(letter.pk)
    settings.EMAIL_BACKEND = working
    assert not deliver(letter.pk), "it waits a minute first"
    Letter.objects.update(not_before=timezone.now())
    assert deliver(letter.pk)
    letter.refresh_from_db()
    assert letter.attempts == 2
    assert letter.last_error == ""
    assert len(mail.outbox) == 1


def test_a_refusal_does_not_reach_the_person_who_acted(
    write_letter: WriteLetter, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = REFUSING
    with django_capture_on_commit_callbacks(execute=True):
        write_letter()
    assert Letter.objects.unsent().count() == 1


def test_claimed_letter_is_left_to_its_worker(write_letter: WriteLetter) -> None:
    letter = write_letter()
    Letter.objects.update(claimed_at=timezone.now())
    assert not deliver(letter.pk)
    assert mail.outbox == []


def test_letter_of_a_dead_worker_is_taken_over(write_letter: WriteLetter) -> None:
    letter = write_letter()
    Letter.objects.update(claimed_at=timezone.now() - CLAIM - timedelta(seconds=1))
    assert deliver(letter.pk)
    assert len(mail.outbox) == 1


def test_a_second_copy_carries_the_name_of_the_first(write_letter: WriteLetter) -> None:
    letter = write_letter()
    assert deliver(letter.pk)
    Letter.objects.update(sent_at=None)  # the worker died before it could note the delivery
    assert deliver(letter.pk)
    first, second = mail.outbox
    assert first.message()["Message-ID"] == second.message()["Message-ID"]


def test_second_worker_at_the_same_moment_sends_nothing(write_letter: WriteLetter, settings: Any) -> None:
    settings.EMAIL_BACKEND = BUSY
    letter = write_letter()
    answers: list[bool] = []
    BusyServer.meanwhile = lambda: answers.append(deliver(letter.pk))
    assert deliver(letter.pk)
    assert answers == [False]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("confidential", [True, False])
def test_what_was_erased_during_the_delivery_stays_erased(
    write_letter: WriteLetter, settings: Any, confidential: bool
) -> None:
    settings.EMAIL_BACKEND = BUSY
    letter = write_letter(confidential=confidential)
    BusyServer.meanwhile = lambda: forget(Letter.objects.filter(pk=letter.pk))
    assert deliver(letter.pk)
    letter.refresh_from_db()
    assert (letter.address, letter.subject, letter.body, letter.html) == ("", REMOVED, REMOVED, "")
    assert letter.sent_at is not None
    assert letter.claimed_at is None


@pytest.mark.parametrize("code", [451, 550])
def test_what_was_erased_during_a_refusal_stays_erased_and_called_back(
    write_letter: WriteLetter, settings: Any, code: int
) -> None:
    def refuse() -> None:
        forget(Letter.objects.filter(pk=letter.pk))
        raise SMTPRecipientsRefused({letter.address: (code, b"no")})

    settings.EMAIL_BACKEND = BUSY
    letter = write_letter()
    BusyServer.meanwhile = refuse
    assert not deliver(letter.pk)
    letter.refresh_from_db()
    assert (letter.address, letter.last_error, letter.claimed_at) == ("", "", None)
    assert letter.result == Result.CALLED_BACK
    assert not send_again(letter, "somebody@example.org")


def test_a_confidential_letter_loses_its_link_with_its_delivery(write_letter: WriteLetter) -> None:
    letter = write_letter(confidential=True)
    assert letter.link in letter.body
    assert deliver(letter.pk)
    kept = Letter.objects.get()
    assert (kept.body, kept.html) == (
        letter.body.replace(letter.link, REMOVED),
        letter.html.replace(letter.link, REMOVED),
    )
    assert letter.link in mail.outbox[0].body


def test_what_a_server_said_is_kept_without_any_address(write_letter: WriteLetter, settings: Any) -> None:
    def refuse() -> None:
        said = f"<{letter.address.upper()}>: alias of other.one@elsewhere.example, mailbox full".encode()
        raise SMTPRecipientsRefused({letter.address: (452, said)})

    settings.EMAIL_BACKEND = BUSY
    letter = write_letter()
    BusyServer.meanwhile = refuse
    deliver(letter.pk)
    letter.refresh_from_db()
    assert "@" not in letter.last_error
    assert "mailbox full" in letter.last_error


def test_letter_that_is_gone_is_no_error() -> None:
    assert not deliver(12345)


def test_subject_stored_with_a_line_break_is_refused_not_sent(write_letter: WriteLetter) -> None:
    letter = write_letter()
    Letter.objects.update(subject="A subject\nBcc: everybody@example.org")
    assert not deliver(letter.pk)
    letter.refresh_from_db()
    assert letter.last_error.startswith("BadHeaderError")
    assert mail.outbox == []


def test_job_runs_twice_without_harm(write_letter: WriteLetter) -> None:
    letter = write_letter()
    assert deliver_letter.call(letter.pk)
    assert not deliver_letter.call(letter.pk)
    assert len(mail.outbox) == 1
