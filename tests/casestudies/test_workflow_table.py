"""Every role × every state × every move, against the table of docs/workflow.md and over HTTP."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from casestudies.models import Submission
from casestudies.states import S
from casestudies.workflow import MOVES, SUBMISSIONS
from members.models import User
from moderation.models import Event
from moderation.workflow import available
from tests import factories, people
from tests.factories import PATHS

pytestmark = pytest.mark.django_db

WRITERS = {"author", "colleague", "contact_point"}
OFFICERS = {"officer", "second_officer"}
# What docs/workflow.md says: state → move → who is offered it (possible or with what is missing).
EXPECTED: dict[str, dict[str, set[str]]] = {
    S.DRAFT: {"submit": WRITERS, "hand_over": WRITERS, "withdraw": {"author", "contact_point"}},
    S.IN_CLEARANCE: {
        "clear": {"contact_point"},
        "record_letter": OFFICERS,
        "clear_by_letter": OFFICERS | {"publisher"},
        "return": {"contact_point"},
        "withdraw": {"author", "contact_point"},
    },
    S.SUBMITTED: {
        "claim": OFFICERS,
        "assign": OFFICERS,
        "decline": OFFICERS,
        "withdraw": {"contact_point"},
    },
    S.IN_REVIEW: {
        "assign": OFFICERS,
        "release": {"officer"},
        "request_changes": {"officer"},
        "accept": {"officer"},
        "decline": OFFICERS,
        "withdraw": {"contact_point"},
    },
    S.CHANGES_REQUESTED: {
        "submit": WRITERS,
        "hand_over": WRITERS,
        "withdraw": {"contact_point"},
        "take_back": {"officer"},
    },
    S.AWAITING_CONFIRMATION: {
        "confirm": {"contact_point"},
        "dispute": {"contact_point"},
        "withdraw": {"contact_point"},
        "take_back": {"officer"},
    },
    S.ACCEPTED: {
        "publish": {"publisher"},
        "schedule": {"publisher"},
        "withdraw": {"contact_point"},
        "take_back": {"officer"},
    },
    S.SCHEDULED: {"publish": {"publisher"}, "unschedule": {"publisher"}, "withdraw": {"contact_point"}},
    S.PUBLISHED: {
        "retract": {"contact_point", "publisher"},
        "new_submission": WRITERS,
        "still_true": {"contact_point"},
    },
    S.RETRACTED: {"restore": {"contact_point"}},
    S.SUPERSEDED: {},
    S.DECLINED: {"reopen": {"publisher"}, "take_back": {"officer"}},
    S.WITHDRAWN: {},
}
AT_DESK = {"officer", "second_officer", "publisher", "auditor"}


def test_table_expects_every_reachable_state() -> None:
    assert set(EXPECTED) == set(PATHS) == set(S.values)


@pytest.mark.parametrize("state", EXPECTED)
def test_moves_offered(state: str) -> None:
    cast = people.cast()
    item = people.submission_in(state, cast)
    for name, person in cast.items():
        offered = {offer.move.name for offer in available(SUBMISSIONS, item, person)}
        expected = {verb for verb, who in EXPECTED[state].items() if name in who}
        assert offered == expected, f"{name} in {state}"


@pytest.mark.parametrize("state", EXPECTED)
@pytest.mark.parametrize("side", ["move", "decide"])
@pytest.mark.usefixtures("bare_refusals")
def test_moves_not_offered_are_refused_and_change_nothing(client: Client, state: str, side: str) -> None:
    cast = people.cast()
    item = people.submission_in(state, cast)
    before = _picture(item)
    for name, person in cast.items():
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        for move in MOVES:
            if name in EXPECTED[state].get(move.name, set()):
                continue
            response = _post(client, side, item, move.name)
            role = move.role_of(person, item)
            here = (
                role in {"contributor", "contact_point"}
                if side == "move"
                else role in {"case_officer", "publisher"}
            )
            seen = side == "move" or (item.cleared_id is not None and state != S.WITHDRAWN)
            allowed = {409} if here and seen and state not in move.sources else {403, 404}
            assert response.status_code in allowed, f"{name} {move.name} in {state}: {response.status_code}"
    assert _picture(item) == before


@pytest.mark.parametrize("side", ["move", "decide"])
def test_moves_need_somebody_signed_in(client: Client, side: str) -> None:
    item = people.submission_in(S.SUBMITTED, people.cast())
    before = _picture(item)
    for move in MOVES:
        assert _post(client, side, item, move.name).status_code == 302
    assert _picture(item) == before


def _post(client: Client, side: str, item: Submission, verb: str):  # noqa: ANN202
    colleague = "colleague" if verb == "hand_over" else "second.officer"
    data = {
        "version": item.version,
        "key": str(uuid4()),
        "words": "Words.",
        "reason": "outside",
        "due_on": "2099-01-01",
        "publish_at": "2099-01-01T10:00",
        "colleague": User.objects.get(email=f"{colleague}@example.org").pk,
        "seal": "0" * 64,
        "signatory": "A. Director, Director-General",
        "signed_on": "2026-11-02",
        "file": SimpleUploadedFile("letter.png", factories.picture()),
    }
    return client.post(reverse(f"casestudies:{side}", args=[item.reference, verb]), data)


def _picture(item: Submission) -> tuple[object, ...]:
    fresh = Submission.objects.get(pk=item.pk)
    return fresh.state, fresh.version, fresh.holder_id, fresh.current_id, Event.objects.count()
