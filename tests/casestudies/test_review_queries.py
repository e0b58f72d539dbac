"""The review page costs at most twelve queries in every state, on every way there, for everybody at the desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casestudies import narrowing
from casestudies.models import Submission
from casestudies.workflow import SUBMISSIONS
from members.models import RoleHeld, User
from members.roles import Role
from moderation.models import Point
from tests import factories, people
from tests.factories import make, move

pytestmark = pytest.mark.django_db

# Many points cost no more than a few: ``tests/guide_portal/test_queries.py``.
MOST, POINTS = 12, 2
STATES = ("submitted", "in_review", "changes_requested", "awaiting_confirmation", "accepted", "scheduled")
STATES += ("declined", "published", "retracted", "superseded")


@pytest.fixture
def cast(db: None, settings: Any, tmp_path: Path) -> people.Cast:
    settings.MEDIA_ROOT = tmp_path
    factories.edition()
    made = people.cast()
    RoleHeld.objects.create(user=made.second_officer, role=Role.PUBLISHER)
    return made


def _walk(cast: people.Cast, item: Submission, state: str, *, after: str) -> Submission:
    """Lead a text on from one state to another, as the factories do from the beginning."""
    hands = {"contributor": cast.author, "contact_point": cast.contact_point}
    hands |= {"officer": cast.officer, "publisher": cast.publisher}
    for verb, who in factories.PATHS[state][len(factories.PATHS[after]) :]:
        if verb == "edit":
            factories.edited(item, cast.officer)
        elif verb == "anew":
            factories.published_anew(item, hands)
        else:
            make(item, verb, hands[who])
    return item


def _cleared_by_contact_point(cast: people.Cast, state: str) -> Submission:
    return people.submission_in(state, cast)


def _cleared_by_letter(cast: people.Cast, state: str) -> Submission:
    """Twice by letter, with points and answers between; there is a contact point again afterwards."""
    RoleHeld.objects.filter(user=cast.contact_point).delete()
    item = people.submission_in("in_clearance", cast)
    _verify_letter(cast, item)
    _walk(cast, item, "changes_requested", after="submitted")
    _rewrite(cast, item)
    make(item, "submit", cast.author)
    _verify_letter(cast, item)
    RoleHeld.objects.create(user=cast.contact_point, role=Role.CONTACT_POINT)
    return _walk(cast, item, state, after="submitted")


def _verify_letter(cast: people.Cast, item: Submission) -> None:
    file = SimpleUploadedFile("letter.png", factories.picture(item.current_id or 0))
    factories.letter_recorded(item, cast.second_officer, file=file)
    make(item, "clear_by_letter", cast.publisher)


def _rewrite(cast: people.Cast, item: Submission) -> None:
    """Answer each point, and change the text."""
    done = item.state_since
    Point.objects.update(answer="Yes.", answered_by=cast.author, answered_at=done, settled_at=done)
    item.draft = {**item.draft, "years": "2021–2026", "statement": True}
    item.save(update_fields=["draft"])


def _without_contact_point(cast: people.Cast, state: str) -> Submission:
    """Nobody can clear, confirm or retract any more."""
    item = people.submission_in(state, cast)
    RoleHeld.objects.filter(user=cast.contact_point).delete()
    return item


def _newer_text(cast: people.Cast, state: str) -> Submission:
    """The next text of a case study that is in the library."""
    make(people.submission_in("published", cast), "new_submission", cast.author)
    item = Submission.objects.open().get()
    _rewrite(cast, item)
    return _walk(cast, item, state, after="draft")


def _in_clearance_again(cast: people.Cast, state: str) -> Submission:
    """Changed as asked, and with the administration: the desk still has the text that was cleared."""
    item = people.submission_in("changes_requested", cast)
    _rewrite(cast, item)
    make(item, state, cast.author)
    return item


def _with_everything(cast: people.Cast, state: str) -> Submission:
    """Files, texts set aside, a hand-over, edits disputed and agreed to, fewer readers, all in French."""
    item = factories.draft(cast.author, language="fr", title_en="One window", summary_en="Nine.")
    for number in range(3):
        factories.attachment(item, name=f"Annex {number}.pdf")
        factories.set_aside(item, cast.author)
    move(SUBMISSIONS, item, "hand_over", cast.author, data={"colleague": cast.colleague})
    _walk(cast, item, "awaiting_confirmation", after="draft")
    move(SUBMISSIONS, item, "dispute", cast.contact_point, words="Not these years.")
    factories.edited(item, cast.officer, years="2020–2023")
    make(item, "accept", cast.officer)
    make(item, "confirm", cast.contact_point)
    narrowing.narrow(item, cast.publisher, "members", "", expected_version=item.version, key=uuid4())
    item.refresh_from_db()
    return _walk(cast, item, state, after="accepted")


def _edited(cast: people.Cast, state: str) -> Submission:
    return factories.edited(people.submission_in(state, cast), cast.officer)


Way = Callable[[people.Cast, str], Submission]
WAYS: dict[Way, tuple[str, ...]] = {
    _cleared_by_contact_point: STATES,
    _cleared_by_letter: STATES,
    _without_contact_point: ("accepted", "published"),
    _newer_text: ("in_review", "scheduled", "published"),
    _in_clearance_again: ("submit",),
    _with_everything: ("accepted", "published", "superseded"),
    _edited: ("in_review",),
}


@pytest.mark.parametrize(("way", "state"), [(way, state) for way, states in WAYS.items() for state in states])
def test_review(client: Client, cast: people.Cast, way: Way, state: str) -> None:
    item = way(cast, state)
    Point.objects.bulk_create(factories.unsaved_point(item, cast.officer) for _ in range(POINTS))
    client.get("/en/")  # what is read once for each process is not part of a page's cost
    costs = {
        (who.full_name, view): _cost(client, f"{item.get_desk_url()}?view={view}", who)
        for who, view in (
            (cast.officer, "readers"),
            (cast.second_officer, "changes"),
            (cast.auditor, "clean"),
        )
    }
    assert max(costs.values()) <= MOST, costs


def _cost(client: Client, address: str, who: User) -> int:
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
