"""Holds floods of remarks back without asking a third party: limits, a trap for machines, a least time."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from members.limits import address_of
from members.models import User
from prose import attempts

_BEGUN = signing.TimestampSigner(salt="feedback.begun")


def begun() -> str:
    """Give what a form carries so that it knows when it was opened."""
    return _BEGUN.sign("form")


def too_quick(token: str) -> bool:
    """Whether a form comes back faster than a person can write, or was not made here.

    A form may stay open for days: nothing ends with it but the patience of whoever writes.
    """
    try:
        _BEGUN.unsign(token, max_age=settings.FEEDBACK_LEAST_SECONDS)
    except signing.SignatureExpired:
        return False
    except signing.BadSignature:
        return True
    return settings.FEEDBACK_LEAST_SECONDS > 0


def is_flood(request: HttpRequest, person: User | None) -> bool:
    """Count one attempt, and say whether there were too many of this person or this network address."""
    if person is not None:
        return attempts.too_many(f"feedback:person:{person.pk}", *settings.FEEDBACK_LIMIT_PERSON)
    return attempts.too_many(f"feedback:address:{address_of(request)}", *settings.FEEDBACK_LIMIT_ADDRESS)


def is_flood_to(email: str) -> bool:
    """Count one remark under an e-mail address, whoever sends it from wherever."""
    return attempts.too_many(f"feedback:email:{email.lower()}", *settings.FEEDBACK_LIMIT_EMAIL)
