"""Publishing: one transaction, both languages, the old edition kept for ever and by the byte."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from letters.models import Letter
from members.models import RoleHeld, User
from members.roles import Role
from moderation import clock
from moderation.models import Event
from moderation.refusals import MoveIncomplete
from modules import publication
from modules.fingerprints import of_edition
from modules.models import (
    Approval,
    Change,
    Citation,
    Edition,
    Module,
    ModuleText,
    Section,
    SectionCare,
    SectionText,
)
from modules.publication import ChangeSource, Citable, Problem
from modules.states import S
from modules.workflow import publish_scheduled
from tests import factories, people
from tests.modules.editing import KEY, begin, edition_in, move, reword, tell, text_of, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


def test_publishing_supersedes_the_edition_before(cast: people.Cast) -> None:
    edition = edition_in(S.PUBLISHED, cast)
    assert Edition.objects.current().get() == edition
    assert Edition.objects.get(number="1").state == S.SUPERSEDED
    assert edition.published_on == timezone.now().date()
    assert edition.sealed_sha256 == of_edition(edition) == Approval.objects.get().sha256
    assert Event.objects.get(verb="publish").revision_sha == edition.sealed_sha256


def test_readers_get_both_languages_at_once_and_the_old_text_stays(client: Client, cast: people.Cast) -> None:
    edition = edition_in(S.APPROVED, cast)
    url = "/en/guide/strategic-alignment/"
    tag = client.get(url)["ETag"]
    move(edition, "publish", cast.publisher)
    answer = client.get(url, headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "Other words." in answer.content.decode()
    assert "Other words. (fr)" in client.get("/fr/guide/strategic-alignment/").content.decode()
    old = client.get("/en/editions/1/strategic-alignment/").content.decode()
    assert "Other words." not in old
    assert "A paragraph." in old


def test_search_finds_the_new_words_and_forgets_what_is_gone(cast: people.Cast) -> None:
    from modules import structuring
    from modules.indexing import index_guide
    from search.models import Entry

    factories.edition()
    index_guide()
    edition = begin(cast.editor)
    reword(edition, cast.editor, "Quinquireme.")
    structuring.remove_section(edition, "scorecard", actor=cast.editor)
    place = structuring.Place(KEY, "strategic-alignment", 1, predecessors=("scorecard",))
    structuring.place_section(edition, KEY, place, actor=cast.editor)
    for verb, actor in (
        ("send_for_review", cast.editor),
        ("approve", cast.publisher),
        ("publish", cast.publisher),
    ):
        move(edition, verb, actor)
    kept = set(Entry.objects.filter(kind="section").values_list("key", flat=True))
    assert kept == {KEY}
    assert "Quinquireme" in Entry.objects.get(kind="section", language="en").text


def test_everything_is_undone_when_the_last_step_fails(
    cast: people.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = edition_in(S.APPROVED, cast)

    def fail(given: Edition, changes: object, _actor: object) -> None:
        raise RuntimeError(given.number)

    monkeypatch.setattr(publication, "_announcers", [fail])
    with pytest.raises(RuntimeError):
        move(edition, "publish", cast.publisher)
    edition.refresh_from_db()
    assert edition.state == S.APPROVED
    assert Edition.objects.current().get().number == "1"


def test_apps_above_are_told_with_the_changes_in_the_transaction(
    cast: people.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str, list[str]]] = []

    def announce(given: Edition, changes: list[Change], _actor: User) -> None:
        references = [citation.reference for change in changes for citation in change.citations.all()]
        told.append((given.number, given.state, references))

    known = Citable("FB-2026-0001", "Say who signs")
    source = ChangeSource(lambda _keys: [known], lambda _asked: {known.reference: known})
    monkeypatch.setattr(publication, "_announcers", [announce])
    monkeypatch.setattr(publication, "_sources", [source])
    edition = begin(cast.editor)
    reword(edition, cast.editor)
    tell(edition, cast.editor, references=("FB-2026-0001",))
    assert not Citation.objects.published().exists()
    for verb, actor in (
        ("send_for_review", cast.editor),
        ("approve", cast.publisher),
        ("publish", cast.publisher),
    ):
        move(edition, verb, actor)
    assert told == [("2", S.PUBLISHED, ["FB-2026-0001"])]
    assert Citation.objects.published().get().reference == "FB-2026-0001"


ALTERED = {
    "text": lambda e: SectionText.objects.filter(section__edition=e).update(body="Altered."),
    "html": lambda e: SectionText.objects.filter(section__edition=e).update(html=[]),
    "text gone": lambda e: SectionText.objects.filter(section__edition=e).first().delete(),
    "text added": lambda e: SectionText.objects.create(section=e.sections.first(), language="ar", title="x"),
    "module text": lambda e: ModuleText.objects.filter(module__edition=e).update(title="Altered"),
    "guidance added": lambda e: factories.guidance(e, KEY),
    "module": lambda e: Module.objects.filter(edition=e).update(number=9),
    "section": lambda e: Section.objects.filter(edition=e).update(paragraphs=9),
    "section moved here": lambda e: Section.objects.exclude(edition=e).update(edition=e, number=9),
    "change": lambda e: Change.objects.filter(edition=e).update(note_en="Altered."),
    "change added": lambda e: Change.objects.create(
        edition=e, section_key=KEY, significance="typo", note_en="x"
    ),
    "number": lambda e: Edition.objects.filter(pk=e.pk).update(number="7"),
    "day": lambda e: Edition.objects.filter(pk=e.pk).update(published_on="2020-01-01"),
    "seal": lambda e: Edition.objects.filter(pk=e.pk).update(sealed_sha256="x"),
    "back to drafting": lambda e: Edition.objects.filter(pk=e.pk).update(state=S.DRAFTING),
    "edition": lambda e: Edition.objects.filter(pk=e.pk).delete(),
}


@pytest.mark.parametrize(
    ("number", "what"),
    # The first edition has no change that could be altered.
    [(number, what) for number in ("1", "2") for what in ALTERED if (number, what) != ("1", "change")],
)
def test_the_database_refuses_to_alter_a_published_edition(cast: people.Cast, what: str, number: str) -> None:
    edition_in(S.PUBLISHED, cast)
    reword(begin(cast.editor), cast.editor)
    edition = Edition.objects.get(number=number)
    before = of_edition(edition)
    with pytest.raises((DatabaseError, ValueError)), transaction.atomic():
        ALTERED[what](edition)
    assert of_edition(Edition.objects.get(pk=edition.pk)) == before == edition.sealed_sha256


def test_a_superseded_edition_does_not_become_current_again(cast: people.Cast) -> None:
    edition_in(S.PUBLISHED, cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.filter(number="1").update(state=S.PUBLISHED)


def test_every_table_of_an_edition_is_guarded(cast: people.Cast) -> None:
    from modules.sealing import EDITION, HELD

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        found = {row[0] for row in cursor.fetchall()}
    events = ("insert", "update", "delete")
    assert {f"{table}_sealed_{event}" for table in HELD for event in events} <= found
    assert {f"{EDITION}_sealed_update", f"{EDITION}_sealed_delete"} <= found


def test_a_correction_is_flagged_and_confirmed_by_a_second_person(cast: people.Cast) -> None:
    edition = begin(cast.editor, "minor")
    assert edition.number == "1.1"
    reword(edition, cast.editor, significance="typo")
    move(edition, "publish_correction", cast.publisher)
    assert edition.state == S.PUBLISHED
    assert list(Edition.objects.unconfirmed()) == [edition]
    with pytest.raises(MoveIncomplete, match="A second person must confirm it"):
        move(edition, "confirm", cast.publisher)
    second = factories.person("second.publisher", Role.PUBLISHER)
    move(edition, "confirm", second)
    assert (edition.state, edition.confirmed_by) == (S.PUBLISHED, second)
    assert not Edition.objects.unconfirmed().exists()
    assert [approval.method for approval in Approval.objects.all()] == ["correction", "confirmed"]


def test_a_correction_is_confirmed_even_when_it_is_superseded_already(cast: people.Cast) -> None:
    edition = begin(cast.editor, "minor")
    reword(edition, cast.editor, significance="typo")
    move(edition, "publish_correction", cast.publisher)
    later = begin(cast.editor)
    reword(later, cast.editor, "Again other.")
    for verb, actor in (
        ("send_for_review", cast.editor),
        ("approve", cast.publisher),
        ("publish", cast.publisher),
    ):
        move(later, verb, actor)
    move(edition, "confirm", factories.person("second.publisher", Role.PUBLISHER))
    assert edition.state == S.SUPERSEDED


def test_an_unconfirmed_correction_is_overdue_after_two_working_days(cast: people.Cast) -> None:
    edition = begin(cast.editor, "minor")
    reword(edition, cast.editor, significance="typo")
    with clock.at(timezone.now() - timedelta(days=10)):
        move(edition, "publish_correction", cast.publisher)
    assert edition.confirmation_days_over > 0


def test_a_scheduled_edition_is_published_when_its_hour_comes(cast: people.Cast) -> None:
    edition = edition_in(S.SCHEDULED, cast)
    assert publish_scheduled() == ""
    with clock.at(edition.publish_at):
        assert publish_scheduled() == "1 published, 0 could not be"
        assert publish_scheduled() == ""
    edition.refresh_from_db()
    assert (edition.state, edition.publish_at) == (S.PUBLISHED, None)
    call_command("tick")


def test_a_scheduled_edition_goes_back_when_a_guard_fails_at_its_hour(
    cast: people.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = edition_in(S.SCHEDULED, cast)
    monkeypatch.setattr(publication, "_checks", [lambda _given: [Problem("FB-2026-0001 is open.", "/x/")]])
    with clock.at(edition.publish_at):
        assert publish_scheduled() == "0 published, 1 could not be"
    edition.refresh_from_db()
    assert (edition.state, edition.publish_at) == (S.APPROVED, None)
    letter = Letter.objects.get(kind="modules/missed")
    assert letter.recipient == cast.publisher
    assert "FB-2026-0001 is open." in letter.body
    assert "<a" not in letter.body
    assert Edition.objects.current().get().number == "1"


def test_a_scheduled_edition_goes_back_when_the_publisher_lost_his_role(cast: people.Cast) -> None:
    edition = edition_in(S.SCHEDULED, cast)
    RoleHeld.objects.filter(user=cast.publisher).delete()
    with clock.at(edition.publish_at):
        publish_scheduled()
    edition.refresh_from_db()
    assert edition.state == S.APPROVED


def test_tabling_and_endorsement_are_recorded_and_shown(client: Client, cast: people.Cast) -> None:
    edition = edition_in(S.ENDORSED, cast)
    move(edition, "publish", cast.publisher)
    page = client.get("/en/editions/2/").content.decode()
    assert "Tabled at PTC, 230th, document PC0700E1, 1 March 2027." in page
    assert "Outcome of 4 March 2027: Endorsed" in page


def test_new_sections_get_somebody_to_look_after_them(cast: people.Cast) -> None:
    edition_in(S.PUBLISHED, cast)
    assert set(SectionCare.objects.values_list("key", flat=True)) == {KEY, "scorecard"}


def test_the_same_text_has_the_same_seal_in_another_edition_row(cast: people.Cast) -> None:
    edition = begin(cast.editor)
    first = of_edition(edition)
    write(edition, cast.editor, body="Other.")
    assert of_edition(edition) != first
    assert text_of(edition).saved_by == cast.editor
