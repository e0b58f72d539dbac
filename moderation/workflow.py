"""The vocabulary of a table of moves: plain data that each content app fills in on one screen."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.models import User
from members.roles import Role
from moderation.models import Event, Moderated
from moderation.states import State, Words

WORDS_WANTED = _("Write a sentence or two, so that the others know why.")


class Say(StrEnum):
    """Whether a move wants words from whoever makes it."""

    NOTHING = "nothing"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(slots=True)
class Step:
    """One attempt at one move: what guards look at and what a change writes from."""

    item: Moderated
    move: Move
    actor: User
    role: Role
    words: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    revision_sha: str = ""
    reason: str = ""
    at: datetime = field(default_factory=timezone.now)


@dataclass(frozen=True, slots=True)
class Party:
    """Who may: called with a person and an item, gives the role in which he may make the move, or None."""

    label: str
    role_of: Callable[[User, Any], Role | None]

    def __call__(self, actor: User, item: Moderated) -> Role | None:
        return self.role_of(actor, item)


# What must hold: gives one plain sentence for each thing that does not.
Guard = Callable[[Step], Iterable[Words]]


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table."""

    name: str
    label: Words
    # How the history names it once it is made.
    past: Words
    sources: tuple[str, ...]
    # A state, or a function that chooses one from the states named in ``targets``.
    target: str | Callable[[Step], str]
    # Nobody: the move happens by itself, through another move or because its time has come.
    who: tuple[Party, ...]
    guards: tuple[Guard, ...] = ()
    say: Say = Say.NOTHING
    targets: tuple[str, ...] = ()
    # Locks what the move writes in besides its item, before the item itself; called with the item as it was seen.
    holds: Callable[[Any], None] | None = None
    # Written in the same transaction, after the guards and before the event.
    change: Callable[[Step], None] | None = None
    # Internal moves are not shown to the administration.
    internal: bool = False
    # What strangers see reads differently afterwards.
    public: bool = False
    # The primary button of its page, a plain one, or one that ends something.
    tone: str = "second"

    def role_of(self, actor: User, item: Moderated) -> Role | None:
        """Give the role in which this person may make this move on this item, or None."""
        return next((role for party in self.who if (role := party(actor, item)) is not None), None)

    def arrives(self, step: Step) -> str:
        return self.target if isinstance(self.target, str) else self.target(step)


@dataclass(frozen=True, slots=True)
class Workflow:
    """A table of moves with its states, and what to do once a move is made."""

    name: str
    model: type[Moderated]
    states: Mapping[str, State]
    moves: tuple[Move, ...]
    # Called in the transaction with the event: writes the letters, brings the search index up to date.
    notify: Callable[[Moderated, Event], None]
    # How the history names what is done without a move, by the event's verb; see ``moderation.noting``.
    notes: Mapping[str, Words] = field(default_factory=dict)

    @property
    def items(self) -> models.QuerySet[Any]:
        return self.model._default_manager.all()  # noqa: SLF001 - Django's documented name for it

    def move(self, name: str) -> Move | None:
        return next((move for move in self.moves if move.name == name), None)

    def state(self, item: Moderated) -> State:
        return self.states[item.state]


@dataclass(frozen=True, slots=True)
class Offer:
    """A move this person may make now, or could if what is missing were there."""

    move: Move
    missing: tuple[Words, ...] = ()

    @property
    def possible(self) -> bool:
        return not self.missing


def available(
    workflow: Workflow, item: Moderated, actor: User, *, only: Container[str] | None = None
) -> list[Offer]:
    """Give the moves that this state and this person's roles allow, with what is still missing for each.

    ``only`` names those that a list shows, so that nothing is asked about the others.
    """
    offers = []
    for move in workflow.moves:
        if item.state not in move.sources or (only is not None and move.name not in only):
            continue
        role = move.role_of(actor, item)
        if role is None:
            continue
        step = Step(item=item, move=move, actor=actor, role=role)
        offers.append(Offer(move, tuple(missing for guard in move.guards for missing in guard(step))))
    return offers
