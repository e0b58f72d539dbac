"""Mail servers that refuse, hang or break off: a letter is delayed, recorded, given up, never lost."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPAuthenticationError
from typing import Any
from unittest.mock import Mock

import pytest
from django.utils import timezone

from letters import delivery
from letters.delivery import EVERY, LAST_ATTEMPT, WAITS, deliver, deliver_due, message_id
from letters.models import Letter
from letters.outbox import send_again
from letters.results import Result
from letters.tasks import deliver_letter
from tests.letters.conftest import WriteLetter
from tests.letters.mail import BUSY, REFUSING, BusyServer, FakeServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def use(settings: Any) -> Callable[[FakeServer], None]:
    def point_to(server: FakeServer) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 0.5

    return point_to


def _deliver(server: FakeServer, use: Callable[[FakeServer], None], letter: Letter) -> bool:
    use(server)
    sent = deliver(letter.pk)
    letter.refresh_from_db()
    return sent


def test_a_server_takes_a_letter(write_letter: WriteLetter, use: Any) -> None:
    letter = write_letter()
    with FakeServer("takes everything") as server:
        assert _deliver(server, use, letter)
    assert message_id(letter).encode() in server.taken[0]


def test_a_refusal_for_good_is_recorded_as_bounced(write_letter: WriteLetter, use: Any) -> None:
    letter = write_letter()
    with FakeServer("refuses for good") as server:
        assert not _deliver(server, use, letter)
    assert letter.result == Result.BOUNCED
    assert "no such mailbox" in letter.last_error
    assert letter not in Letter.objects.due()


def test_a_text_refused_for_good_is_recorded_as_bounced(write_letter: WriteLetter, use: Any) -> None:
    letter = write_letter()
    with FakeServer("refuses the text") as server:
        assert not _deliver(server, use, letter)
    assert letter.result == Result.BOUNCED


def test_a_busy_server_delays(write_letter: WriteLetter, use: Any) -> None:
    letter = write_letter()
    with FakeServer("is busy") as server:
        assert not _deliver(server, use, letter)
    assert letter.result == Result.DELAYED
    assert letter.given_up_at is None


def test_a_hanging_server_times_out_and_delays(write_letter: WriteLetter, use: Any) -> None:
    letter = write_letter()
    begun = timezone.now()
    with FakeServer("hangs") as server:
        assert not _deliver(server, use, letter)
    assert timezone.now() - begun < timedelta(seconds=5)
    assert letter.result == Result.DELAYED
    assert letter.claimed_at is None
    assert "timed out" in letter.last_error


def test_a_text_that_may_have_arrived_is_sent_again_under_the_same_name(
    write_letter: WriteLetter, use: Any
) -> None:
    letter = write_letter()
    with FakeServer("disconnects after DATA") as server:
        assert not _deliver(server, use, letter)
        assert letter.result == Result.DELAYED
        server.manner = "takes everything"
        Letter.objects.update(not_before=timezone.now())
        assert _deliver(server, use, letter)
    names = [line for text in server.taken for line in text.split(b"\r\n") if line.startswith(b"Message-ID")]
    assert len(names) == 2
    assert len(set(names)) == 1


def _tries() -> list[int]:
    return list(Letter.objects.order_by("written_at", "pk").values_list("attempts", flat=True))


def _tries_of_three(write_letter: WriteLetter, use: Any, manner: str) -> list[int]:
    """Give how often each of three letters was tried in one run with a server that takes none."""
    for _letter in range(3):
        write_letter()
    with FakeServer(manner) as server:
        use(server)
        assert deliver_due() == (0, 3)
    return _tries()


@pytest.mark.parametrize("manner", ["hangs", "disconnects after DATA"])
def test_a_server_that_is_away_is_tried_once_and_the_rest_stays_due(
    write_letter: WriteLetter, use: Any, manner: str
) -> None:
    assert _tries_of_three(write_letter, use, manner) == [1, 0, 0]
    with FakeServer("takes everything") as server:
        use(server)
        assert deliver_due() == (2, 2)


@pytest.mark.parametrize("manner", ["refuses for good", "is busy", "refuses the text"])
def test_what_a_server_says_of_one_letter_holds_no_other_back(
    write_letter: WriteLetter, use: Any, manner: str
) -> None:
    assert _tries_of_three(write_letter, use, manner) == [1, 1, 1]


def test_nobody_listens_or_lets_us_in(write_letter: WriteLetter, settings: Any) -> None:
    errors = (ConnectionRefusedError(), socket.gaierror(), SMTPAuthenticationError(535, b"who are you?"))
    settings.EMAIL_BACKEND = BUSY
    for error in errors:
        Letter.objects.all().delete()
        write_letter()
        write_letter()
        BusyServer.meanwhile = Mock(side_effect=error)
        assert deliver_due() == (0, 2)
        assert _tries() == [1, 0], error


def test_a_slow_server_is_left_in_peace_before_the_next_tick(
    write_letter: WriteLetter, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_BACKEND = BUSY
    now = 0

    def take_long() -> None:
        nonlocal now
        now += 20

    monkeypatch.setattr(delivery, "monotonic", lambda: now)
    BusyServer.meanwhile = take_long
    for _letter in range(4):
        write_letter()
    assert deliver_due() == (2, 4)
    assert deliver_due() == (2, 2)


def test_a_worker_tries_each_letter_it_is_given(write_letter: WriteLetter, settings: Any) -> None:
    """It was asked for this one, whatever became of the one before."""
    settings.EMAIL_BACKEND = REFUSING
    letters = [write_letter(), write_letter()]
    assert [deliver_letter.call(letter.pk) for letter in letters] == [False, False]
    assert _tries() == [1, 1]


def test_waits_grow_and_end_after_five_days(write_letter: WriteLetter, settings: Any) -> None:
    settings.EMAIL_BACKEND = REFUSING
    letter = write_letter()
    waits = []
    for _attempt in range(LAST_ATTEMPT):
        begun = timezone.now()
        assert not deliver(letter.pk)
        assert not deliver(letter.pk), "not before its time"
        letter.refresh_from_db()
        waits.append(letter.not_before - begun)
        Letter.objects.update(not_before=timezone.now())
    assert letter.attempts == LAST_ATTEMPT
    for waited, expected in zip(waits, [*WAITS, EVERY, EVERY], strict=False):
        assert timedelta(0) <= waited - expected < timedelta(seconds=10)
    assert (
        timedelta(days=4.5)
        < sum([*WAITS, *[EVERY] * (LAST_ATTEMPT - 1 - len(WAITS))], timedelta())
        < timedelta(days=5.5)
    )
    assert letter.result == Result.GIVEN_UP
    assert deliver_due() == (0, 0)


def test_a_letter_given_up_can_begin_anew_at_another_address(
    write_letter: WriteLetter, django_capture_on_commit_callbacks: Any, mailoutbox: list[Any]
) -> None:
    letter = write_letter()
    now = timezone.now()
    Letter.objects.update(given_up_at=now, bounced_at=now, attempts=24, last_error="550 no such mailbox")
    with django_capture_on_commit_callbacks(execute=True):
        assert send_again(letter, "new.address@example.org")
    assert [message.to for message in mailoutbox] == [["new.address@example.org"]]
    letter.refresh_from_db()
    assert letter.result == Result.SENT
    assert not send_again(letter, "new.address@example.org")
