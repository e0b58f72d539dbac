"""The Secretariat's queue: what waits for whom, oldest first, under the filters that are set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from casestudies.choices import AUDIENCES_AT_DESK, LANGUAGES
from casestudies.desk_labels import DeskLabels
from casestudies.fields import TOPICS_MAX
from casestudies.models import Submission
from casestudies.rules import WORKFLOW
from casestudies.states import STATES, S
from members.models import User
from moderation.models import Event, Point, overdue
from moderation.states import Side, State, Tone

PAGE = 25
WORDS = 6  # of a search; more would only make it slow
ME, NOBODY = "me", "nobody"
PUBLIC = (S.PUBLISHED,)
NEW_REVISION = _("New revision")


def _on(*sides: Side) -> tuple[str, ...]:
    return tuple(code for code, state in STATES.items() if state.side in sides)


# The queue's tabs: what waits for whom. Who has it decides, so that a new state finds its tab.
BUCKETS: dict[str, tuple[str, ...]] = {
    "waiting": _on(Side.SECRETARIAT),
    "member": _on(Side.AUTHOR, Side.CONTACT_POINT),
    "publish": _on(Side.PUBLISHER),
    "published": PUBLIC,
    "closed": tuple(code for code in _on(Side.NOBODY) if code not in PUBLIC),
}
FIRST = next(iter(BUCKETS))


def bucket_of(item: Submission) -> str:
    return next((name for name, states in BUCKETS.items() if item.state in states), FIRST)


def desk_items(user: User) -> QuerySet[Submission]:
    """Give what the Secretariat sees, the oldest first, with what every page shows of it."""
    return (
        Submission.objects.at_desk_for(user)
        .select_related(
            "administration__region", "author", "holder", "current__sealed_by", "cleared__sealed_by"
        )
        .order_by("state_since", "pk")
    )


def waiting_for(user: User) -> QuerySet[Submission]:
    """Give what waits on the desk, for the tab."""
    return Submission.objects.at_desk_for(user).filter(state__in=(*BUCKETS["waiting"], *BUCKETS["publish"]))


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the queue is looked at; what is not a choice was not chosen."""

    show: str
    filters: Mapping[str, Any]

    @classmethod
    def read(cls, chosen: Mapping[str, Any], labels: DeskLabels, fallback: str = FIRST) -> Asked:
        known: dict[str, Any] = {
            "module": labels.module,
            "region": labels.region,
            "language": dict(LANGUAGES),
            "audience": dict(AUDIENCES_AT_DESK),
            "holder": {ME, NOBODY, *labels.officer},
        }
        filters = {name: chosen[name] for name in known if chosen.get(name) in known[name]}
        filters |= {name: chosen[name] for name in ("q", "over") if chosen.get(name)}
        show = chosen.get("show")
        return cls(show if show in BUCKETS else fallback, filters)

    @property
    def query(self) -> str:
        """Write it as it stands in addresses, so that links keep it."""
        on = {"over": "on"} if "over" in self.filters else {}
        return "?" + urlencode({"show": self.show, **self.filters, **on})

    @property
    def bare(self) -> str:
        """Write the tab alone, as the way out of the filters."""
        return "?" + urlencode({"show": self.show})


def _in(show: str) -> Q:
    return Q(state__in=BUCKETS[show])


def _held(holder: str | None, user: User) -> Q:
    if holder is None:
        return Q()
    if holder == NOBODY:
        return Q(holder=None)
    return Q(holder=user.pk if holder == ME else int(holder))


def _filtered(asked: Asked, labels: DeskLabels) -> Q:
    """Say what the filters ask, apart from the tab, the holder and what is over."""
    found = Q()
    filters = asked.filters
    if "region" in filters:
        found &= Q(administration__region__code=filters["region"])
    if "language" in filters:
        found &= Q(cleared__content__language=filters["language"])
    if "audience" in filters:
        cleared_for = Q(narrowed_to="", cleared__content__audience=filters["audience"])
        found &= Q(narrowed_to=filters["audience"]) | cleared_for
    if "module" in filters:
        topics = labels.topics_of(filters["module"])
        anywhere = [Q(**{f"cleared__content__topics__{n}__in": topics}) for n in range(TOPICS_MAX)]
        found &= anywhere[0] | anywhere[1] | anywhere[2]
    for word in str(filters.get("q", "")).split()[:WORDS]:
        found &= _names(word)
    return found


def _names(word: str) -> Q:
    """Find a word in the titles, the reference and the administration's name."""
    titles = ("title", "title_en", "title_fr")
    found = Q(reference__icontains=word)
    found |= Q(administration__name_en__icontains=word) | Q(administration__name_fr__icontains=word)
    for title in titles:
        found |= Q(**{f"cleared__content__{title}__icontains": word})
    return found


def _over(asked: Asked) -> Q:
    return overdue() if "over" in asked.filters else Q()


def counts(user: User, asked: Asked, labels: DeskLabels) -> dict[str, int]:
    """Count the tabs under the filters, and the short cuts inside the tab; one query."""
    held, over, here = _held(asked.filters.get("holder"), user), _over(asked), _in(asked.show)
    wanted = {name: _in(name) & held & over for name in BUCKETS}
    wanted |= {"mine": here & _held(ME, user) & over, "free": here & _held(NOBODY, user) & over}
    wanted["over"] = here & held & overdue()
    items = Submission.objects.at_desk_for(user).filter(_filtered(asked, labels))
    return items.aggregate(**{name: Count("pk", filter=when) for name, when in wanted.items()})


def _asked_for(user: User, asked: Asked, labels: DeskLabels) -> Q:
    held = _held(asked.filters.get("holder"), user)
    return _in(asked.show) & _filtered(asked, labels) & held & _over(asked)


def page_of(user: User, asked: Asked, labels: DeskLabels, count: int, number: int | None) -> Page[Submission]:
    """Give one page; ``count`` is how many there are, which the tabs have counted already. One query."""
    items = desk_items(user).filter(_asked_for(user, asked, labels))
    items = items.defer("draft", "current__html", "cleared__html")
    counted: QuerySet[Submission] = items.annotate(
        open_points=_points(answered=False), answers=_points(answered=True), came_back=_came_back()
    )
    paginator = Paginator(counted, PAGE)
    paginator.__dict__["count"] = count
    return paginator.get_page(number)


def _points(*, answered: bool) -> Coalesce:
    """Count a submission's open points, or those of them that the administration has answered."""
    points = Point.objects.filter(workflow=WORKFLOW, item=OuterRef("pk"), settled_at=None)
    points = points.exclude(answered_at=None) if answered else points
    counted = points.order_by().values("item").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _came_back() -> Exists:
    asked = Event.objects.filter(workflow=WORKFLOW, item=OuterRef("pk"), verb="request_changes")
    return Exists(asked)


def state_at_desk(item: Submission, *, came_back: bool) -> State:
    """Name the state as the desk does: a text that comes back with answers is a new revision."""
    state = STATES[item.state]
    if item.state == S.SUBMITTED and came_back:
        return replace(state, label=NEW_REVISION, tone=Tone.WAIT)
    return state


@dataclass(frozen=True, slots=True)
class Place:
    """Where a submission stands in the queue, and its neighbours there; no number once it has left."""

    number: int
    total: int
    previous: str = ""
    next: str = ""


def place_of(user: User, item: Submission, asked: Asked, labels: DeskLabels) -> Place | None:
    """Find a submission in the part of the queue it was opened from; one query, none where nothing waits."""
    if not any(STATES[state].is_open for state in BUCKETS[asked.show]):
        return None
    items = Submission.objects.at_desk_for(user).filter(_asked_for(user, asked, labels))
    queue = list(items.order_by("state_since", "pk").values_list("reference", flat=True))
    if item.reference not in queue:
        return Place(0, len(queue), next=queue[0]) if queue else None
    at = queue.index(item.reference)
    previous = queue[at - 1] if at else ""
    return Place(at + 1, len(queue), previous, queue[at + 1] if at + 1 < len(queue) else "")
