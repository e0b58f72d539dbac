"""The command that delivers what still waits."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from letters.models import Letter
from members.roles import Role
from tests import factories
from tests.letters.conftest import WriteLetter
from tests.letters.mail import REFUSED_ADDRESS, REFUSING_ONE

pytestmark = pytest.mark.django_db


def _send_letters() -> str:
    said = StringIO()
    call_command("send_letters", stdout=said)
    return said.getvalue().strip()


def test_sends_what_waits_and_says_so(write_letter: WriteLetter) -> None:
    write_letter()
    write_letter()
    assert _send_letters() == "Letters: 2 of 2 delivered."
    assert len(mail.outbox) == 2


def test_runs_twice_without_harm(write_letter: WriteLetter) -> None:
    write_letter()
    _send_letters()
    assert _send_letters() == "Letters: 0 of 0 delivered."
    assert len(mail.outbox) == 1


def test_oldest_goes_first(write_letter: WriteLetter) -> None:
    first, second = write_letter(section="1.1 First"), write_letter(section="1.2 Second")
    _send_letters()
    assert [message.body for message in mail.outbox] == [first.body, second.body]


def test_one_refusal_does_not_stop_the_others(write_letter: WriteLetter, settings: Any) -> None:
    settings.EMAIL_BACKEND = REFUSING_ONE
    refused = factories.person("refused", Role.CASE_OFFICER)
    assert refused.email == REFUSED_ADDRESS
    write_letter(refused)
    write_letter()
    assert _send_letters() == "Letters: 1 of 2 delivered."
    assert [letter.recipient for letter in Letter.objects.unsent()] == [refused]
