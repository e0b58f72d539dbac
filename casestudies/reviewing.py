"""One text under review: what changed in it, the points pinned to it, and who may work on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from casestudies import fields
from casestudies.attachments.models import Attachment
from casestudies.choices import Choices
from casestudies.fields import Step
from casestudies.models import Revision, Submission
from casestudies.parties import HOLDER
from casestudies.queue import desk_items
from casestudies.rules import WORKFLOW
from casestudies.states import S
from casestudies.submissions import Passage, passages, words_of
from members.models import User
from moderation.models import Clearance, Point
from moderation.record import Record, open_record
from prose.difference import Difference, compare


def items_for(user: User) -> QuerySet[Submission]:
    """Give the submissions of the desk with all that their page shows, and whether the reader wrote in them."""
    writers = Submission.writers.through.objects.filter(submission=OuterRef("pk"), user=user)
    items = desk_items(user).select_related("case_study__region").defer("draft")
    items = items.annotate(
        reader_wrote=Exists(writers),
        has_letters=Exists(Attachment.objects.letters(OuterRef("pk"))),
        cleared_before=FilteredRelation("revisions", condition=Q(revisions__pk=Subquery(_cleared_before()))),
    )
    return items.select_related("cleared_before")  # type: ignore[misc]


def _cleared_before() -> QuerySet[Revision, Any]:
    """Find the last text with a consent of its own before the one that is cleared now."""
    consents = Clearance.objects.filter(workflow=WORKFLOW, item=OuterRef("submission"))
    return (
        Revision.objects.filter(
            submission=OuterRef("pk"),
            number__lt=OuterRef("cleared__number"),
            sha256__in=consents.values("sha256"),
        )
        .exclude(sha256=OuterRef("cleared__sha256"))
        .order_by("-number")
        .values("pk")[:1]
    )


def record_for(user: User, item: Submission) -> Record:
    """Open the record of an item that was fetched for this person."""
    record = open_record(WORKFLOW, item)
    record.wrote[user.pk] = item.reader_wrote  # type: ignore[attr-defined]
    return record


def may_pin(user: User, item: Submission) -> bool:
    """Whether this person reviews the text now: he has claimed it and no decision is made."""
    return item.state == S.IN_REVIEW and HOLDER(user, item) is not None


@dataclass(frozen=True, slots=True)
class Pinned:
    """A point with what this person may do to it."""

    point: Point
    may_change: bool
    may_settle: bool
    may_unsettle: bool


def pinned(point: Point, user: User, *, reviews: bool) -> Pinned:
    """One's own words can be changed until they are sent; every point can be settled, and opened again."""
    own = reviews and point.is_open and point.author_id == user.pk and point.sent_at is None
    return Pinned(
        point,
        may_change=own,
        may_settle=reviews and point.is_open and not (own and not point.internal),
        may_unsettle=reviews and not point.is_open,
    )


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One field on the review page: its text, how it differs, and the points pinned to it."""

    passage: Passage
    difference: Difference | None
    points: list[Pinned]
    # The next field that differs, for somebody who reads only the changes.
    next_change: str = ""

    @property
    def differs(self) -> bool:
        return self.difference is not None and not self.difference.unchanged

    @property
    def is_editable(self) -> bool:
        """Whether the Secretariat may edit it; readers and name are the administration's alone."""
        return self.passage.field.step != Step.CLEARANCE


@dataclass(frozen=True, slots=True)
class Changes:
    """How much of the text differs, and where to begin."""

    changed: int
    total: int
    first: str


def reviewed(
    revision: Revision, before: Revision | None, points: list[Pinned], known: dict[str, Choices] | None = None
) -> list[Reviewed]:
    """Give every field that is filled, was filled before, or has a point pinned to it, in order."""
    old = words_of(before.content, known) if before else {}
    filled = {passage.field.key: passage for passage in passages(revision.content, revision.html, known)}
    shown = {*filled, *old, *(entry.point.field for entry in points)}
    entries = [
        Reviewed(
            passage := filled.get(field.key, Passage(field, "", "")),
            compare(old.get(field.key, ""), passage.words) if before else None,
            [entry for entry in points if entry.point.field == field.key],
        )
        for field in fields.FIELDS
        if field.key in shown
    ]
    return _linked(entries)


def _linked(entries: list[Reviewed]) -> list[Reviewed]:
    """Lead from each change to the next one."""
    linked: list[Reviewed] = []
    following = ""
    for entry in reversed(entries):
        linked.append(replace(entry, next_change=following if entry.differs else ""))
        following = entry.passage.field.key if entry.differs else following
    return linked[::-1]


def changes(entries: list[Reviewed]) -> Changes:
    differing = [entry.passage.field.key for entry in entries if entry.differs]
    return Changes(len(differing), len(entries), differing[0] if differing else "")


def seen_before(item: Submission) -> Revision | None:
    """Give the text that the Secretariat saw before this one, or sent out and edited since."""
    if item.is_edited or item.cleared is None:
        return item.cleared
    # The join leaves nothing behind where it finds nothing.
    return getattr(item, "cleared_before", None)
