"""Who is written to about a remark; the words stand in ``templates/emails/feedback/``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from django.utils import translation
from django.utils.translation import gettext as _

from feedback.askers import Asker, as_actor, asker_of
from feedback.citing import Implemented
from feedback.models import Answer, Feedback
from feedback.states import IMPLEMENTED, STATES, S
from letters.models import Letter
from letters.outbox import overtake, write
from members.models import User
from members.roles import Role
from moderation.models import Event, Moderated
from moderation.standing import Standing, standing
from moderation.states import Side, State
from prose.dates import written


@dataclass(frozen=True, slots=True)
class Post:
    """One letter of a move: its folder and to whom it goes."""

    kind: str
    to: str


# verb: letters. "askers" are whoever said it, and whoever said what is treated together with it.
POSTS: dict[str, tuple[Post, ...]] = {
    "clear": (Post("cleared", "asker"), Post("received", "case_officers")),
    "return": (Post("returned", "asker"),),
    "resend": (Post("to_clear", "contact_points"),),
    "acknowledge": (Post("acknowledged", "asker"),),
    "consider": (Post("considered", "askers"),),
    "ask_back": (Post("asked_back", "asker"),),
    "answer_back": (Post("answered_back", "case_officers"),),
    "plan": (Post("planned", "askers"), Post("to_draft", "drafter")),
    "defer": (Post("deferred", "askers"),),
    "merge": (Post("merged", "asker"),),
    "unmerge": (Post("unmerged", "asker"),),
    "refer": (Post("referred", "askers"),),
    "out_of_scope": (Post("out_of_scope", "askers"),),
    "no_change": (Post("no_change", "askers"),),
    "release": (Post("answered", "askers"),),
    "put_back": (Post("considered", "askers"),),
    "reopen": (Post("reopened", "askers"), Post("reopened_desk", "case_officers")),
    "withdraw": (Post("withdrawn", "case_officers"),),
}
AT_DESK: Mapping[str, Role] = {"case_officers": Role.CASE_OFFICER, "publishers": Role.PUBLISHER}
ASKERS = frozenset({"asker", "askers"})
# Decisions whose letters wait for ``GRACE_SECONDS``, in which a later step overtakes them; none is taken back.
OUTWARD = frozenset({"release"})


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody a letter goes to, and the remark that it is about for him."""

    own: Feedback
    person: Asker
    user: User


def notify(item: Moderated, event: Event) -> None:
    """Write the letters of a move, in its transaction, from the state that was just stored."""
    remark = cast("Feedback", item)
    for post in POSTS.get(event.verb, ()):
        if post.kind == "withdrawn" and remark.received_at is None:
            continue  # the Secretariat never saw it, and does not learn of it
        grace = event.verb in OUTWARD
        _write(remark, post, f"{event.key}", event.actor_id, words=event.words, grace=grace)
    overtake(remark.reference, remark.state)


def tell_of_remark(remark: Feedback) -> None:
    """Tell whoever has it now that somebody said something: the Secretariat, or who clears it."""
    post = Post("received", "case_officers") if remark.received_at else Post("to_clear", "contact_points")
    _write(remark, post, remark.reference, remark.author_id)
    if remark.author_id is None:
        _write(remark, Post("confirmed", "asker"), remark.reference, None)


def tell_of_draft(remark: Feedback, answer: Answer) -> None:
    """Tell the publishers that an answer waits for them."""
    key = f"{answer.pk}:{answer.drafted_at.isoformat()}"
    _write(remark, Post("to_release", "publishers"), key, answer.drafted_by_id)


def tell_of_change(remark: Feedback, where: Implemented) -> None:
    """Tell whoever said it that the guide has changed, with the way to the very paragraph."""
    asker = asker_of(remark)
    if asker is None:
        return
    reader = Reader(remark, asker, remark.author or as_actor(remark))
    edition, paragraph = where.change.edition, remark.lead.plan_paragraph or remark.paragraph
    write(
        "feedback/implemented",
        asker,
        {
            "item": remark,
            "lead": remark.merged_into,
            "standing": _standing(IMPLEMENTED, remark, reader, at_desk=False),
            "change": where.change,
            "edition": edition,
        },
        path=lambda: where.address(paragraph),
        key=f"edition-{edition.pk}:implemented:{remark.pk}",
        reference=remark.reference,
        state=remark.state,
    )


def remind(item: Moderated, key: str) -> Iterator[Letter | None]:
    """Remind whoever has a remark: its asker, its contact points, who drafts, publishes or answers."""
    remark = cast("Feedback", item)
    yield from _write(remark, _reminder(remark), key, None)


def _reminder(remark: Feedback) -> Post:
    if remark.state == S.NEEDS_INFO:
        return Post("reminded_reader", "asker")
    if remark.state == S.IN_CLEARANCE:
        return Post("reminded_clearance", "contact_points")
    if remark.state == S.PLANNED and remark.holder_id:
        return Post("reminded", "drafter")
    drafted = Answer.objects.filter(feedback=remark, released_at=None).exists()
    return Post("reminded", "publishers" if drafted else "case_officers")


def _write(
    remark: Feedback, post: Post, key: str, actor: int | None, *, words: str = "", grace: bool = False
) -> list[Letter | None]:
    context = _context(remark, words)
    at_desk = post.to in {*AT_DESK, "drafter"}
    return [
        write(
            f"feedback/{post.kind}",
            reader.person,
            {
                **context,
                "item": reader.own,
                "lead": remark if reader.own != remark else None,
                "standing": _standing(STATES[remark.state], remark, reader, at_desk=at_desk),
            },
            path=reader.person.path,
            key=f"{key}:{post.kind}:{reader.person.pk or 0}:{reader.own.pk}",
            reference=reader.own.reference,
            state=reader.own.state,
            personal=post.to not in AT_DESK or reader.person.pk == remark.holder_id,
            grace=grace,
            inside=_stays_inside(remark, reader),
        )
        for reader in _readers(remark, post.to)
        if reader.person.pk is None or reader.person.pk != actor
    ]


def _stays_inside(remark: Feedback, reader: Reader) -> bool:
    """Keep from the desk what it was not given: a position before it is cleared, and a reader's own key."""
    return remark.received_at is None or reader.person.pk is None


def _context(remark: Feedback, words: str) -> dict[str, Any]:
    answer = Answer.objects.filter(feedback=remark).first()
    return {
        "state": STATES[remark.state],
        "answer": answer.words if answer else "",
        "drafted": answer is not None and not answer.is_released,
        "words": words,
        "plan": remark.plan_sentence,
        "edition": remark.planned_for,
        "referred_to": remark.referred_to,
    }


def _standing(state: State, remark: Feedback, reader: Reader, *, at_desk: bool) -> Standing:
    """Say where a remark is, in its reader's language; it belongs to one person, not to a team of writers."""
    with translation.override(reader.person.language):
        own = reader.own
        found = standing(state, remark, reader.user, title=own.section_title, at_desk=at_desk)
        found = replace(found, reference=own.reference, due=found.due if state.is_open else "")
        if state.side is Side.AUTHOR:
            with_asker = _("%(name)s has it now.") % {"name": remark.asker_name}
            due = written(remark.due_on, "j F Y") if remark.due_on else ""
            found = replace(
                found,
                who=with_asker if at_desk else _("You have it now."),
                due=_("An answer by %(day)s helps most.") % {"day": due} if due else "",
            )
        return found


def _readers(remark: Feedback, group: str) -> Iterator[Reader]:
    """Give the readers of a letter, each with the remark that it is about for him."""
    if group in ASKERS:
        yield from _askers(remark, with_merged=group == "askers")
        return
    for user in _users(remark, group):
        path = remark.get_absolute_url if group == "contact_points" else remark.get_desk_url
        yield Reader(remark, Asker(user.pk, user.email, user.language, user.full_name, path), user)


def _askers(remark: Feedback, *, with_merged: bool) -> Iterator[Reader]:
    merged = remark.merged.select_related("author").order_by("pk") if with_merged else ()
    for own in (remark, *merged):
        asker = asker_of(own)
        if asker is not None:
            yield Reader(own, asker, own.author or as_actor(own))


def _users(remark: Feedback, group: str) -> list[User]:
    active = User.objects.filter(is_active=True).distinct().order_by("pk")
    if group == "drafter":
        return list(active.filter(pk=remark.holder_id or 0))
    if group == "contact_points":
        ours = active.filter(administration=remark.administration_id)
        return list(ours.filter(roles_held__role=Role.CONTACT_POINT))
    return list(active.filter(roles_held__role=AT_DESK[group]))
