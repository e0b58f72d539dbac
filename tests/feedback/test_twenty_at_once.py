"""A move of a remark or of an edition arrives twenty times at once: one effect, one event, one letter each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback import saying
from feedback.workflow import MOVES as REMARK_MOVES
from letters.models import Letter
from members.roles import Role
from moderation.models import Event
from modules.models import Edition
from modules.workflow import MOVES as EDITION_MOVES
from tests import factories, people
from tests.casestudies.test_twenty_at_once import answers_to
from tests.feedback.paths import coming, remark_in
from tests.modules import editing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.threads]
# state, move, who makes it, on which side
REMARKS = [
    ("received", "acknowledge", "officer", "decide"),
    ("triaged", "consider", "officer", "decide"),
    ("triaged", "ask_back", "officer", "decide"),
    ("needs_info", "answer_back", "author", "move"),
    ("under_consideration", "plan", "officer", "decide"),
    ("under_consideration", "defer", "officer", "decide"),
    ("under_consideration", "refer", "officer", "decide"),
    ("under_consideration", "out_of_scope", "officer", "decide"),
    ("under_consideration", "no_change", "officer", "decide"),
    ("triaged", "merge", "officer", "decide"),
    ("under_consideration", "release", "publisher", "decide"),
    ("in_clearance", "clear", "contact_point", "move"),
    ("closed", "reopen", "author", "move"),
    ("received", "withdraw", "author", "move"),
    ("in_clearance", "return", "contact_point", "move"),
    ("returned", "resend", "author", "move"),
    ("needs_info", "go_on", "officer", "decide"),
    ("merged", "unmerge", "officer", "decide"),
    ("no_change", "show", "publisher", "decide"),
]
BY_ITSELF = {"close", "put_back", "miss", "supersede"}
EDITIONS = [
    ("drafting", "send_for_review", "editor"),
    ("in_review", "approve", "publisher"),
    ("approved", "publish", "publisher"),
    ("drafting", "discard", "publisher"),
    ("approved", "table", "publisher"),
    ("tabled", "endorse", "publisher"),
    ("approved", "schedule", "publisher"),
    ("scheduled", "unschedule", "publisher"),
    ("in_review", "request_changes", "publisher"),
    ("drafting", "publish_correction", "publisher"),
    ("corrected", "confirm", "second_publisher"),
]


def test_every_move_that_somebody_makes_is_sent() -> None:
    for moves, rows in ((REMARK_MOVES, REMARKS), (EDITION_MOVES, EDITIONS)):
        assert {row[1] for row in rows} == {move.name for move in moves} - BY_ITSELF


def _sent_twenty_times(person: Any, url: str, data: dict[str, Any]) -> Event:
    before = set(Event.objects.values_list("pk", flat=True))
    assert answers_to(person, url, data) == {302}
    event = Event.objects.get(key=data["key"])
    made = Event.objects.exclude(pk__in=before)
    assert made.exclude(verb="supersede").get() == event
    assert made.count() == 1 + (event.verb in {"publish", "publish_correction"})
    written = [
        (letter.kind, letter.address) for letter in Letter.objects.filter(key__startswith=f"{event.key}:")
    ]
    assert len(written) == len(set(written))
    return event


@pytest.mark.parametrize(("state", "verb", "who", "side"), REMARKS, ids=[row[1] for row in REMARKS])
def test_move_of_a_remark(file_database: None, state: str, verb: str, who: str, side: str) -> None:
    cast = people.cast()
    item = remark_in(state, cast)
    if verb == "release":
        saying.draft_answer(item, cast.officer, "The sponsor signs.", expected_version=item.version)
        item.refresh_from_db()
    data = {"version": item.version, "key": str(uuid4()), "words": "Words.", "referred_to": "A committee"}
    if verb == "plan":
        data |= {
            "planned_for": coming().pk,
            "plan_section": "mission-first",
            "plan_sentence": "It says who signs.",
        }
    if verb == "merge":
        data |= {"into": factories.remark(cast.delegate).reference}
    url = reverse(f"feedback:{side}", args=[item.reference, verb])
    event = _sent_twenty_times(getattr(cast, who), url, data)
    item.refresh_from_db()
    assert item.state == event.target


@pytest.mark.parametrize(("state", "verb", "who"), EDITIONS, ids=[row[1] for row in EDITIONS])
def test_move_of_an_edition(file_database: None, state: str, verb: str, who: str) -> None:
    cast = people.cast()
    factories.edition()
    second = factories.person("second.publisher", Role.PUBLISHER)
    item = _edition_in(state, verb, cast)
    data = {"version": item.version, "key": str(uuid4()), "words": "Words."}
    data |= {name: str(value) for name, value in editing.data_for(verb).items()}
    if verb == "schedule":
        data["publish_at"] = f"{timezone.now() + timedelta(days=3):%Y-%m-%dT%H:%M}"
    url = reverse("modules:desk_move", args=[item.reference, verb])
    event = _sent_twenty_times(second if who == "second_publisher" else getattr(cast, who), url, data)
    item.refresh_from_db()
    assert item.state == event.target
    assert Edition.objects.filter(state=Edition.State.PUBLISHED).count() == 1


def _edition_in(state: str, verb: str, cast: people.Cast) -> Edition:
    if state == "corrected":
        item = editing.edition_in("drafting", cast, "minor")
        editing.move(item, "publish_correction", cast.publisher)
        item.refresh_from_db()
        return item
    return editing.edition_in(state, cast, "minor" if verb == "publish_correction" else "major")


def test_a_publication_closes_what_it_cites_once(file_database: None) -> None:
    cast = people.cast()
    factories.edition()
    item = editing.edition_in("drafting", cast)
    remark = remark_in("planned", cast)
    editing.tell(item, cast.editor, references=(remark.reference,))
    for verb, actor in (("send_for_review", cast.editor), ("approve", cast.publisher)):
        editing.move(item, verb, actor)
    item.refresh_from_db()
    data = {"version": item.version, "key": str(uuid4()), "words": "Words."}
    url = reverse("modules:desk_move", args=[item.reference, "publish"])
    assert answers_to(cast.publisher, url, data) == {302}
    assert Event.objects.filter(verb="close", reference=remark.reference).count() == 1
    assert Letter.objects.filter(kind="feedback/implemented").count() == 1
