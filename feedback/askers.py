"""Who said something: a person with an account, or somebody who confirmed an e-mail address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from feedback.models import Feedback
from members.models import User

FOLLOW = signing.Signer(salt="feedback.follow")


@dataclass(slots=True)
class Asker:
    """What a letter needs to know of whoever said something (letters.outbox.Recipient)."""

    pk: int | None
    email: str
    language: str
    full_name: str
    # The page on which he follows his remark.
    path: Callable[[], str]


def asker_of(remark: Feedback) -> Asker | None:
    """Give whoever made a remark, or None where nobody can be written to any more."""
    author = remark.author
    if author is not None:
        if not author.is_active or remark.is_left_behind_by(author):
            return None
        return Asker(author.pk, author.email, author.language, author.full_name, remark.get_absolute_url)
    if not remark.email:
        return None
    return Asker(None, remark.email, remark.language, remark.guest_name, lambda: follow_path(remark))


def follow_path(remark: Feedback) -> str:
    """Give the address by which somebody without an account follows his remark; only letters name it."""
    return reverse("feedback:follow", args=[FOLLOW.sign(remark.reference)])


def followed(token: str) -> str | None:
    """Give the reference that a signed link names, or None where the signature is not ours."""
    try:
        return FOLLOW.unsign(token)
    except signing.BadSignature:
        return None


def as_actor(remark: Feedback) -> User:
    """Give somebody without an account as the one who makes a move: not stored, and without any role."""
    guest = User(email=remark.email, full_name=remark.guest_name, language=remark.language)
    guest.__dict__["roles"] = frozenset()
    return guest
