"""Going live: the new edition becomes the current one, and the one before keeps its address for ever."""

from __future__ import annotations

from django.conf import settings

from members.models import User
from members.roles import Role
from moderation import clock
from moderation.working_days import add_working_days
from modules.care import take_care_of_sections
from modules.fingerprints import of_edition
from modules.models import Approval, Edition


def approve(edition: Edition, actor: User, method: str) -> str:
    """Bind a consent to the words as they stand now; gives their SHA-256."""
    sha = of_edition(edition)
    Approval.objects.create(
        edition=edition, method=method, sha256=sha, actor=actor, role=Role.PUBLISHER, at=clock.now()
    )
    return sha


def go_live(edition: Edition) -> str:
    """Seal the edition, all languages together, and have its sections looked after; gives the seal.

    The engine stores the state of the new edition in the same transaction, right after.
    """
    edition.published_on = clock.now().date()
    edition.sealed_sha256 = of_edition(edition)
    take_care_of_sections(edition)
    return edition.sealed_sha256


def ask_for_confirmation(edition: Edition) -> None:
    """Flag a correction that one person published: a second one looks at it within the promised days."""
    days = settings.SERVICE_DAYS["confirmation"]
    edition.confirm_by = add_working_days(clock.now().date(), days)
