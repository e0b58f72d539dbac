"""What members and letters hold about a person: the account, how he came in, and his letters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _

from letters.delivery import REMOVED
from letters.keeping import forget
from letters.models import Letter, Preference
from members.bundle import Bundle
from members.holdings import NOWHERE, Holding, Subject
from members.models import AccessRequest, Invitation, PeopleEvent, User
from members.roles import OF_SECRETARIAT


def give_account(subject: Subject, bundle: Bundle) -> None:
    if (user := subject.user) is None:
        return
    bundle.json(
        "account.json",
        {
            "email": user.email,
            "full_name": user.full_name,
            "function": user.job_title,
            "administration": str(user.administration or ""),
            "roles": [{"role": str(held.role), "since": held.since} for held in user.roles_held.all()],
            "language_of_letters": user.language,
            "time_zone": user.time_zone,
            "open": user.is_active,
            "joined": user.date_joined,
            "last_signed_in": user.last_login,
            "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
            "second_steps": list(
                Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
            ),
            "signed_in_on": list(
                UserSession.objects.filter(user=user).values("ip", "user_agent", "created_at")
            ),
        },
    )
    events = PeopleEvent.objects.filter(person=user).select_related("administration")
    bundle.rows("changes-of-your-account.json", map(_change, events))
    acts = PeopleEvent.objects.filter(actor=user).exclude(person=user).select_related("administration")
    # What was written there is about others.
    bundle.rows("what-you-changed-for-others.json", ({**_change(event), "words": ""} for event in acts))


def _change(event: PeopleEvent) -> dict[str, Any]:
    return {
        "what": event.verb,
        "role": event.role,
        "administration": str(event.administration or ""),
        "words": event.words,
        "when": event.at,
    }


def let_go_of_account(subject: Subject) -> None:
    if subject.user is None:
        return
    for model in (EmailAddress, Authenticator, UserSession):
        model.objects.filter(user=subject.user).delete()


def give_joining(subject: Subject, bundle: Bundle) -> None:
    asked = AccessRequest.objects.filter(subject.at("email")).select_related("administration")
    bundle.rows(
        "requests-for-access.json",
        (
            {
                "full_name": request.full_name,
                "email": request.email,
                "function": request.job_title,
                "administration": str(request.administration),
                "role": request.role,
                "why": request.why,
                "language_of_letters": request.language,
                "state": request.state,
                "asked": request.created,
                "answered": request.answered_at,
                "answer": request.words,
            }
            for request in asked
        ),
    )
    invited = Invitation.objects.filter(subject.at("email")).select_related("administration")
    bundle.rows(
        "invitations.json",
        (
            {
                "full_name": invitation.full_name,
                "email": invitation.email,
                "function": invitation.job_title,
                "administration": str(invitation.administration or ""),
                "roles": invitation.roles,
                "language_of_letters": invitation.language,
                "state": invitation.state,
                "sent": invitation.sent_at,
                "expires": invitation.expires_at,
                "accepted": invitation.accepted_at,
            }
            for invitation in invited
        ),
    )


def let_go_of_joining(subject: Subject) -> None:
    asked = AccessRequest.objects.filter(subject.at("email"))
    silent = (AccessRequest.State.UNCONFIRMED, AccessRequest.State.DISOWNED)
    asked.filter(state__in=silent).delete()
    asked.filter(state=AccessRequest.State.WAITING).update(state=AccessRequest.State.REFUSED)
    forget_requests(asked.exclude(state__in=silent))
    invited = Invitation.objects.filter(subject.at("email"))
    invited.filter(state=Invitation.State.PENDING).update(state=Invitation.State.TAKEN_BACK)
    forget_invitations(invited)


def forget_requests(requests: Iterable[AccessRequest]) -> int:
    """Empty what names whoever asked; that somebody asked, for what, and the answer's state stay."""
    emptied = [request.pk for request in requests]
    for pk in emptied:
        AccessRequest.objects.filter(pk=pk).update(
            full_name="", job_title="", why="", words="", email=f"request-{pk}{NOWHERE}"
        )
    return len(emptied)


def forget_invitations(invitations: Iterable[Invitation]) -> int:
    """Empty what names whoever was invited; what the invitation gave stays."""
    emptied = [invitation.pk for invitation in invitations]
    for pk in emptied:
        Invitation.objects.filter(pk=pk).update(full_name="", job_title="", email=f"invitation-{pk}{NOWHERE}")
    return len(emptied)


def give_letters(subject: Subject, bundle: Bundle) -> None:
    """Give the letters with their words; of those about the Secretariat's work, only that they were sent."""
    at_work = subject.user is not None and _was_at_secretariat(subject.user)
    bundle.rows(
        "letters.json",
        (
            {
                "to": letter.address,
                "about": letter.reference,
                **({} if at_work and letter.reference else _words(letter)),
                "written": letter.written_at,
                "result": letter.result.value,
                "sent": letter.sent_at,
            }
            for letter in _letters(subject)
        ),
    )
    mode = Preference.objects.filter(**subject.account("user")).values_list("mode", flat=True).first()
    if mode:
        bundle.json("how-you-want-letters.json", {"letters_to_the_whole_desk": mode})


def _words(letter: Letter) -> dict[str, str]:
    # What opens a door is in the letter alone.
    body = letter.body.replace(letter.link, REMOVED) if letter.confidential else letter.body
    return {"subject": letter.subject, "text": body}


def _was_at_secretariat(user: User) -> bool:
    return user.is_secretariat or PeopleEvent.objects.filter(person=user, role__in=OF_SECRETARIAT).exists()


def let_go_of_letters(subject: Subject) -> None:
    forget(_letters(subject))
    Preference.objects.filter(**subject.account("user")).delete()


def _letters(subject: Subject) -> Any:
    own = Letter.objects.filter(**subject.account("recipient"))
    return (own | Letter.objects.filter(subject.at("address"))).order_by("written_at", "pk")


def invitations_in_hand(user: User) -> Iterable[str]:
    """A hand-over that waits for its successor would move the post of nobody."""
    waiting = Invitation.objects.pending().filter(predecessor=user)
    if waiting.exists():
        yield _("A successor is invited and has not accepted yet. Take the invitation back first.")


ACCOUNT = Holding("account", give_account, let_go_of_account, invitations_in_hand)
JOINING = Holding("joining", give_joining, let_go_of_joining)
LETTERS = Holding("letters", give_letters, let_go_of_letters)
