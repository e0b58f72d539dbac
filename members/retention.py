"""What of people's data has outlived its purpose; the periods are ``RETENTION_DAYS``."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone

from members.held import forget_invitations, forget_requests
from members.holdings import NOWHERE
from members.models import AccessRequest, Invitation


def over(what: str) -> datetime:
    """Give the moment before which this kind of data is no longer needed."""
    return timezone.now() - timedelta(days=settings.RETENTION_DAYS[what])


def forget_old_and_say() -> str:
    """Empty or delete what is over; done once a day, and safe to do twice."""
    counts = {
        "ended sessions": _ended_sessions(),
        "requests": forget_requests(_answered_requests()),
        "invitations": forget_invitations(_old_invitations()),
        "entries of the admin": _admin_log(),
    }
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count)


def _ended_sessions() -> int:
    """Forget from where somebody was signed in, once that has ended."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    ended = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return ended.filter(created_at__lt=timezone.now() - timedelta(hours=1)).delete()[0]


def _answered_requests() -> list[AccessRequest]:
    answered = (AccessRequest.State.APPROVED, AccessRequest.State.REFUSED)
    found = AccessRequest.objects.filter(state__in=answered, answered_at__lt=over("joining"))
    return list(found.exclude(email__endswith=NOWHERE))


def _old_invitations() -> list[Invitation]:
    """Give those that were accepted, or can be accepted no more, since a while."""
    before = over("joining")
    done = Q(state=Invitation.State.ACCEPTED, accepted_at__lt=before)
    lost = ~Q(state=Invitation.State.ACCEPTED) & Q(expires_at__lt=before)
    return list(Invitation.objects.filter(done | lost).exclude(email__endswith=NOWHERE))


def _admin_log() -> int:
    from django.contrib.admin.models import LogEntry  # noqa: PLC0415 - models exist once every app is loaded

    return LogEntry.objects.filter(action_time__lt=over("admin_log")).delete()[0]
