"""What must never be published: each refusal of docs/workflow.md (c) by name, with nothing changed."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from members.models import RoleHeld
from members.roles import Role
from moderation.models import Event
from moderation.refusals import MoveForbidden, MoveIncomplete
from moderation.workflow import Step
from modules import drafting, guards, publication, structuring
from modules.completeness import problems
from modules.fingerprints import of_edition
from modules.models import Approval, Change, Edition, FacilitatorNote, ModuleText, Section, SectionText
from modules.publication import Problem
from modules.states import S
from modules.workflow import EDITIONS
from tests import factories, people
from tests.modules.editing import KEY, begin, edition_in, move, reword, tell, text_of, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[publication.PublicationCheck]:
    """The checks that apps above register, as a test's own list."""
    own: list[publication.PublicationCheck] = []
    monkeypatch.setattr(publication, "_checks", own)
    return own


def sentences(refused: pytest.ExceptionInfo[MoveIncomplete]) -> str:
    return " ".join(refused.value.sentences)


def test_an_untouched_copy_is_not_sent_for_review(cast: people.Cast) -> None:
    edition = begin(cast.editor)
    with pytest.raises(MoveIncomplete, match="Nothing has changed"):
        move(edition, "send_for_review", cast.editor)


def test_words_without_a_note_are_a_change_nevertheless(cast: people.Cast) -> None:
    """Whoever changed words without saying why is asked why, and not told that nothing has changed."""
    edition = begin(cast.editor)
    write(edition, cast.editor, body="Other words.")
    with pytest.raises(MoveIncomplete) as refused:
        move(edition, "send_for_review", cast.editor)
    assert "Nothing has changed" not in sentences(refused)


def test_a_note_without_other_words_is_a_change(cast: people.Cast) -> None:
    """A figure or a file may have changed, which no comparison of words can see."""
    edition = begin(cast.editor)
    tell(edition, cast.editor)
    move(edition, "send_for_review", cast.editor)
    assert edition.state == S.IN_REVIEW


def test_the_first_edition_follows_none(cast: people.Cast) -> None:
    """There is nothing that it could have changed, and no other edition to compare it with."""
    edition = Edition(state=S.DRAFTING, author=cast.editor)
    step = Step(edition, EDITIONS.move("send_for_review"), cast.editor, Role.EDITOR)
    assert list(guards.something_has_changed(step)) == []


def test_french_missing_is_refused_with_a_link_to_it(cast: people.Cast) -> None:
    edition = begin(cast.editor)
    reword(edition, cast.editor)
    SectionText.objects.filter(section__edition=edition, section__key=KEY, language="fr").delete()
    with pytest.raises(MoveIncomplete) as refused:
        move(edition, "send_for_review", cast.editor)
    assert "is not complete in French" in sentences(refused)
    assert f'href="/en/desk/editions/{edition.reference}/sections/{KEY}/in/fr/"' in sentences(refused)


def test_french_behind_english_is_refused(cast: people.Cast) -> None:
    edition = begin(cast.editor)
    reword(edition, cast.editor)
    write(edition, cast.editor, body="English went on.")
    with pytest.raises(MoveIncomplete, match="does not follow the English one"):
        move(edition, "send_for_review", cast.editor)


def test_saying_that_french_still_follows_is_enough(cast: people.Cast) -> None:
    edition = begin(cast.editor)
    write(edition, cast.editor, body="A paragraph!")
    tell(edition, cast.editor, significance="typo")
    seen = drafting.Seen(text_of(edition, language="fr").sha256, text_of(edition).sha256)
    drafting.follow(edition, KEY, "fr", seen=seen, actor=cast.editor)
    move(edition, "send_for_review", cast.editor)
    assert edition.state == S.IN_REVIEW


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"body": "One.\n\nTwo."}, "has 2 numbered paragraphs in French and 1 in English"),
        ({"questions": [{"ask": "Qui ?", "good": "", "warning": ""}]}, "has other questions in French"),
        ({"pitfalls": [{"title": "Seul", "text": ""}]}, "has other pitfalls in French"),
        ({"decision": {"title": "Signer"}}, "has its decision in one of English and French only"),
        ({"body": "- Une liste"}, "stands at another place in French"),
    ],
)
def test_languages_out_of_step_are_refused(
    cast: people.Cast, parts: dict[str, object], sentence: str
) -> None:
    edition = begin(cast.editor)
    reword(edition, cast.editor)
    write(edition, cast.editor, KEY, "fr", **parts)
    with pytest.raises(MoveIncomplete) as refused:
        move(edition, "send_for_review", cast.editor)
    assert sentence in sentences(refused)


def test_a_change_without_note_is_refused(cast: people.Cast) -> None:
    edition = begin(cast.editor)
    reword(edition, cast.editor)
    write(edition, cast.editor, "scorecard", body="Other.")
    write(edition, cast.editor, "scorecard", "fr", body="Autre.")
    with pytest.raises(MoveIncomplete, match=r"Section 1\.2 has changed and has no change note"):
        move(edition, "send_for_review", cast.editor)


def test_a_note_without_french_is_refused(cast: people.Cast) -> None:
    edition = begin(cast.editor)
    reword(edition, cast.editor, note_fr="")
    with pytest.raises(MoveIncomplete, match=r"note of section 1\.1 is missing in English or French"):
        move(edition, "send_for_review", cast.editor)


@pytest.mark.parametrize("body", ["See [[gone]].", "See [it](../strategic-alignment/#gone)."])
def test_a_broken_internal_link_is_refused(cast: people.Cast, body: str) -> None:
    edition = begin(cast.editor)
    reword(edition, cast.editor, body)
    with pytest.raises(MoveIncomplete, match="leads to “gone”, and there is no such section"):
        move(edition, "send_for_review", cast.editor)


def test_a_link_to_a_paragraph_or_outside_is_not_broken(cast: people.Cast) -> None:
    edition = begin(cast.editor)
    reword(edition, cast.editor, "See [35](#p1), [[scorecard]] and [us](https://www.wcoomd.org/#top).")
    assert problems(edition) == []


def test_a_citation_of_what_does_not_exist_is_refused(cast: people.Cast) -> None:
    edition = begin(cast.editor)
    reword(edition, cast.editor)
    tell(edition, cast.editor, references=("FB-2026-9999",))
    with pytest.raises(MoveIncomplete, match="answers FB-2026-9999, which does not exist"):
        move(edition, "send_for_review", cast.editor)


def test_a_lost_key_is_refused_until_another_section_carries_it_on(cast: people.Cast) -> None:
    edition = begin(cast.editor)
    reword(edition, cast.editor)
    structuring.remove_section(edition, "scorecard", actor=cast.editor)
    with pytest.raises(MoveIncomplete, match="“scorecard” of the edition before is gone"):
        move(edition, "send_for_review", cast.editor)
    place = structuring.Place(KEY, "strategic-alignment", 1, predecessors=("scorecard",))
    structuring.place_section(edition, KEY, place, actor=cast.editor)
    move(edition, "send_for_review", cast.editor)
    assert edition.state == S.IN_REVIEW


def test_a_renamed_section_carries_its_key_on_and_keeps_its_notes(cast: people.Cast) -> None:
    edition = begin(cast.editor)
    reword(edition, cast.editor)
    place = structuring.Place("mission-before-machine", "strategic-alignment", 2)
    structuring.place_section(edition, KEY, place, actor=cast.editor)
    renamed = Section.objects.get(edition=edition, key="mission-before-machine")
    assert (renamed.predecessors, renamed.number, renamed.first_paragraph) == ([KEY], 2, 2)
    assert Change.objects.get().section_key == "mission-before-machine"
    assert problems(edition) == []


def test_approval_by_a_writer_is_refused(cast: people.Cast) -> None:
    RoleHeld.objects.create(user=cast.editor, role=Role.PUBLISHER)
    edition = edition_in(S.IN_REVIEW, cast)
    with pytest.raises(MoveIncomplete, match="You wrote in this edition"):
        move(edition, "approve", cast.editor)
    assert not Approval.objects.exists()


def test_a_writer_of_a_note_alone_is_a_writer(cast: people.Cast) -> None:
    RoleHeld.objects.create(user=cast.publisher, role=Role.EDITOR)
    edition = begin(cast.editor)
    reword(edition, cast.editor)
    tell(edition, cast.publisher)
    move(edition, "send_for_review", cast.editor)
    with pytest.raises(MoveIncomplete, match="You wrote in this edition"):
        move(edition, "approve", cast.publisher)


def test_publishing_by_a_writer_is_refused(cast: people.Cast) -> None:
    RoleHeld.objects.create(user=cast.editor, role=Role.PUBLISHER)
    edition = edition_in(S.APPROVED, cast)
    with pytest.raises(MoveIncomplete, match="Another publisher must publish it"):
        move(edition, "publish", cast.editor)
    assert Edition.objects.current().get().number == "1"


@pytest.mark.parametrize("what", ["text", "change", "resource", "introduction", "guidance"])
def test_an_approval_of_an_older_text_is_refused(cast: people.Cast, what: str) -> None:
    edition = begin(cast.editor)
    factories.guidance(edition, KEY)
    reword(edition, cast.editor)
    move(edition, "send_for_review", cast.editor)
    move(edition, "approve", cast.publisher)
    if what == "introduction":
        ModuleText.objects.filter(module__edition=edition, language="fr").update(audience="Autre.")
    elif what == "guidance":
        FacilitatorNote.objects.filter(section__edition=edition, language="fr").update(minutes=35)
    elif what == "text":
        SectionText.objects.filter(section__edition=edition, language="fr").update(message="Other.")
    elif what == "change":
        Change.objects.filter(edition=edition).update(note_fr="Autre.")
    else:
        Section.objects.filter(edition=edition, key=KEY).update(annex=["A1.1"])
    with pytest.raises(MoveIncomplete, match="The approval is for an older text"):
        move(edition, "publish", cast.publisher)


@pytest.mark.parametrize("whose", ["another edition", "a translation"])
def test_only_an_approval_of_this_very_edition_counts(cast: people.Cast, whose: str) -> None:
    edition = edition_in(S.APPROVED, cast)
    Section.objects.filter(edition=edition, key=KEY).update(annex=["A1.1"])
    Approval.objects.create(
        edition=edition.based_on if whose == "another edition" else edition,
        method=Approval.Method.FOUR_EYES if whose == "another edition" else Approval.Method.TRANSLATION,
        sha256=of_edition(Edition.objects.get(pk=edition.pk)),
        actor=cast.publisher,
        role=Role.PUBLISHER,
    )
    with pytest.raises(MoveIncomplete, match="The approval is for an older text"):
        move(edition, "publish", cast.publisher)


def test_a_text_is_not_written_while_others_have_it(cast: people.Cast) -> None:
    edition = edition_in(S.APPROVED, cast)
    with pytest.raises(drafting.NotWritable):
        write(edition, cast.editor, body="Too late.")
    with pytest.raises(drafting.NotWritable):
        tell(edition, cast.editor)
    with pytest.raises(drafting.NotWritable):
        structuring.remove_section(edition, KEY, actor=cast.editor)


@pytest.mark.parametrize("verb", ["publish", "schedule"])
def test_an_unkept_promise_is_refused_with_its_sentence_and_link(
    cast: people.Cast, checks: list[publication.PublicationCheck], verb: str
) -> None:
    edition = edition_in(S.APPROVED, cast)
    checks.append(lambda given: [Problem(f"FB-2026-0001 is open in {given.number}.", "/en/desk/feedback/")])
    with pytest.raises(MoveIncomplete) as refused:
        move(edition, verb, cast.publisher)
    assert sentences(refused) == '<a href="/en/desk/feedback/">FB-2026-0001 is open in 2.</a>'


def test_a_sentence_with_markup_is_escaped(cast: people.Cast) -> None:
    assert Problem("<b>", '"x').as_html() == '<a href="&quot;x">&lt;b&gt;</a>'


def test_a_major_change_is_no_small_correction(cast: people.Cast) -> None:
    edition = begin(cast.editor, "minor")
    reword(edition, cast.editor, significance="major")
    with pytest.raises(MoveIncomplete, match="this is no small correction"):
        move(edition, "publish_correction", cast.publisher)


def test_a_major_change_of_an_earlier_edition_is_not_of_this_one(cast: people.Cast) -> None:
    earlier = begin(cast.editor)
    reword(earlier, cast.editor, significance="major")
    for verb, actor in (("send_for_review", cast.editor), ("approve", cast.publisher)):
        move(earlier, verb, actor)
    move(earlier, "publish", cast.publisher)
    edition = begin(cast.editor, "minor")
    reword(edition, cast.editor, "Other words again.")
    move(edition, "publish_correction", cast.publisher)
    assert edition.state == S.PUBLISHED


def test_who_published_a_correction_does_not_confirm_it_once_it_is_replaced(cast: people.Cast) -> None:
    edition = begin(cast.editor, "minor")
    reword(edition, cast.editor)
    move(edition, "publish_correction", cast.publisher)
    second = factories.person("second.publisher", Role.PUBLISHER)
    newer = edition_in(S.APPROVED, cast)
    move(newer, "publish", second)
    edition.refresh_from_db()
    assert edition.state == S.SUPERSEDED
    with pytest.raises(MoveIncomplete, match="A second person must confirm it"):
        move(edition, "confirm", cast.publisher)
    move(edition, "confirm", second)
    assert not edition.is_unconfirmed


def test_a_major_edition_is_never_a_small_correction(cast: people.Cast) -> None:
    edition = edition_in(S.IN_REVIEW, cast)
    with pytest.raises(MoveForbidden):
        move(edition, "publish_correction", cast.publisher)


def test_two_editions_in_preparation_are_refused_by_the_database(cast: people.Cast) -> None:
    begin(cast.editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(reference="ED-2026-9999", number="9", state=S.SCHEDULED)


def test_an_unknown_state_is_refused_by_the_database(cast: people.Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(reference="ED-2026-9999", number="9", state="lost")


def test_a_discarded_number_is_free_again(cast: people.Cast) -> None:
    discarded = edition_in(S.DISCARDED, cast)
    assert begin(cast.editor).number == discarded.number == "2"
    assert Event.objects.filter(verb="discard").count() == 1
