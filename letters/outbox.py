"""Letters are rows first: written in the transaction of what they report, delivered after it commits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from letters.composing import Composed, Recipient, compose
from letters.models import Letter, LetterQuerySet, Preference
from letters.tasks import deliver_letter

_held: ContextVar[bool] = ContextVar("held", default=False)


@contextmanager
def held() -> Iterator[None]:
    """Keep the letters written inside without sending them: those of a demonstration's past."""
    token = _held.set(True)
    try:
        yield
    finally:
        _held.reset(token)


def write(
    kind: str,
    recipient: Recipient,
    context: Mapping[str, Any],
    *,
    path: Callable[[], str],
    key: str,
    reference: str = "",
    state: str = "",
    personal: bool = True,
    grace: bool = False,
    inside: bool = False,
    confidential: bool = False,
) -> Letter | None:
    """Write one letter in the recipient's language and have it delivered once the transaction commits.

    ``kind`` is the folder under ``templates/emails/``; ``path`` gives the page's address and is called in
    the recipient's language; the same ``key`` again gives the letter that exists. A letter that is not
    ``personal`` follows the reader's preference: at once, in the daily letter, or not at all (None).
    With ``grace`` it stays for ``GRACE_SECONDS``, in which ``call_back`` can take it back. What still
    waits for the same person about the same ``reference`` in its grace period is overtaken. The link of a
    ``confidential`` letter is forgotten once it is sent. A recipient without an account has no ``pk``.
    """
    existing = Letter.objects.filter(key=key).first()
    if existing is not None:
        return existing
    mode = Preference.Mode.AT_ONCE if personal else _mode_of(recipient)
    letter = None
    if mode != Preference.Mode.OFF:
        letter = Letter(
            kind=kind,
            reference=reference,
            state=state,
            inside=inside,
            confidential=confidential,
            for_digest=mode == Preference.Mode.DAILY,
            key=key,
            **_addressed(recipient, compose(kind, recipient, context, path)),
            **_leaving(grace=grace),
        )
        letter = _store(letter)
    if reference:
        _overtake(reference, recipient, key, letter)
    return letter


def _addressed(recipient: Recipient, words: Composed) -> dict[str, Any]:
    return {
        "recipient_id": recipient.pk,
        "address": recipient.email,
        "language": recipient.language,
        "subject": words.subject,
        "body": words.body,
        "html": words.html,
        "link": words.link,
    }


def _leaving(*, grace: bool) -> dict[str, Any]:
    """Say when a letter written now leaves."""
    now = timezone.now()
    if _held.get():
        return {"sent_at": now}
    return {"not_before": now + timedelta(seconds=settings.GRACE_SECONDS)} if grace else {}


def _store(letter: Letter) -> Letter:
    """Store a letter once: somebody who writes the same at the same moment gets the one that is there."""
    try:
        with transaction.atomic():
            letter.save(force_insert=True)
    except IntegrityError:
        return Letter.objects.get(key=letter.key)
    if letter.sent_at is None and letter.not_before is None and not letter.for_digest:
        transaction.on_commit(partial(deliver_letter.enqueue, letter.pk))
    return letter


def _overtake(reference: str, recipient: Recipient, key: str, letter: Letter | None) -> None:
    earlier = Letter.objects.in_grace().filter(reference=reference, recipient_id=recipient.pk)
    earlier = earlier.exclude(key=key).exclude(key__startswith=f"{key.partition(':')[0]}:")
    earlier.update(superseded_at=timezone.now(), superseded_by=letter)


def overtake(reference: str, state: str) -> int:
    """Keep back, in their grace period, the letters that state another state than their item is in now."""
    earlier = Letter.objects.in_grace().filter(reference=reference).exclude(state=state)
    return earlier.update(superseded_at=timezone.now())


def call_back(key_prefix: str) -> bool:
    """Take back every letter of one event, in the caller's transaction: all of them, or none.

    Gives False, and changes nothing, when one has left or is leaving.
    """
    with transaction.atomic():
        letters = list(Letter.objects.select_for_update().of_event(key_prefix))
        if any(letter.sent_at or letter.claimed_at for letter in letters):
            return False
        Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(called_back_at=timezone.now())
    return True


def about(reference: str) -> LetterQuerySet:
    """Give the letters about one item, the newest first, without their texts.

    The caller narrows them to what its reader may see.
    """
    return Letter.objects.filter(reference=reference).defer("body", "html").select_related("recipient")


def send_again(letter: Letter, address: str) -> bool:
    """Begin anew with a letter that was given up; False when it is not (any more)."""
    begun = Letter.objects.given_up().filter(pk=letter.pk)
    if not begun.update(
        given_up_at=None, bounced_at=None, not_before=None, claimed_at=None, attempts=0, address=address
    ):
        return False
    transaction.on_commit(partial(deliver_letter.enqueue, letter.pk))
    return True


def _mode_of(recipient: Recipient) -> str:
    chosen = Preference.objects.filter(user_id=recipient.pk).values_list("mode", flat=True).first()
    return chosen or Preference.Mode.AT_ONCE
