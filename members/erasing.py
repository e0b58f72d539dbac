"""Erasing a person: the account stays as an empty row, so that the history can still say that somebody acted.

Names stand nowhere but in the person's own row; whatever shows who did something reads them there. So
events, clearances and sealed texts stay unchanged, and say “A former colleague” from now on.
"""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members import names
from members.holdings import NOWHERE, Subject, holdings
from members.models import RoleHeld, User
from members.record import Verb, note
from members.rights import StandingRefused, keep_a_contact_point
from members.roles import Role
from members.standing import end_sessions, leave, locked, set_roles, touch


@transaction.atomic
def erase(
    subject: Subject,
    actor: User | None,
    *,
    seen: int | None = None,
    words: str = "",
    confirmed: bool = False,
) -> None:
    """Empty or delete everything that names this person, for good; ``words`` must name nobody.

    Raises ``StandingRefused`` while the person has something in hand that somebody must take over first.
    """
    person = locked(subject.user, seen) if subject.user else None
    if person is not None:
        _refuse_what_is_in_hand(person, confirmed=confirmed)
        end_sessions(person)
        set_roles(person, actor, (), within=[role.value for role in Role])
        leave(person, actor)
    for holding in holdings():
        holding.let_go(subject)
    if person is not None:
        _empty(person)
    note(Verb.ERASED, actor, person, words=words)
    names.changed.send(User)


def in_hand(person: User) -> list[str]:
    """Give, as sentences, what must be taken over before this person can be erased."""
    return [sentence for holding in holdings() for sentence in holding.in_hand(person)]


def _refuse_what_is_in_hand(person: User, *, confirmed: bool) -> None:
    if person.erased_at is not None:
        raise StandingRefused(_("This person was erased already."))
    if sentences := [*_last_administrator(person), *in_hand(person)]:
        raise StandingRefused(" ".join(sentences))
    keep_a_contact_point(person, confirmed=confirmed)


def _last_administrator(person: User) -> list[str]:
    others = RoleHeld.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).exclude(user=person)
    if Role.ADMINISTRATOR not in person.roles or others.exists():
        return []
    return [_("This is the only administrator. Give the role to somebody else first.")]


def _empty(person: User) -> None:
    from django.contrib.admin.models import LogEntry  # noqa: PLC0415 - the only one who knows of the admin's log

    person.email = f"{person.pk}{NOWHERE}"
    person.full_name = person.job_title = ""
    person.language, person.time_zone = "en", "UTC"
    person.is_active, person.last_login, person.erased_at = False, None, timezone.now()
    person.set_unusable_password()
    person.save()
    touch(person)
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk)
    ).update(object_repr="")
