"""What held when an edition was sent for review is asked again at every later step."""

from __future__ import annotations

import pytest

from members.models import RoleHeld, User
from members.roles import Role
from moderation.refusals import MoveIncomplete
from modules import publication
from modules.models import Edition, SectionText
from modules.publication import Problem
from modules.states import S
from tests import people
from tests.modules.editing import KEY, begin, edition_in, move, reword

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


def _refused(edition: Edition, verb: str, actor: User, words: str) -> str:
    edition.refresh_from_db()
    before = (edition.state, edition.version)
    with pytest.raises(MoveIncomplete) as refusal:
        move(edition, verb, actor, words)
    edition.refresh_from_db()
    assert (edition.state, edition.version) == before
    return " ".join(refusal.value.sentences)


@pytest.mark.parametrize(
    ("state", "verb", "kind"),
    [
        (S.IN_REVIEW, "approve", "major"),
        (S.APPROVED, "publish", "major"),
        (S.APPROVED, "schedule", "major"),
        (S.IN_REVIEW, "publish_correction", "minor"),
    ],
)
def test_a_missing_translation(cast: people.Cast, state: str, verb: str, kind: str) -> None:
    edition = edition_in(state, cast, kind)
    SectionText.objects.filter(section__edition=edition, section__key=KEY, language="fr").delete()
    assert "is not complete in French" in _refused(edition, verb, cast.publisher, "Words.")


@pytest.mark.parametrize("verb", ["publish", "schedule"])
def test_an_older_approval(cast: people.Cast, verb: str) -> None:
    edition = edition_in(S.APPROVED, cast)
    SectionText.objects.filter(section__edition=edition, language="fr").update(message="Autre.")
    assert "The approval is for an older text" in _refused(edition, verb, cast.publisher, "")


@pytest.mark.parametrize("verb", ["publish", "schedule"])
def test_the_hands_that_wrote(cast: people.Cast, verb: str) -> None:
    RoleHeld.objects.create(user=cast.editor, role=Role.PUBLISHER)
    edition = edition_in(S.APPROVED, cast)
    assert "Another publisher must publish it" in _refused(edition, verb, cast.editor, "")


def test_a_small_correction_of_nothing(cast: people.Cast) -> None:
    edition = begin(cast.editor, "minor")
    assert "Nothing has changed" in _refused(edition, "publish_correction", cast.publisher, "Words.")


def test_a_small_correction_keeps_promises_too(cast: people.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publication, "_checks", [lambda _edition: [Problem("It is open.", "/en/desk/")]])
    edition = begin(cast.editor, "minor")
    reword(edition, cast.editor)
    assert "It is open." in _refused(edition, "publish_correction", cast.publisher, "Words.")


def test_neither_who_published_a_correction_nor_who_wrote_it_confirms_it(cast: people.Cast) -> None:
    RoleHeld.objects.create(user=cast.editor, role=Role.PUBLISHER)
    edition = begin(cast.editor, "minor")
    reword(edition, cast.editor)
    move(edition, "publish_correction", cast.publisher, words="A typing error.")
    for person in (cast.publisher, cast.editor):
        assert "A second person must confirm it" in _refused(edition, "confirm", person, "")
