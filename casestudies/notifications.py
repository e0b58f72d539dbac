"""What follows a move in its transaction: its letters, whose words stand in ``templates/emails/casestudies/``,
and the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casestudies import indexing
from casestudies.models import Submission
from casestudies.states import STATES, S
from casestudies.wording import Edited, edited, offered
from letters.composing import Parts
from letters.models import Letter
from letters.outbox import overtake, write
from members.models import User
from members.roles import Role
from moderation.models import Event, Moderated, Point
from moderation.record import record_of
from moderation.standing import standing
from moderation.states import Side
from moderation.working_days import add_working_days

WORKFLOW = "casestudies.submission"


@dataclass(frozen=True, slots=True)
class Post:
    """One letter of a move: its folder and to whom it goes."""

    kind: str
    to: str


# verb: letters. "authors" wrote the text, "author" answers for it now, "contact_points" speak for the administration.
POSTS: dict[str, tuple[Post, ...]] = {
    "submit": (Post("submitted", "contact_points"),),
    "return": (Post("returned", "authors"),),
    "clear": (Post("cleared", "administration"), Post("received", "case_officers")),
    "claim": (Post("claimed", "administration"),),
    "release": (Post("released", "case_officers"),),
    "request_changes": (Post("changes_requested", "administration"),),
    "accept": (Post("accepted", "administration"), Post("ready", "publishers")),
    "decline": (Post("declined", "administration"),),
    "withdraw": (Post("withdrawn", "administration"), Post("taken_back", "case_officers")),
    "hand_over": (Post("handed_over", "author"),),
    "publish": (Post("published", "administration"),),
    "accept_edited": (Post("edited", "administration"),),
    "record_letter": (Post("letter_recorded", "case_officers"),),
    "clear_by_letter": (Post("cleared", "administration"), Post("received", "case_officers")),
    "confirm": (Post("confirmed", "holder"), Post("ready", "publishers")),
    "dispute": (Post("disputed", "holder"),),
    "assign": (Post("assigned", "holder"),),
    "reopen": (Post("reopened", "administration"), Post("assigned", "holder")),
    "schedule": (Post("scheduled", "administration"),),
    "unschedule": (Post("unscheduled", "administration"),),
    "miss": (Post("missed", "publishers"),),
    "retract": (Post("retracted", "administration"), Post("retraction", "publishers")),
    "restore": (Post("restored", "administration"),),
}
# Moves that change what readers can find.
INDEXED = frozenset({"publish", "retract", "restore"})
# These go to everybody concerned, whoever clicked: a receipt, and what happened by itself.
RECEIPTS = frozenset({"cleared", "missed"})
# Letters to everybody with a role at the desk: each chooses how he wants them.
AT_DESK = frozenset({"case_officers", "publishers"})
# These read the item on the desk, not in the room.
ON_DESK = AT_DESK | {"holder"}
# Letters that ask these very people to act; others of the administration get theirs for information.
ASKED = frozenset({"authors", "contact_points", "holder"})
# Decisions whose letter is shown before it is sent, may be edited, and waits for ``GRACE_SECONDS``: meanwhile
# those of ``rules.DECISIONS`` can be taken back, and a later step overtakes the letters of the others.
OUTWARD = frozenset({"request_changes", "accept", "decline", "publish", "reopen", "schedule"})
# Who is reminded: whoever has it. The Secretariat's are the holder, or everybody while nobody has taken it.
REMINDED: dict[Side, str] = {
    Side.AUTHOR: "administration",
    Side.CONTACT_POINT: "contact_points",
    Side.SECRETARIAT: "case_officers",
    Side.PUBLISHER: "publishers",
}


def notify(item: Moderated, event: Event) -> None:
    """Do what must commit together with the state that was just stored."""
    submission = cast("Submission", item)
    _write_letters(submission, event)
    # Last, because whoever publishes something else waits from here on.
    if event.verb in INDEXED:
        indexing.index_case(submission.case_study_id)


def _write_letters(submission: Submission, event: Event) -> None:
    posts = posts_of(event.verb, submission.state)
    letter = _edited(submission, event)
    wrote = set(_people(submission, "authors").values_list("pk", flat=True))
    for post in posts:
        if post.kind == "taken_back" and submission.cleared_id is None:
            continue  # the Secretariat never saw it, and does not learn of it
        for person in _people(submission, post.to):
            if person.pk == event.actor_id and post.kind not in RECEIPTS:
                continue
            own = post.to in ASKED or person.pk in wrote or person.pk == event.actor_id
            _write(
                submission,
                post,
                person,
                event,
                letter=letter if post == posts[0] else None,
                personal=own and post.to not in AT_DESK,
            )
    overtake(submission.reference, submission.state)


def _edited(submission: Submission, event: Event) -> Edited | None:
    if event.verb not in OUTWARD:
        return None
    kind = f"casestudies/{posts_of(event.verb, submission.state)[0].kind}"
    return edited(event, kind, submission.author, partial(_context, submission, at_desk=False))


def _write(
    submission: Submission,
    post: Post,
    person: User,
    event: Event,
    *,
    letter: Edited | None = None,
    personal: bool,
    key: str = "",
) -> Letter | None:
    with translation.override(person.language):
        context = _context(submission, person, event, at_desk=post.to in ON_DESK)
        if letter is not None:
            context |= letter.for_reader(person, event)
    return write(
        f"casestudies/{post.kind}",
        person,
        context,
        path=_path(submission, post),
        key=f"{key or event.key}:{post.kind}:{person.pk}",
        reference=submission.reference,
        state=submission.state,
        personal=personal,
        grace=event.verb in OUTWARD,
        inside=submission.cleared_id is None,
    )


def remind(item: Moderated, key: str) -> Iterator[Letter | None]:
    """Remind whoever has a submission now; called with the row locked."""
    submission = cast("Submission", item)
    side = STATES[submission.state].side
    group = REMINDED[side]
    if side is Side.SECRETARIAT and submission.holder is not None and submission.holder.is_active:
        group = "holder"
    for person in _people(submission, group):
        personal = group not in AT_DESK
        yield _write(
            submission, Post("reminded", group), person, Event(verb="remind"), personal=personal, key=key
        )


def ask_whether_still_true(submission: Submission, key: str) -> list[Letter | None]:
    """Ask the administration of a published text whether it still holds."""
    post, event = Post("still_true_asked", "contact_points"), Event(verb="ask")
    return [
        _write(submission, post, person, event, personal=True, key=key)
        for person in _people(submission, post.to)
    ]


def posts_of(verb: str, state: str) -> tuple[Post, ...]:
    """Give the letters of a move that arrived in this state."""
    to_confirm = verb == "accept" and state == S.AWAITING_CONFIRMATION
    return POSTS.get("accept_edited" if to_confirm else verb, ())


def _path(submission: Submission, post: Post) -> Callable[[], str]:
    """Give the page that the reader of this letter may open."""
    if post.kind == "taken_back":
        return partial(reverse, "casestudies:queue")  # the text itself is closed to the Secretariat now
    if post.kind == "letter_recorded":
        return partial(reverse, "casestudies:letter", args=[submission.reference])
    return submission.get_desk_url if post.to in ON_DESK else submission.get_absolute_url


def _context(submission: Submission, reader: User, event: Event, *, at_desk: bool) -> dict[str, Any]:
    text = submission.on_the_desk or submission.current
    title = text.title if text else submission.title
    state = STATES[submission.state]
    return {
        "item": submission,
        "title": title,
        "state": state,
        "standing": standing(state, submission, reader, title=title, at_desk=at_desk),
        "frame": "emails/_desk_letter.txt" if at_desk else "emails/_letter.txt",
        "event": event,
        "points": _points(submission) if event.verb == "request_changes" else [],
    }


def _points(submission: Submission) -> list[Point]:
    """Give what is asked: also what is pinned and goes with the letter."""
    points = record_of(WORKFLOW, submission).points
    return [point for point in points if point.is_open and not point.internal]


def _people(submission: Submission, group: str) -> QuerySet[User]:
    speaks = Q(roles_held__role=Role.CONTACT_POINT)
    wrote = Q(pk__in=submission.writers.values("pk")) | Q(pk=submission.author_id or 0)
    ours = Q(administration=submission.administration_id)
    groups = {
        "contact_points": ours & speaks,
        "authors": ours & wrote,
        "author": ours & Q(pk=submission.author_id or 0),
        "administration": ours & (speaks | wrote),
        "case_officers": Q(roles_held__role=Role.CASE_OFFICER),
        "publishers": Q(roles_held__role=Role.PUBLISHER),
        "holder": Q(pk=submission.holder_id or 0),
    }
    return User.objects.filter(groups[group], is_active=True).distinct().order_by("pk")


@dataclass(frozen=True, slots=True)
class Preview:
    """The letter a decision would send, as its first reader would get it; the middle may be edited."""

    to: User
    parts: Parts

    @property
    def leaves(self) -> str:
        """Say how long it waits once it is sent, in minutes where ``GRACE_SECONDS`` are whole ones."""
        minutes, seconds = divmod(settings.GRACE_SECONDS, 60)
        if seconds:
            n = settings.GRACE_SECONDS
            said = ngettext(
                "It leaves %(n)d second after you send it.", "It leaves %(n)d seconds after you send it.", n
            )
        elif minutes:
            n = minutes
            said = ngettext(
                "It leaves %(n)d minute after you send it.", "It leaves %(n)d minutes after you send it.", n
            )
        else:
            return _("It leaves as soon as you send it.")
        return said % {"n": n}


def preview(submission: Submission, verb: str, target: str) -> Preview | None:
    """Give the letter of an outward decision before it is made; the sender's own words have their place in it."""
    if verb not in OUTWARD or submission.author is None:
        return None
    author, post = submission.author, posts_of(verb, target)[0]
    meant = copy(submission)
    promise = STATES[target].promise
    meant.state, meant.due_on = target, None
    if promise and verb != "request_changes":  # there the sender chooses the day
        meant.due_on = add_working_days(timezone.now().date(), settings.SERVICE_DAYS[promise])
    parts = offered(
        f"casestudies/{post.kind}",
        author,
        verb,
        partial(_context, meant, at_desk=False),
        submission.get_absolute_url,
    )
    return Preview(author, parts)
