"""Every letter of every move states the state that is stored, in its reader's words."""

from __future__ import annotations

import pytest
from django.utils import translation

from casestudies.workflow import SUBMISSIONS
from feedback.workflow import REMARKS
from letters.models import Letter
from members.models import User
from moderation.models import Event
from moderation.workflow import Workflow
from tests import people
from tests.letters.test_every_letter import make_every_move

pytestmark = pytest.mark.django_db
# Moves of submissions whose letters would say nothing that somebody waits for.
SILENT = {"take_back", "supersede", "new_submission", "still_true"}
# Moves of remarks that tell nobody anything new: the answer, or the edition, has told it.
QUIET = {"go_on", "close", "show"}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("workflow", [SUBMISSIONS, REMARKS], ids=["submissions", "remarks"])
def test_every_move_states_what_it_stored(workflow: Workflow, language: str) -> None:
    cast = people.cast()
    User.objects.update(language=language)
    make_every_move(cast)
    stated = set()
    for event in Event.objects.filter(workflow=workflow.name):
        for letter in Letter.objects.of_event(str(event.key)).select_related("recipient"):
            assert letter.state == event.target, letter.kind
            _states(workflow, letter)
            stated.add(event.verb)
    assert stated == {move.name for move in workflow.moves} - SILENT - QUIET


def _states(workflow: Workflow, letter: Letter) -> None:
    state = workflow.states[letter.state]
    with translation.override(letter.language):
        own, other = str(state.plain), str(state.label)
        if "/desk/" in letter.link:
            own, other = other, own
        assert f": {own}." in letter.body, f"{letter.kind}: {letter.body}"
        assert own == other or f": {other}." not in letter.body


def test_what_an_event_arrives_in_is_what_is_stored() -> None:
    cast = people.cast()
    for state in ("in_clearance", "in_review", "changes_requested", "accepted", "declined", "published"):
        item = people.submission_in(state, cast)
        last = Letter.objects.filter(reference=item.reference).order_by("pk").last()
        assert last.state == item.state == Event.objects.filter(item=item.pk).last().target


def test_a_letter_says_who_has_the_item_and_by_when_something_is_due() -> None:
    cast = people.cast()
    item = people.submission_in("submitted", cast)
    to_member = Letter.objects.filter(kind="casestudies/cleared").first()
    to_desk = Letter.objects.filter(kind="casestudies/received").first()
    day = f"{item.due_on.day} {item.due_on:%B %Y}"
    assert f"The WCO Secretariat has it now. The Secretariat answers by {day}." in to_member.body
    assert f"No case officer has taken it yet. The answer is due by {day}." in to_desk.body


def test_letters_before_the_clearance_stay_inside_the_administration() -> None:
    people.submission_in("submitted", people.cast())
    assert Letter.objects.get(kind="casestudies/submitted").inside
    assert not Letter.objects.filter(kind="casestudies/cleared", inside=True).exists()
