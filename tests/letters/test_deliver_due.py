"""What still waits is delivered: the oldest first, once, whatever else is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail

from letters.delivery import deliver_due
from letters.models import Letter
from members.roles import Role
from tests import factories
from tests.letters.conftest import WriteLetter
from tests.letters.mail import REFUSED_ADDRESS, REFUSING_ONE

pytestmark = pytest.mark.django_db


def test_sends_what_waits_and_counts_it(write_letter: WriteLetter) -> None:
    write_letter()
    write_letter()
    assert deliver_due() == (2, 2)
    assert len(mail.outbox) == 2


def test_runs_twice_without_harm(write_letter: WriteLetter) -> None:
    write_letter()
    deliver_due()
    assert deliver_due() == (0, 0)
    assert len(mail.outbox) == 1


def test_oldest_goes_first(write_letter: WriteLetter) -> None:
    first, second = write_letter(section="1.1 First"), write_letter(section="1.2 Second")
    deliver_due()
    assert [message.body for message in mail.outbox] == [first.body, second.body]


def test_one_refusal_does_not_stop_the_others(write_letter: WriteLetter, settings: Any) -> None:
    settings.EMAIL_BACKEND = REFUSING_ONE
    refused = factories.person("refused", Role.CASE_OFFICER)
    assert refused.email == REFUSED_ADDRESS
    write_letter(refused)
    write_letter()
    assert deliver_due() == (1, 2)
    assert [letter.recipient for letter in Letter.objects.unsent()] == [refused]
