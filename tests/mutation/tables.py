"""Faults in the rows of the three tables of moves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from casestudies.workflow import SUBMISSIONS
from feedback.workflow import REMARKS
from members.models import User
from members.roles import OF_ADMINISTRATION, OF_SECRETARIAT, Role
from moderation.models import Moderated
from moderation.workflow import Move, Party, Say, Workflow
from modules.workflow import EDITIONS
from tests.mutation.faults import Fault, NotPlanted, Seen, Test

TABLES = {
    "SUBMISSIONS": (SUBMISSIONS, "tests/casestudies/test_workflow_table.py"),
    "REMARKS": (REMARKS, "tests/feedback/test_workflow_table.py"),
    "EDITIONS": (EDITIONS, "tests/modules/test_edition_workflow.py"),
}
# What each row says of itself; takes no time.
ROWS = "tests/moderation/test_rows.py::"
# Nobody needs more tests than these to judge one row; with fewer looking, more faults survive, not fewer.
MOST = 120


def faults() -> Iterator[Fault]:
    for where, (workflow, file) in TABLES.items():
        for move in workflow.moves:
            for name, field, value, states in _changes(workflow, move):
                yield Fault(
                    where,
                    f"{move.name}, {name}",
                    _planter(move, field, value),
                    _chooser(workflow, file, move, states),
                )


Change = tuple[str, str, Any, tuple[str, ...]]


def _changes(workflow: Workflow, move: Move) -> Iterator[Change]:
    """Give each fault as its name, the field, its wrong value, and the states that show it best."""
    yield from _of_guards(move)
    yield from _of_states(workflow, move)
    yield from _of_parties(move)
    if move.say is Say.REQUIRED:
        yield "say required → optional", "say", Say.OPTIONAL, ()
    else:
        yield f"say {move.say.value} → required", "say", Say.REQUIRED, ()
    if move.change is not None:
        yield "change dropped", "change", None, ()
    yield f"internal → {not move.internal}", "internal", not move.internal, ()
    yield f"public → {not move.public}", "public", not move.public, ()


def _of_guards(move: Move) -> Iterator[Change]:
    for guard in move.guards:
        rest = tuple(other for other in move.guards if other is not guard)
        yield f"guard {guard.__name__} dropped", "guards", rest, ()


def _of_states(workflow: Workflow, move: Move) -> Iterator[Change]:
    for state in move.sources:
        rest = tuple(other for other in move.sources if other != state)
        yield f"source {state} removed", "sources", rest, (state,)
    for state in workflow.states:
        if state not in move.sources:
            yield f"source {state} added", "sources", (*move.sources, state), (state,)
    wrong = move.targets or (move.sources[0], next(reversed(workflow.states)))
    for state in wrong:
        if state != move.target and state in workflow.states:
            yield f"target → {state}", "target", state, ()


def _of_parties(move: Move) -> Iterator[Change]:
    if len(move.who) > 1:
        for party in move.who:
            rest = tuple(other for other in move.who if other is not party)
            yield f"party “{party.label}” dropped", "who", rest, move.sources
    elif move.who:
        yield f"party “{move.who[0].label}” dropped", "who", (), move.sources
    for wider in WIDER:
        yield f"party widened by “{wider.label}”", "who", (*move.who, wider), move.sources


def _anybody(roles: frozenset[Role]) -> Callable[[User, Moderated], Role | None]:
    return lambda actor, _item: next((role for role in Role if role in roles & actor.roles), None)


def _the_author(actor: User, item: Moderated) -> Role | None:
    return next(iter(actor.roles), None) if actor.pk and item.author_id == actor.pk else None


WIDER = (
    Party("anybody of the Secretariat", _anybody(OF_SECRETARIAT)),
    Party("anybody of any administration", _anybody(OF_ADMINISTRATION)),
    Party("its author", _the_author),
)


def _planter(move: Move, field: str, value: object) -> Callable[[], None]:
    def plant() -> None:
        if getattr(move, field) == value:
            raise NotPlanted
        # In place: whoever has the row at hand, a test too, has it with the fault, as in a changed file.
        object.__setattr__(move, field, value)

    return plant


def _chooser(
    workflow: Workflow, file: str, move: Move, states: tuple[str, ...]
) -> Callable[[Seen], list[Test]]:
    def choose(seen: Seen) -> list[Test]:
        row = (workflow.name, move.name)
        offered = re.compile(rf"{file}::test_moves_offered\[(\w+-)?({'|'.join(states)})\]")
        shown = [test for test in seen.seconds if test.startswith(ROWS) or offered.fullmatch(test)]
        shown.sort(key=seen.seconds.__getitem__)
        tests = sorted(
            seen.attempts.get(row, frozenset()),
            key=lambda test: (seen.last[test] != row, seen.seconds[test]),
        )
        return list(dict.fromkeys([*shown, *tests[:MOST]]))

    return choose
