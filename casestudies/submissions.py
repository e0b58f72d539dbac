"""What the pages about submissions share: the room's lists, passages of a text, points and gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from casestudies import fields, story
from casestudies.attachments.entries import in_lines
from casestudies.choices import Choices, in_words
from casestudies.fields import Field, Kind, Words
from casestudies.models import CaseText, Revision, Submission
from casestudies.rules import WORKFLOW
from casestudies.sealing import rendered
from casestudies.states import OPEN, STATES, S
from members.models import User
from members.roles import Role
from moderation.models import Event, Point
from moderation.states import Side

ASKED = 10


def room_items(user: User) -> QuerySet[Submission]:
    return (
        Submission.objects.in_room_of(user)
        .select_related(
            "administration",
            "author",
            "holder",
            "current",
            "cleared",
            "case_study__live",
            "case_study__region",
        )
        .order_by("-state_since", "-pk")
    )


# The room's filters.
SHOWN: dict[str, tuple[str, ...]] = {
    "open": OPEN,
    "published": (S.PUBLISHED,),
    "closed": tuple(state for state in S if state not in {*OPEN, S.PUBLISHED}),
}


def room_counts(user: User) -> dict[str, int]:
    """Count the room's filters, and everything; one query."""
    counts = {name: Count("pk", filter=Q(state__in=states)) for name, states in SHOWN.items()}
    return Submission.objects.in_room_of(user).aggregate(all=Count("pk"), **counts)


def waits_for(user: User) -> QuerySet[Submission]:
    """Give what this person is asked to do now, the most urgent first."""
    sides = [Side.AUTHOR, *([Side.CONTACT_POINT] if Role.CONTACT_POINT in user.roles else [])]
    states = [code for code, state in STATES.items() if state.side in sides]
    return room_items(user).filter(state__in=states).order_by(F("due_on").asc(nulls_last=True), "pk")[:ASKED]


def shown_in_room(item: Submission) -> Revision | None:
    """Give the sealed text the administration is looking at, or None while it writes."""
    if item.is_writable:
        return None
    asked_of_it = STATES[item.state].side == Side.CONTACT_POINT
    return item.current if asked_of_it else item.cleared or item.current


def handed_over(item: Submission) -> QuerySet[Revision]:
    """Give the sealed texts the administration sent or was sent: what the Secretariat still edits is its own."""
    events = Event.objects.about(WORKFLOW, item.pk).filter(internal=False)
    return item.revisions.filter(sha256__in=events.values("revision_sha"))


@dataclass(frozen=True, slots=True)
class Passage:
    """One field of a text as a page shows it."""

    field: Field
    value: Any
    html: str
    words: str = ""

    @property
    def table(self) -> list[list[tuple[Words, str]]]:
        """A small table's cells, each with its column's name, in the order of the columns."""
        return [[(label, row.get(key, "")) for key, label in self.field.columns] for row in self.value]


def passages(
    content: Mapping[str, Any], html: Mapping[str, str] | None, known: Mapping[str, Choices] | None = None
) -> list[Passage]:
    """Give the filled fields of a text in order; a draft is rendered here, a sealed text was rendered once.

    ``known`` holds the choices of those fields that a page has read already.
    """
    markup = rendered(dict(content)) if html is None else html
    words = words_of(content, known)
    return [
        Passage(field, content[field.key], markup.get(field.key, ""), words[field.key])
        for field in fields.FIELDS
        if content.get(field.key)
    ]


def story_passages(text: CaseText) -> list[Passage]:
    """Give the passages of a story as readers get them, in order; results have their table in place of prose."""
    return [
        Passage(field, text.results if field.key == "results" else "", text.html.get(field.key, ""))
        for field in fields.PASSAGES
        if field.key in text.html or (field.key == "results" and text.results)
    ]


def words_of(content: Mapping[str, Any], known: Mapping[str, Choices] | None = None) -> dict[str, str]:
    """Give every filled field as lines of text, so that all are shown and compared in the same way."""
    chosen = in_words(content, known)
    return {
        field.key: _as_words(field, chosen.get(field.key, content[field.key]))
        for field in fields.FIELDS
        if content.get(field.key)
    }


def _as_words(field: Field, value: Any) -> str:
    if field.kind is Kind.ROWS:
        # By column: a database may give the keys of a row in an order of its own.
        rows = ([row.get(key) for key, _label in field.columns] for row in value)
        return "\n\n".join(" · ".join(filter(None, row)) for row in rows)
    if field.kind is Kind.FILES:
        value = in_lines(value)
    if isinstance(value, list):
        return "\n\n".join(map(str, value))
    return str(value) if value is not True else ""


def answer_seen(point: Point) -> str:
    """Give the fingerprint of an answer: what a form shows, it sends back."""
    return story.fingerprint({"answer": point.answer})


@dataclass(frozen=True, slots=True)
class Asked:
    """A point the administration was told of, with the field of the story it is pinned to."""

    point: Point
    field: Field | None

    @property
    def seen(self) -> str:
        """What the form of the answer shows, and sends back."""
        return answer_seen(self.point)


def asked(item: Submission) -> list[Asked]:
    """Give what the Secretariat has asked about a submission, oldest first; one query."""
    points = Point.objects.about(WORKFLOW, item.pk).told().select_related("author", "answered_by")
    return [Asked(point, fields.BY_KEY.get(point.field)) for point in points]


@dataclass(frozen=True, slots=True)
class Answered:
    """How many of the Secretariat's points have an answer, or need none any more."""

    done: int
    all: int

    @property
    def left(self) -> int:
        return self.all - self.done


def answered(points: Iterable[Asked]) -> Answered:
    done = [bool(entry.point.answered_at or entry.point.settled_at) for entry in points]
    return Answered(sum(done), len(done))


def point_counts(items: Iterable[Submission]) -> dict[int, Answered]:
    """Give for each submission how its points stand; one query, none where nothing waits."""
    keys = [item.pk for item in items]
    if not keys:
        return {}
    done = Q(answered_at__isnull=False) | Q(settled_at__isnull=False)
    rows = Point.objects.told().filter(workflow=WORKFLOW, item__in=keys).order_by().values_list("item")
    counted = rows.annotate(done=Count("pk", filter=done), all=Count("pk"))
    return {item: Answered(some, every) for item, some, every in counted}


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that keeps a text from being sent, and the step of the form where it is written."""

    key: str
    sentence: str
    step: str


def missing(item: Submission) -> list[Missing]:
    return [
        Missing(key, sentence, fields.BY_KEY[key].step.value) for key, sentence in story.missing(item.draft)
    ]


@dataclass(frozen=True, slots=True)
class FormStep:
    """One step of the form, as the row of steps shows it."""

    step: str
    label: Words
    current: bool
    done: bool


def steps(current: str, item: Submission) -> list[FormStep]:
    open_fields = {key for key, _sentence in story.missing(item.draft)}
    return [
        FormStep(step, label, step == current, not open_fields & {f.key for f in fields.fields_of(step)})
        for step, label in fields.STEP_LABELS.items()
    ]
