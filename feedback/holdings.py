"""What feedback holds about a person, what an administration said officially, and what is forgotten in time."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from feedback.models import Capacity, Feedback, FeedbackQuerySet, Unconfirmed
from feedback.states import OPEN
from feedback.workflow import REMARKS
from members.bundle import Bundle
from members.holdings import Holding, Subject
from members.models import Administration
from members.retention import over
from moderation.holdings import told_history


def give(subject: Subject, bundle: Bundle) -> None:
    bundle.rows("remarks.json", (_remark(remark) for remark in _remarks(subject)))
    bundle.rows(
        "remarks-not-confirmed.json",
        Unconfirmed.objects.filter(subject.at("email")).values(
            "section_key", "case_slug", "kind", "words", "email", "guest_name", "created"
        ),
    )


def let_go(subject: Subject) -> None:
    """Keep the words, which the guide answers; nobody is named beside them any more."""
    Unconfirmed.objects.filter(subject.at("email")).delete()
    _forget(_remarks(subject))


def contributed(administration: Administration, bundle: Bundle, at_desk: bool) -> None:
    """Give the official positions; personal views are not the administration's."""
    said = Feedback.objects.filter(administration=administration, capacity=Capacity.OFFICIAL)
    for remark in (said.received() if at_desk else said).select_related("answer").order_by("pk"):
        history = told_history(REMARKS.name, remark)
        bundle.json(f"remarks/{remark.reference}.json", _remark(remark) | history)


def forget_old_and_say() -> str:
    """Forget who said what was settled long ago, unless he stands beside it by his own wish."""
    named = Q(shown=True, names_person=True)
    old = Feedback.objects.exclude(state__in=OPEN).exclude(email="").filter(state_since__lt=over("guests"))
    forgotten = _forget(old.exclude(named))
    # A name that its owner wanted to see there stays; the address does not.
    forgotten += old.filter(named).update(email="")
    return f"{forgotten} forgotten" if forgotten else ""


def _forget(remarks: FeedbackQuerySet) -> int:
    return remarks.update(email="", guest_name="", names_person=False, fingerprint="")


def _remarks(subject: Subject) -> FeedbackQuerySet:
    own = Feedback.objects.filter(**subject.account("author"))
    return (own | Feedback.objects.filter(subject.at("email"))).order_by()


def _remark(remark: Feedback) -> dict[str, Any]:
    answer = getattr(remark, "answer", None)
    released = answer is not None and answer.is_released
    return {
        "reference": remark.reference,
        "about": remark.section_title,
        "kind": remark.kind,
        "said_as": remark.capacity,
        "words": remark.words,
        "passage": remark.quote,
        "language": remark.language,
        "email": remark.email,
        "name": remark.guest_name,
        "said": remark.created,
        "state": remark.state,
        "reason": remark.reason,
        "answer": answer.words if answer is not None and released else "",
        "answered": answer.released_at if answer is not None and released else None,
    }


HOLDING = Holding("feedback", give, let_go)
