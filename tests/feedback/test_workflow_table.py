"""Every role × every state × every move of a remark, offered and posted."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from feedback.states import STATES, S
from feedback.workflow import MOVES, REMARKS
from moderation.models import Event
from moderation.workflow import available
from tests import people
from tests.feedback.paths import remark_in

pytestmark = pytest.mark.django_db

OFFICERS = {"officer", "second_officer"}
AUTHOR, CONTACT, PUBLISHER = {"author"}, {"contact_point"}, {"publisher"}
IN_HAND = {
    "ask_back": OFFICERS,
    "plan": OFFICERS,
    "defer": OFFICERS,
    "merge": OFFICERS,
    "refer": OFFICERS,
    "out_of_scope": OFFICERS,
    "no_change": OFFICERS,
    "release": PUBLISHER,
    "withdraw": AUTHOR,
}
EXPECTED: dict[str, dict[str, set[str]]] = {
    S.IN_CLEARANCE: {"clear": CONTACT, "return": CONTACT, "withdraw": AUTHOR},
    S.RETURNED: {"resend": AUTHOR, "withdraw": AUTHOR},
    S.RECEIVED: {"acknowledge": OFFICERS, "merge": OFFICERS, "withdraw": AUTHOR},
    S.TRIAGED: {**IN_HAND, "consider": OFFICERS},
    S.NEEDS_INFO: {"answer_back": AUTHOR, "go_on": OFFICERS, "withdraw": AUTHOR},
    S.UNDER_CONSIDERATION: IN_HAND,
    S.PLANNED: {
        "defer": OFFICERS,
        "no_change": OFFICERS,
        "release": PUBLISHER,
        "show": PUBLISHER,
        "withdraw": AUTHOR,
    },
    S.DEFERRED: {
        "consider": OFFICERS,
        "plan": OFFICERS,
        "no_change": OFFICERS,
        "release": PUBLISHER,
        "show": PUBLISHER,
        "withdraw": AUTHOR,
    },
    S.MERGED: {"unmerge": OFFICERS, "withdraw": AUTHOR},
    S.REFERRED: {"release": PUBLISHER, "show": PUBLISHER},
    S.OUT_OF_SCOPE: {"release": PUBLISHER, "show": PUBLISHER},
    S.NO_CHANGE: {"release": PUBLISHER, "show": PUBLISHER, "reopen": AUTHOR | OFFICERS},
    S.CLOSED: {"show": PUBLISHER, "reopen": AUTHOR | OFFICERS},
    S.WITHDRAWN: {},
}


def test_every_state_and_every_move_is_expected() -> None:
    assert set(EXPECTED) == set(STATES) == set(S.values)
    by_people = {move.name for move in MOVES if move.who}
    assert {verb for moves in EXPECTED.values() for verb in moves} == by_people
    assert {move.name for move in MOVES} - by_people == {"close", "put_back"}


@pytest.mark.parametrize("state", EXPECTED)
def test_moves_offered(state: str) -> None:
    cast = people.cast()
    item = remark_in(state, cast)
    for name, person in cast.items():
        offered = {offer.move.name for offer in available(REMARKS, item, person)}
        assert offered == {verb for verb, who in EXPECTED[state].items() if name in who}, f"{name} in {state}"


@pytest.mark.parametrize("state", EXPECTED)
@pytest.mark.parametrize("side", ["move", "decide"])
@pytest.mark.usefixtures("bare_refusals")
def test_moves_not_offered_are_refused_and_change_nothing(client: Client, state: str, side: str) -> None:
    cast = people.cast()
    item = remark_in(state, cast)
    before = (item.state, item.version, Event.objects.count())
    for name, person in cast.items():
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        page = item.get_desk_url() if side == "decide" else item.get_absolute_url()
        # Whoever cannot open the page is turned away before any move is looked at: one is enough.
        closed = client.get(page).status_code != 200
        for move in MOVES[:1] if closed else MOVES:
            if name in EXPECTED[state].get(move.name, set()):
                continue
            url = reverse(f"feedback:{side}", args=[item.reference, move.name])
            response = client.post(url, {"version": item.version, "key": str(uuid4()), "words": "Words."})
            role = move.role_of(person, item)
            # A form of its own may be incomplete before it is late.
            late = {409, 422} if role is not None and state not in move.sources else set()
            assert response.status_code in {403, 404} | late, f"{name} {move.name}"
    item.refresh_from_db()
    assert (item.state, item.version, Event.objects.count()) == before
