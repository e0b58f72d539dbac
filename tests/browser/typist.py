"""People who type attack strings wherever they can, each through the form and the address made for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from casestudies import drafts, fields
from casestudies.forms import StoryForm
from casestudies.models import Submission
from casestudies.workflow import SUBMISSIONS
from members.models import User
from moderation.models import Event, Point
from tests import factories
from tests.browser import loads

STRANGER = AnonymousUser()


@dataclass(frozen=True, slots=True)
class Place:
    """A page that shows what somebody typed, and who opens it."""

    what: str
    address: str
    who: User | AnonymousUser = STRANGER
    status: int = 200


@dataclass(slots=True)
class HostilePortal:
    """Everybody, everything typed, and every place where it shows."""

    author: User
    contact_point: User
    officer: User
    publisher: User
    administrator: User
    letterless: User
    editor: User
    words: Any = field(default_factory=lambda: cycle(loads.texts(4_900)))
    letters: Any = field(default_factory=lambda: cycle(loads.texts(11_000)))
    answers: Any = field(default_factory=lambda: cycle(loads.texts(1_900)))
    boxes: Any = field(default_factory=lambda: cycle(loads.lines(1_000)))
    file_names: Any = field(default_factory=lambda: cycle(loads.file_names()))
    clients: dict[int, Client] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    refused: list[tuple[str, str, User, dict[str, Any]]] = field(default_factory=list)

    # What people do, each through the form and the address made for it.

    def post(self, who: User, address: str, /, **data: Any) -> None:
        if who.pk not in self.clients:
            self.clients[who.pk] = Client()
            self.clients[who.pk].force_login(
                who, backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        response = self.clients[who.pk].post(address, data)
        assert response.status_code == 302, (address, response.status_code)

    def draft(self, number: int, author: User | None = None, *, full: bool = True) -> Submission:
        """Write a text with the form's three steps."""
        author = author or self.author
        item = drafts.start(author)
        typed = loads.story(number, full=full)
        for step in fields.Step:
            item = self.write(item, step, typed, author)
        if full:
            self.attach(item)
        return item

    def attach(self, item: Submission) -> None:
        """Add files under hostile names; room for one more is left."""
        for name in islice(self.file_names, settings.ATTACHMENTS_MOST - 1):
            factories.attachment(item, name=name)

    def write(self, item: Submission, step: str, typed: dict[str, Any], author: User) -> Submission:
        item.refresh_from_db()
        values = cleaned(step, typed)
        return drafts.save(item, step, values, expected=drafts.seen(item, step), actor=author)

    def move(self, item: Submission, verb: str, who: User, **data: Any) -> None:
        item.refresh_from_db()
        at_desk = who in {self.officer, self.publisher}
        address = reverse(f"casestudies:{'decide' if at_desk else 'move'}", args=[item.reference, verb])
        move = SUBMISSIONS.move(verb)
        assert move is not None
        if move.say.name != "NOTHING":
            data["words"] = next(self.words)
        before = Event.objects.count()
        self.post(who, address, version=item.version, key=str(uuid4()), **data)
        assert Event.objects.count() > before, verb
        item.refresh_from_db()

    def letter(self) -> dict[str, str]:
        return {"letter": next(self.letters), "letter_language": "en"}

    def reviewed(self, number: int) -> Submission:
        item = self.draft(number)
        self.move(item, "submit", self.author)
        self.move(item, "clear", self.contact_point)
        self.move(item, "claim", self.officer)
        return item

    def asked(self, number: int) -> Submission:
        """A text that came back with points, each of which was answered."""
        item = self.reviewed(number)
        pins = reverse("casestudies:pin", args=[item.reference])
        keys = cycle(loads.LOADS)
        for at, words in enumerate(loads.texts(1_900)):
            kinds = {"blocking": "on"} | ({"internal": "on"} if at % 3 == 0 else {})
            self.post(self.officer, pins, field=next(keys), words=words, **kinds)
        due = {"due_on": "2099-01-15"}
        self.move(item, "request_changes", self.officer, **due, **self.letter())
        points = Point.objects.about(SUBMISSIONS.name, item.pk).told().order_by("pk")
        for point in points:
            address = reverse("casestudies:answer", args=[item.reference, point.pk])
            self.post(self.author, address, answer=next(self.answers))
        return item

    def sent_again(self, number: int) -> Submission:
        """A text in which nearly everything changed since it was cleared."""
        item = self.asked(number)
        for step in fields.Step:
            self.write(item, step, loads.story(number + 1), self.author)
        self.move(item, "submit", self.author)
        return item

    def show(self, what: str, address: str, who: User | AnonymousUser = STRANGER, status: int = 200) -> None:
        self.places.append(Place(what, address, who, status))

    def show_in_room(self, what: str, item: Submission, who: User | None = None, query: str = "") -> None:
        self.show(what, item.get_absolute_url() + query, who or self.author)

    def show_at_desk(self, what: str, item: Submission, who: User | None = None, query: str = "") -> None:
        self.show(what, item.get_desk_url() + query, who or self.officer)


class _Lists(dict[str, Any]):
    """What a form reads from: one value or several under a name."""

    def getlist(self, name: str) -> list[Any]:
        value = self.get(name, [])
        return value if isinstance(value, list) else [value]


def typed_into(step: str, number: int) -> dict[str, Any]:
    """Give what somebody types into one step, as a browser sends it."""
    own = {entry.key for entry in fields.fields_of(step)}
    return dict(loads.posted({key: value for key, value in loads.story(number).items() if key in own}))


def cleaned(step: str, typed: dict[str, Any]) -> dict[str, Any]:
    """Give what the form of a step makes of a text; it takes everything."""
    own = {entry.key for entry in fields.fields_of(step)} & typed.keys()
    data = dict(loads.posted({key: typed[key] for key in own}))
    form = StoryForm(_Lists(data), step=step, content={}, seen="")
    assert form.is_valid(), form.errors
    return {key: value for key, value in form.values().items() if key in own}
