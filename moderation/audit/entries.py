"""One line of the audit trail, whichever of the two records it stands in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from members.models import PeopleEvent, User
from members.roles import Role
from moderation import registry
from moderation.history import past
from moderation.models import Event, Moderated

PEOPLE = "people"
MOMENT = "%Y%m%dT%H%M%S%fZ"
LARGEST_KEY = 2**63 - 1
# Among lines of the same moment, moves stand before what happened to people.
RANKS = {"m": 1, "p": 0}
READERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})

Row = Event | PeopleEvent


class Place(NamedTuple):
    """Where a line stands: the newest first; the record and the key decide between equal moments."""

    at: datetime
    rank: int
    pk: int

    def __str__(self) -> str:
        letter = next(letter for letter, rank in RANKS.items() if rank == self.rank)
        return f"{self.at.astimezone(UTC).strftime(MOMENT)}_{letter}{self.pk}"

    @classmethod
    def read(cls, text: str) -> Place | None:
        """Read what an address says; anything that is not a place is none."""
        moment, _sign, key = text.partition("_")
        rank, number = RANKS.get(key[:1]), key[1:]
        if rank is None or not (number.isascii() and number.isdecimal() and len(number) < 20):  # noqa: PLR2004
            return None
        try:
            place = cls(datetime.strptime(moment, MOMENT).replace(tzinfo=UTC), rank, int(number))
        except ValueError:
            return None
        return place if place.pk <= LARGEST_KEY else None


def may_read(user: User) -> bool:
    """Whether the audit trail is open to this person."""
    return bool(user.roles & READERS)


def place_of(row: Row) -> Place:
    return Place(row.at, RANKS["m" if isinstance(row, Event) else "p"], row.pk)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line as this reader may see it; ``item`` is there when its page is open to the reader."""

    row: Row
    item: Moderated | None = None
    words_hidden: bool = False

    @property
    def kind(self) -> str:
        return self.row.workflow if isinstance(self.row, Event) else PEOPLE

    @property
    def kind_label(self) -> str:
        return kind_label(self.kind)

    @property
    def move(self) -> str:
        """Name the move as the history of its item does."""
        if isinstance(self.row, Event):
            return past(registry.workflow(self.row.workflow), self.row.verb)
        return str(self.row.get_verb_display())

    @property
    def source(self) -> str:
        return self._state(self.row.source) if isinstance(self.row, Event) else ""

    @property
    def target(self) -> str:
        return self._state(self.row.target) if isinstance(self.row, Event) else ""

    @property
    def who(self) -> str:
        """Name who did it; nobody is a person without an account."""
        return str(self.row.actor) if self.row.actor else _("Somebody without an account")

    @property
    def to_whom(self) -> str:
        """Name the person a change of standing is about, with an account or still without one."""
        if isinstance(self.row, Event):
            return ""
        about = self.row.person or self.row.invitation or self.row.request
        return str(about) if about else ""

    @property
    def words(self) -> str:
        return "" if self.words_hidden else self.row.words

    @property
    def url(self) -> str:
        """Give the page of the item, where it is open to this reader."""
        found: Any = self.item
        return str(found.get_desk_url()) if found is not None else ""

    def _state(self, code: str) -> str:
        state = registry.workflow(self.kind).states.get(code)
        return str(state.label) if state else code


def kind_label(kind: str) -> str:
    if kind == PEOPLE:
        return _("People")
    return capfirst(str(registry.workflow(kind).model._meta.verbose_name))


def entries(reader: User, rows: Iterable[Row]) -> list[Entry]:
    """Give lines as this person may read them; one query for each kind of item among them.

    Who did what and when stands in every line. The words of a move, internal ones too, are for those to
    whom the desk opens its item: not for administrators, and not while an administration has cleared
    nothing or has taken its item back. The words of the record of people are for both.
    """
    rows = list(rows)
    items = _open_items(reader, rows)
    return [_entry(row, items) for row in rows]


def _entry(row: Row, items: dict[tuple[str, int], Moderated]) -> Entry:
    if isinstance(row, PeopleEvent):
        return Entry(row)
    item = items.get((row.workflow, row.item))
    return Entry(row, item, words_hidden=item is None)


def _open_items(reader: User, rows: Iterable[Row]) -> dict[tuple[str, int], Moderated]:
    numbers: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        if isinstance(row, Event):
            numbers[row.workflow].add(row.item)
    found: dict[tuple[str, int], Moderated] = {}
    for name, keys in numbers.items():
        items: Any = registry.workflow(name).items
        found.update(
            {
                (name, item.pk): item
                for item in items.at_desk_for(reader).filter(pk__in=keys).only("reference")
            }
        )
    return found
