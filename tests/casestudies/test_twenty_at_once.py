"""The same form arrives twenty times at once: one effect, one event, one letter to each person."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from casestudies.by_letter import ClearanceLetter
from casestudies.models import Submission
from casestudies.workflow import MOVES
from letters.models import Letter
from members.models import RoleHeld
from moderation.models import Clearance, Event
from tests import factories, people
from tests.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.threads]
TIMES = 20
# state, move, who makes it, on which side
DECISIVE = [
    ("draft", "submit", "author", "move"),
    ("in_clearance", "clear", "contact_point", "move"),
    ("in_clearance", "return", "contact_point", "move"),
    ("submitted", "claim", "officer", "decide"),
    ("submitted", "assign", "officer", "decide"),
    ("in_review", "request_changes", "officer", "decide"),
    ("in_review", "accept", "officer", "decide"),
    ("in_review", "decline", "officer", "decide"),
    ("declined", "reopen", "publisher", "decide"),
    ("awaiting_confirmation", "confirm", "contact_point", "move"),
    ("awaiting_confirmation", "dispute", "contact_point", "move"),
    ("accepted", "publish", "publisher", "decide"),
    ("accepted", "schedule", "publisher", "decide"),
    ("accepted", "withdraw", "contact_point", "move"),
    ("published", "retract", "contact_point", "move"),
    ("published", "new_submission", "author", "move"),
    ("retracted", "restore", "contact_point", "move"),
    ("in_review", "release", "officer", "decide"),
    ("changes_requested", "take_back", "officer", "decide"),
    ("scheduled", "unschedule", "publisher", "decide"),
    ("draft", "hand_over", "author", "move"),
    ("published", "still_true", "contact_point", "move"),
    ("in_clearance", "record_letter", "officer", "decide"),
    ("in_clearance", "clear_by_letter", "second_officer", "decide"),
]
BY_LETTER = {"record_letter", "clear_by_letter"}
CONSENTS = {"clear", "confirm", "clear_by_letter"}
WITHOUT_LETTERS = {"new_submission", "take_back", "still_true"}


def test_every_move_that_somebody_makes_is_tried() -> None:
    assert {verb for _state, verb, _who, _side in DECISIVE} == {move.name for move in MOVES if move.who}


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def answers_to(person: object, url: str, data: dict[str, Any]) -> set[int]:
    """Send one form from twenty windows at once, and once more when all are answered; give the statuses."""
    browsers = _browsers_of(person)
    return {*_post_at_once(browsers, url, data), *_post_at_once(browsers[:1], url, data)}


def _post_at_once(browsers: list[Client], url: str, data: dict[str, Any]) -> list[int]:
    def post(browser: Client) -> int:
        mine = {name: value() if callable(value) else value for name, value in data.items()}
        return browser.post(url, mine).status_code

    return at_once(*[partial(post, browser) for browser in browsers])


def _browsers_of(person: object) -> list[Client]:
    """Give the same session in twenty windows."""
    first = Client()
    first.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    first.handler.load_middleware()
    others = [Client() for _ in range(TIMES - 1)]
    for other in others:
        other.cookies.update(first.cookies)
        other.handler = first.handler
    return [first, *others]


@pytest.mark.parametrize(("state", "verb", "who", "side"), DECISIVE, ids=[row[1] for row in DECISIVE])
def test_twenty_identical_posts_have_one_effect(
    file_database: None, state: str, verb: str, who: str, side: str
) -> None:
    cast = people.cast()
    item: Submission = people.submission_in(state, cast)
    if verb == "request_changes":
        factories.point(item, cast.officer)
    if verb in BY_LETTER:
        RoleHeld.objects.filter(user=cast.contact_point).delete()
    if verb == "clear_by_letter":
        factories.letter_recorded(item, cast.officer)
    events, clearances, submissions = (
        Event.objects.count(),
        Clearance.objects.count(),
        Submission.objects.count(),
    )
    data = {
        "version": item.version,
        "key": str(uuid4()),
        "words": "Words.",
        "reason": "outside",
        "due_on": "2099-01-01",
        "publish_at": "2099-01-01T10:00",
        "colleague": (cast.colleague if verb == "hand_over" else cast.second_officer).pk,
        "signatory": "A. Director, Director-General",
        "signed_on": "2026-11-02",
        "seal": item.current.sha256 if item.current else "",
        "file": lambda: SimpleUploadedFile("letter.png", factories.picture()),
    }
    url = reverse(f"casestudies:{side}", args=[item.reference, verb])
    assert answers_to(getattr(cast, who), url, data) == {302}
    event = Event.objects.get(key=data["key"])
    assert Event.objects.count() == events + 1
    assert Clearance.objects.count() == clearances + (verb in CONSENTS)
    assert Submission.objects.count() == submissions + (verb == "new_submission")
    assert Submission.objects.get(pk=item.pk).version == item.version + 1
    written = [
        (letter.kind, letter.recipient_id) for letter in Letter.objects.filter(key__startswith=event.key)
    ]
    assert len(written) == len(set(written))
    assert bool(written) == (verb not in WITHOUT_LETTERS)
    assert ClearanceLetter.objects.count() == (verb in BY_LETTER)


def test_a_button_pressed_twenty_times_begins_one_draft(file_database: None) -> None:
    cast = people.cast()
    assert answers_to(cast.author, reverse("casestudies:new"), {}) == {302}
    first = Submission.objects.get()
    first.draft["title"] = "Something stands here"
    first.save()
    assert answers_to(cast.author, reverse("casestudies:new"), {}) == {302}
    assert Submission.objects.count() == 2
    # What a colleague has begun is the colleague's.
    assert answers_to(cast.colleague, reverse("casestudies:new"), {}) == {302}
    assert Submission.objects.count() == 3
