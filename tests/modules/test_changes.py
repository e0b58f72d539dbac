"""What changed and why: beside the section, on the edition, in the feed, and since an edition was cited."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from modules import publication, structuring
from modules.models import Change, Edition, Section, SectionCare, SectionText
from modules.publication import Heard, Refusal, Said
from modules.states import S
from tests import people
from tests.modules.editing import KEY, begin, edition_in, move, reword, tell, write

pytestmark = pytest.mark.django_db
MODULE = "/en/guide/strategic-alignment/"
DAY = date(2027, 5, 3)


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the app above gives: a remark before every change, and one that led to none."""
    words = Said("Who signs this?", "Customs Service of Meridia", "en", "/x/", others=2)
    monkeypatch.setattr(
        publication, "_citations", [lambda changes: {change.pk: [words] for change in changes}]
    )
    refusal = Refusal(
        Said("Please add Agile.", "A reader", "en"), "Not added: the guide stays independent.", "en"
    )
    heard = lambda keys, changes: Heard({change.pk: [words] for change in changes}, {keys[0]: [refusal]})  # noqa: E731
    monkeypatch.setattr(publication, "_voices", [heard])


def publish(edition: Edition, cast: people.Cast) -> None:
    for verb, actor in (
        ("send_for_review", cast.editor),
        ("approve", cast.publisher),
        ("publish", cast.publisher),
    ):
        move(edition, verb, actor)


def test_module_shows_you_said_we_did_and_refusals(client: Client, cast: people.Cast, said: None) -> None:
    edition_in(S.PUBLISHED, cast)
    page = client.get(MODULE).content.decode()
    changed = page.split('id="changed"')[1].split("</section>")[0]
    for words in ("Who signs this?", "Customs Service of Meridia", "and 2 others", "Says who signs."):
        assert words in changed
    assert "/en/editions/2/changes/#change-" in changed
    assert "Not added: the guide stays independent." in changed
    assert "No change" in changed
    assert 'href="#changed"' in page
    assert "Dit qui signe." in client.get("/fr/guide/strategic-alignment/").content.decode()


def test_what_is_not_published_is_not_told(client: Client, cast: people.Cast, said: None) -> None:
    edition_in(S.APPROVED, cast)
    assert "Says who signs." not in client.get(MODULE).content.decode()
    assert client.get("/en/editions/2/changes/").status_code == 404


def test_edition_page_of_changes_names_section_words_and_reason(
    client: Client, cast: people.Cast, said: None
) -> None:
    edition_in(S.PUBLISHED, cast)
    page = client.get("/en/editions/2/changes/").content.decode()
    assert "What changed in edition 2 and why" in page
    assert f'<h2 id="{KEY}">1.1' in page
    assert "Says who signs." in page
    assert "No change is recorded" in client.get("/en/editions/1/changes/").content.decode()


def test_a_change_without_a_remark_says_so(client: Client, cast: people.Cast) -> None:
    edition_in(S.PUBLISHED, cast)
    assert "Found in our own review" in client.get(MODULE).content.decode()


def test_older_edition_says_what_changed_since(client: Client, cast: people.Cast) -> None:
    edition_in(S.PUBLISHED, cast)
    page = client.get("/en/editions/1/strategic-alignment/").content.decode()
    assert "Since then there was 1 change in this module" in page
    assert "Says who signs." in page
    assert "Since then" not in client.get("/en/editions/2/strategic-alignment/").content.decode()


def test_a_renamed_section_keeps_its_past_and_its_anchor(client: Client, cast: people.Cast) -> None:
    edition_in(S.PUBLISHED, cast)
    later = begin(cast.editor)
    structuring.place_section(
        later, KEY, structuring.Place("new-name", "strategic-alignment", 1), actor=cast.editor
    )
    tell(later, cast.editor, "new-name", note_en="Renamed.")
    publish(later, cast)
    page = client.get(MODULE).content.decode()
    assert '<h2 id="new-name">' in page
    assert f'<span id="{KEY}"></span>' in page
    assert "Says who signs." in page
    assert "Renamed." in client.get("/en/editions/1/strategic-alignment/").content.decode()


def test_a_section_renamed_twice_keeps_what_was_said_under_its_middle_name(
    client: Client, cast: people.Cast
) -> None:
    edition_in(S.PUBLISHED, cast)
    name, owners = KEY, {KEY: cast.colleague, "second-name": cast.editor}
    for number, following in enumerate(("second-name", "third-name"), start=3):
        SectionCare.objects.update_or_create(key=name, defaults={"owner": owners[name], "review_on": DAY})
        later = begin(cast.editor)
        known = (KEY,) if name != KEY else ()
        place = structuring.Place(following, "strategic-alignment", 1, predecessors=known)
        structuring.place_section(later, name, place, actor=cast.editor)
        tell(later, cast.editor, following, note_en=f"Renamed in {number}.")
        publish(later, cast)
        name = following
    page = client.get("/en/editions/1/strategic-alignment/").content.decode()
    assert "Renamed in 3." in page
    assert "Renamed in 4." in page
    assert SectionCare.objects.get(key="third-name").owner == cast.editor


def test_the_feed_tells_editions_and_changes(client: Client, cast: people.Cast) -> None:
    edition_in(S.PUBLISHED, cast)
    from django.urls import reverse

    feed = client.get(reverse("feed_guide")).content.decode()
    assert "<title>Edition 2</title>" in feed
    assert "Edition 2: what changed in “mission-first en”" in feed
    assert f"/en/editions/2/changes/#change-{Change.objects.get().pk}" in feed


def _arabic(edition: Edition, cast: people.Cast) -> None:
    write(edition, cast.editor, KEY, "ar", title="عنوان", message="رسالة", body="نص.")


@pytest.mark.parametrize(("significance", "told"), [("typo", False), ("medium", True), ("major", True)])
def test_readers_are_told_that_a_translation_is_behind(
    client: Client, cast: people.Cast, significance: str, told: bool
) -> None:
    first = begin(cast.editor)
    reword(first, cast.editor, "First words.")
    _arabic(first, cast)
    publish(first, cast)
    notice = "This translation is behind the English text."
    url = "/ar/guide/strategic-alignment/"
    from django.utils import translation

    with translation.override("ar"):
        notice = translation.gettext(notice)
    assert notice not in client.get(url).content.decode()
    second = begin(cast.editor)
    reword(second, cast.editor, "Second words.", significance=significance)
    publish(second, cast)
    page = client.get(url).content.decode()
    assert (notice in page) == told
    if told:
        change = Change.objects.get(edition=second)
        assert f"/ar/editions/3/changes/#change-{change.pk}" in page
    assert notice not in client.get(MODULE).content.decode()


def test_a_lagging_translation_with_other_paragraphs_stands_without_numbers(
    client: Client, cast: people.Cast
) -> None:
    first = begin(cast.editor)
    reword(first, cast.editor, "First words.")
    _arabic(first, cast)
    publish(first, cast)
    second = begin(cast.editor)
    reword(second, cast.editor, "Second words.\n\nAnd more.")
    assert Section.objects.get(edition=second, key=KEY).paragraphs == 2
    write(second, cast.editor, KEY, "fr", body="Un.\n\nDeux.")
    publish(second, cast)
    page = client.get("/ar/guide/strategic-alignment/").content.decode()
    assert "نص." in page
    assert 'id="p0"' not in page
    numbers = [
        block["n"]
        for block in SectionText.objects.get(
            section__edition=second, section__key="scorecard", language="en"
        ).html
    ]
    assert numbers == [3]
