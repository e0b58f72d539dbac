"""Hands letters to the mail server; a refusal delays a letter and never drops it."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from hashlib import sha256
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPServerDisconnected,
)
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F, Value
from django.db.models.functions import Replace
from django.utils import timezone

from letters.models import Letter

log = logging.getLogger(__name__)
# How long to wait after the first, second, … failure; then EVERY, until about five days are over.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
EVERY = timedelta(hours=6)
LAST_ATTEMPT = len(WAITS) + 20
# A tick comes every minute, and the next one does not begin before this one has ended.
SECONDS_AT_ONCE = 30
PERMANENT = 500
REMOVED = "[…]"
LONGEST_ERROR = 300
ADDRESS = re.compile(r"""[^\s<>()\[\]{},;:"']+@[^\s<>()\[\]{},;:"']+""")


class ServerAway(Exception):
    """No letter at all can leave now: the mail server cannot be reached, does not answer or lets nobody in."""


def deliver_due() -> tuple[int, int]:
    """Send what is due, the oldest first; gives how many left, and how many were due.

    Ends when the mail server is away, and after ``SECONDS_AT_ONCE``, so that nothing else has to wait for
    it: the rest stays due, and is not counted as tried.
    """
    due = list(Letter.objects.due().order_by("written_at", "pk").values_list("pk", flat=True))
    return _deliver_in_time(due), len(due)


def _deliver_in_time(due: list[int]) -> int:
    sent, until = 0, monotonic() + SECONDS_AT_ONCE
    for letter_id in due:
        try:
            sent += _deliver(letter_id)
        except ServerAway:
            break
        if monotonic() > until:
            break
    return sent


def deliver_and_say() -> str:
    sent, due = deliver_due()
    return f"{sent} of {due} delivered" if due else ""


def deliver(letter_id: int) -> bool:
    """Send one letter unless it is sent, being sent, or not due; say whether it was sent now."""
    try:
        return _deliver(letter_id)
    except ServerAway:
        return False


def _deliver(letter_id: int) -> bool:
    """Do what ``deliver`` does, but raise ``ServerAway`` where the next letter would fare no better."""
    due = Letter.objects.due().filter(pk=letter_id)
    if not due.update(claimed_at=timezone.now(), attempts=F("attempts") + 1):
        return False
    letter = Letter.objects.get(pk=letter_id)
    try:
        _message(letter).send()
    except Exception as error:  # whatever the server did, the letter stays in the outbox
        _record_failure(letter, error)
        log.warning("letter not delivered", extra={"letter": letter_id})
        if _is_away(error):
            raise ServerAway from error
        return False
    Letter.objects.filter(pk=letter_id).update(
        sent_at=timezone.now(), claimed_at=None, last_error="", **_without_secret(letter)
    )
    return True


def _record_failure(letter: Letter, error: Exception) -> None:
    now = timezone.now()
    outcome: dict[str, Any] = {"not_before": now + _wait_after(letter.attempts)}
    if _is_permanent(error):
        outcome = {"bounced_at": now, "given_up_at": now}
    elif letter.attempts >= LAST_ATTEMPT:
        outcome = {"given_up_at": now}
    attempted = Letter.objects.filter(pk=letter.pk)
    # What was erased meanwhile stays called back: it is neither tried nor offered to be sent again.
    attempted.filter(address=letter.address).update(last_error=_told(error), **outcome)
    attempted.update(claimed_at=None)


def _told(error: Exception) -> str:
    """Give what the mail server said without the address, which it likes to repeat."""
    return ADDRESS.sub(REMOVED, f"{type(error).__name__}: {error}")[:LONGEST_ERROR]


def _wait_after(attempts: int) -> timedelta:
    return WAITS[attempts - 1] if attempts <= len(WAITS) else EVERY


def _is_permanent(error: Exception) -> bool:
    """Whether the server said that it will never take this letter for this reader."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _words in error.recipients.values())
    return isinstance(error, SMTPDataError) and error.smtp_code >= PERMANENT


def _is_away(error: Exception) -> bool:
    """Whether it was the way to the server that failed, and not this letter."""
    if isinstance(error, SMTPException):
        return isinstance(
            error, (SMTPServerDisconnected, SMTPConnectError, SMTPHeloError, SMTPAuthenticationError)
        )
    return isinstance(error, OSError)


def _without_secret(letter: Letter) -> dict[str, Any]:
    """Take the link out of a confidential letter: what opens a door is not kept.

    Out of the words as they stand in the database: an erasure may have taken them meanwhile.
    """
    if not letter.confidential:
        return {}
    link, removed = Value(letter.link), Value(REMOVED)
    return {
        "link": settings.PORTAL_ADDRESS,
        "body": Replace("body", link, removed),
        "html": Replace("html", link, removed),
    }


def _message(letter: Letter) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        letter.subject,
        letter.body,
        to=[letter.address],
        headers={
            "Content-Language": letter.language,
            "Auto-Submitted": "auto-generated",
            "Message-ID": message_id(letter),
        },
    )
    message.attach_alternative(letter.html, "text/html")
    return message


def message_id(letter: Letter) -> str:
    """Name a letter always in the same way: if a worker dies before it can note the delivery, the second
    copy carries the name of the first, and mail programs show one."""
    host = urlsplit(settings.PORTAL_ADDRESS).hostname or "localhost"
    return f"<{sha256(letter.key.encode()).hexdigest()[:40]}@{host}>"
