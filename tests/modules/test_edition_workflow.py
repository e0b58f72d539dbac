"""Every role × every state × every move of an edition, against the table of docs/workflow.md and over HTTP."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from moderation.models import Event
from moderation.workflow import available
from modules.models import Approval, Edition
from modules.states import S
from modules.workflow import EDITIONS, MOVES
from tests import people
from tests.modules.editing import PATHS, edition_in

pytestmark = pytest.mark.django_db

EDITOR, PUBLISHER = {"editor"}, {"publisher"}
BACK = {"request_changes": PUBLISHER}
CORRECTION = {"publish_correction": PUBLISHER}
EXPECTED: dict[str, dict[str, set[str]]] = {
    S.DRAFTING: {"send_for_review": EDITOR, "discard": EDITOR | PUBLISHER},
    S.IN_REVIEW: {"approve": PUBLISHER, "discard": EDITOR | PUBLISHER, **BACK},
    S.APPROVED: {"table": PUBLISHER, "publish": PUBLISHER, "schedule": PUBLISHER, **BACK},
    S.TABLED: {"endorse": PUBLISHER, **BACK},
    S.ENDORSED: {"publish": PUBLISHER, "schedule": PUBLISHER, **BACK},
    S.SCHEDULED: {"publish": PUBLISHER, "unschedule": PUBLISHER, **BACK},
    S.PUBLISHED: {},
    S.SUPERSEDED: {},
    S.DISCARDED: {},
}
# A minor edition is never tabled, and may be published without approval, as a correction.
OF_MINOR: dict[str, dict[str, set[str]]] = {
    S.DRAFTING: {**EXPECTED[S.DRAFTING], **CORRECTION},
    S.IN_REVIEW: {**EXPECTED[S.IN_REVIEW], **CORRECTION},
    S.APPROVED: {"publish": PUBLISHER, "schedule": PUBLISHER, **BACK},
    S.SCHEDULED: EXPECTED[S.SCHEDULED],
    S.PUBLISHED: {},
    S.SUPERSEDED: {},
    S.DISCARDED: {},
}
KINDS = {"major": EXPECTED, "minor": OF_MINOR}
AT_DESK = {"editor", "language_reviewer", "publisher", "auditor"}


def test_table_expects_every_reachable_state() -> None:
    assert set(EXPECTED) == set(PATHS) == set(S.values)
    assert set(OF_MINOR) == set(S.values) - {S.TABLED, S.ENDORSED}


@pytest.mark.parametrize(("kind", "state"), [(kind, state) for kind in KINDS for state in KINDS[kind]])
def test_moves_offered(kind: str, state: str) -> None:
    cast = people.cast()
    item = edition_in(state, cast, kind)
    assert item.state == state
    for name, person in cast.items():
        offered = {offer.move.name for offer in available(EDITIONS, item, person)}
        expected = {verb for verb, who in KINDS[kind][state].items() if name in who}
        assert offered == expected, f"{name} in {state}"


@pytest.mark.parametrize("state", EXPECTED)
def test_moves_not_offered_are_refused_and_change_nothing(client: Client, state: str) -> None:
    cast = people.cast()
    item = edition_in(state, cast)
    before = _picture(item)
    for name, person in cast.items():
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        for move in MOVES:
            if name in EXPECTED[state].get(move.name, set()):
                continue
            response = _post(client, item, move.name)
            may = name in AT_DESK and move.role_of(person, item) is not None
            allowed = {409} if may and state not in move.sources else {403}
            assert response.status_code in allowed, f"{name} {move.name} in {state}: {response.status_code}"
    assert _picture(item) == before


def test_moves_need_somebody_signed_in(client: Client) -> None:
    item = edition_in(S.IN_REVIEW, people.cast())
    before = _picture(item)
    for move in MOVES:
        assert _post(client, item, move.name).status_code == 302
    assert _picture(item) == before


def _post(client: Client, item: Edition, verb: str):  # noqa: ANN202
    data = {
        "version": item.version,
        "key": str(uuid4()),
        "words": "Words.",
        "body": "PTC",
        "session": "230th",
        "document": "PC0700E1",
        "tabled_on": "2027-03-01",
        "outcome": "Endorsed",
        "endorsed_on": "2027-03-04",
        "publish_at": "2099-01-01T08:00",
    }
    return client.post(reverse("modules:desk_move", args=[item.reference, verb]), data)


def _picture(item: Edition) -> tuple[object, ...]:
    fresh = Edition.objects.get(pk=item.pk)
    return fresh.state, fresh.version, fresh.publish_at, Event.objects.count(), Approval.objects.count()
