"""Each row of the three tables, as docs/workflow.md has it: where it leads, which words it wants, who learns of it."""

from __future__ import annotations

import pytest

from casestudies.workflow import SUBMISSIONS
from feedback.states import CITABLE
from feedback.workflow import REMARKS
from modules.workflow import EDITIONS

TABLES = {"SUBMISSIONS": SUBMISSIONS, "REMARKS": REMARKS, "EDITIONS": EDITIONS}
# Move → where it leads (nothing: the move itself chooses), which words it wants, what else is to be known.
EXPECTED = {
    "SUBMISSIONS": {
        "submit": ("in_clearance", "nothing", ""),
        "clear": ("submitted", "optional", ""),
        "record_letter": ("in_clearance", "nothing", ""),
        "clear_by_letter": ("submitted", "optional", ""),
        "return": ("", "required", ""),
        "claim": ("in_review", "nothing", "internal"),
        "assign": ("in_review", "nothing", "internal"),
        "release": ("submitted", "nothing", "internal"),
        "request_changes": ("changes_requested", "optional", ""),
        "accept": ("", "optional", ""),
        "confirm": ("accepted", "optional", ""),
        "dispute": ("in_review", "required", ""),
        "decline": ("declined", "required", ""),
        "reopen": ("in_review", "optional", ""),
        "take_back": ("", "nothing", "internal"),
        "withdraw": ("withdrawn", "optional", ""),
        "hand_over": ("", "optional", ""),
        "publish": ("published", "optional", "public"),
        "schedule": ("scheduled", "optional", ""),
        "unschedule": ("accepted", "optional", ""),
        "miss": ("accepted", "nothing", "internal"),
        "supersede": ("superseded", "nothing", ""),
        "retract": ("retracted", "required", "public"),
        "restore": ("published", "optional", "public"),
        "new_submission": ("published", "nothing", ""),
        "still_true": ("published", "nothing", "public"),
    },
    "REMARKS": {
        "clear": ("received", "optional", ""),
        "return": ("returned", "required", ""),
        "resend": ("in_clearance", "nothing", ""),
        "acknowledge": ("triaged", "nothing", ""),
        "consider": ("under_consideration", "nothing", "public"),
        "ask_back": ("needs_info", "required", ""),
        "answer_back": ("", "required", ""),
        "go_on": ("", "nothing", ""),
        "plan": ("planned", "nothing", "public"),
        "defer": ("deferred", "required", "public"),
        "merge": ("merged", "nothing", ""),
        "unmerge": ("triaged", "nothing", ""),
        "refer": ("referred", "optional", "public"),
        "out_of_scope": ("out_of_scope", "required", "public"),
        "no_change": ("no_change", "required", "public"),
        "release": ("", "nothing", "public"),
        "show": ("", "nothing", "internal public"),
        "close": ("closed", "nothing", "public"),
        "put_back": ("under_consideration", "nothing", "public"),
        "reopen": ("triaged", "required", "public"),
        "withdraw": ("withdrawn", "optional", "public"),
    },
    "EDITIONS": {
        "send_for_review": ("in_review", "optional", ""),
        "approve": ("approved", "optional", ""),
        "table": ("tabled", "nothing", ""),
        "endorse": ("endorsed", "nothing", ""),
        "publish": ("published", "optional", "public"),
        "schedule": ("scheduled", "nothing", ""),
        "unschedule": ("", "optional", ""),
        "miss": ("", "nothing", ""),
        "supersede": ("superseded", "nothing", ""),
        "request_changes": ("drafting", "required", ""),
        "publish_correction": ("published", "required", "public"),
        "confirm": ("", "optional", ""),
        "discard": ("discarded", "required", ""),
    },
}
# What nobody asks for: no page offers it, so its states are named here.
BY_ITSELF = {
    "SUBMISSIONS": {"miss": ("scheduled",), "supersede": ("published",)},
    "REMARKS": {"close": CITABLE, "put_back": ("planned",)},
    "EDITIONS": {"miss": ("scheduled",), "supersede": ("published",)},
}
ROWS = [(table, verb) for table, moves in EXPECTED.items() for verb in moves]


@pytest.mark.parametrize("table", TABLES)
def test_no_row_is_unexpected(table: str) -> None:
    assert [move.name for move in TABLES[table].moves] == list(EXPECTED[table])
    by_itself = {move.name: move.sources for move in TABLES[table].moves if not move.who}
    assert by_itself == BY_ITSELF[table]


@pytest.mark.parametrize(("table", "verb"), ROWS)
def test_a_row_leads_where_it_should_and_tells_whom_it_should(table: str, verb: str) -> None:
    move = TABLES[table].move(verb)
    assert move is not None
    leads_to = move.target if isinstance(move.target, str) else ""
    marks = [mark for mark in ("internal", "public") if getattr(move, mark)]
    assert (leads_to, move.say.value, " ".join(marks)) == EXPECTED[table][verb]


@pytest.mark.parametrize("table", TABLES)
def test_a_row_names_states_of_its_own_table_only(table: str) -> None:
    workflow = TABLES[table]
    named = {state for move in workflow.moves for state in move.sources}
    assert named <= set(workflow.states)
