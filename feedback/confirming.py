"""Remarks of people without an account: they wait until a letter to their address comes back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from feedback import saying
from feedback.askers import Asker
from feedback.models import Feedback, Unconfirmed
from feedback.places import Place, case_place, section_place
from feedback.saying import Guest, Saying
from letters.models import Letter
from letters.outbox import write
from members.models import User

KEEP = timedelta(days=7)
BETWEEN_LETTERS = timedelta(hours=1)
LETTER = "feedback/to_confirm"
_ADDRESS = signing.TimestampSigner(salt="feedback.confirm")


def ask(guest: Guest, place: Place, said: Saying) -> None:
    """Keep a remark for seven days and write to its address; for all that waits, at most once an hour.

    Nothing of what was typed stands in that letter: it may go to somebody who knows of nothing.
    """
    try:
        with transaction.atomic():
            kept = _keep(guest, place, said)
            if not _is_asked_for(kept):
                _write_letter(guest.email, said.language)
    except IntegrityError:
        return  # the same form, or the same words: it waits already


def _keep(guest: Guest, place: Place, said: Saying) -> Unconfirmed:
    Unconfirmed.objects.filter(created__lt=timezone.now() - KEEP, email=guest.email).delete()
    return Unconfirmed.objects.create(
        email=guest.email,
        guest_name=guest.name,
        module_key=place.module_key,
        section_key=place.section_key,
        case_slug=place.case_slug,
        paragraph=said.paragraph,
        quote=said.quote,
        language=said.language,
        kind=said.kind,
        words=said.words,
        names_person=said.names_person,
        form_key=said.key,
        fingerprint=saying.fingerprint(guest, place, said),
    )


def _is_asked_for(kept: Unconfirmed) -> bool:
    """Whether a letter of the last hour, for something else that still waits, will bring this one along.

    Whoever has followed the link of his letter does not look for it again.
    """
    if not Unconfirmed.objects.filter(email=kept.email).exclude(pk=kept.pk).exists():
        return False
    recent = timezone.now() - BETWEEN_LETTERS
    letters = Letter.objects.filter(kind=LETTER, address=kept.email, written_at__gt=recent)
    return letters.filter(given_up_at=None).exists()


def _write_letter(email: str, language: str) -> None:
    token = _ADDRESS.sign(email)

    def path() -> str:
        return reverse("feedback:confirm", args=[token])

    asker = Asker(None, email, language, "", path)
    write(LETTER, asker, {"days": KEEP.days}, path=path, key=f"to_confirm:{uuid4()}", inside=True)


def address_of(token: str) -> str | None:
    """Give the address that a letter's link proves, or None for an old or a foreign link."""
    try:
        return _ADDRESS.unsign(token, max_age=KEEP)
    except signing.BadSignature:
        return None


def waiting_of(email: str) -> list[Unconfirmed]:
    return list(Unconfirmed.objects.filter(email=email, created__gte=timezone.now() - KEEP))


@transaction.atomic
def confirm(email: str) -> list[Feedback]:
    """Hand everything that waits for this address to the Secretariat; safe to do twice."""
    waiting = list(Unconfirmed.objects.select_for_update().filter(pk__in=[u.pk for u in waiting_of(email)]))
    account = User.objects.filter(email__iexact=email, is_active=True).first()
    said = [remark for one in waiting if (remark := _say(one, account)) is not None]
    Unconfirmed.objects.filter(pk__in=[one.pk for one in waiting]).delete()
    return said


def _say(waiting: Unconfirmed, account: User | None) -> Feedback | None:
    """Say what was kept; a place that is gone meanwhile takes its remark along."""
    try:
        place = _place(waiting, account)
    except Http404:
        return None
    return saying.say(
        account or Guest(waiting.email, waiting.guest_name),
        place,
        Saying(
            kind=waiting.kind,
            words=waiting.words,
            language=waiting.language,
            key=waiting.form_key,
            paragraph=waiting.paragraph,
            quote=waiting.quote,
            names_person=waiting.names_person,
        ),
    )


def _place(waiting: Unconfirmed, account: User | None) -> Place:
    if waiting.section_key:
        return section_place(waiting.section_key)
    return case_place(waiting.case_slug, account or AnonymousUser(), waiting.language)


def discard(email: str) -> int:
    """Forget everything that waits for this address: its owner did not say it."""
    return Unconfirmed.objects.filter(email=email).delete()[0]


def forget_old() -> str:
    """Forget what nobody confirmed within seven days; done once a day, and safe to do twice."""
    forgotten, _of_each = Unconfirmed.objects.filter(created__lt=timezone.now() - KEEP).delete()
    return f"{forgotten} forgotten" if forgotten else ""
