"""The guide editor over HTTP: nobody loses a word, who may not is told, and pages cost what they cost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import RoleHeld, User
from members.roles import Role
from modules import publication
from modules.fingerprints import words_of
from modules.models import Approval, Change, Citation, Edition, ReviewLanguage, Section, SectionText
from modules.publication import ChangeSource, Citable
from modules.states import S
from tests import factories, people
from tests.modules.editing import KEY, begin, edition_in, move, reword, text_of, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


@pytest.fixture
def enter(client: Client) -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


def address(name: str, edition: Edition, *more: object) -> str:
    return reverse(f"modules:{name}", args=[edition.reference, *more])


def posted(edition: Edition, language: str = "en", **parts: str) -> dict[str, str]:
    """What the editor's form sends when nothing but ``parts`` was changed."""
    text = SectionText.objects.filter(section__edition=edition, section__key=KEY, language=language).first()
    words = words_of(text) if text else {}
    data = {name: words.get(name, "") for name in ("title", "message", "body")}
    data |= {"seen": text.sha256 if text else "", "source_seen": text_of(edition).sha256}
    return {**data, **parts}


def test_an_editor_begins_an_edition_with_one_click(
    enter: Callable[[User], Client], cast: people.Cast
) -> None:
    factories.edition()
    browser = enter(cast.editor)
    assert "Begin a minor edition" in browser.get(reverse("modules:desk_editions")).content.decode()
    answer = browser.post(reverse("modules:desk_start"), {"kind": "minor"})
    edition = Edition.objects.in_preparation().get()
    assert answer["Location"] == edition.get_desk_url()
    assert edition.number == "1.1"
    again = browser.post(reverse("modules:desk_start"), {"kind": "major"}, follow=True)
    assert "Edition 1.1 is in preparation. One edition is prepared at a time." in again.content.decode()
    assert browser.post(reverse("modules:desk_start"), {"kind": "huge"}).status_code == 302
    assert Edition.objects.count() == 2


def test_the_copy_holds_everything_under_the_same_keys(small_guide: Edition, cast: people.Cast) -> None:
    edition = begin(cast.editor)
    columns = ("section__key", "language", "title", "body", "html", "sha256", "translated_from")
    old, new = (
        list(
            SectionText.objects.filter(section__edition=e)
            .order_by("section__key", "language")
            .values(*columns)
        )
        for e in (small_guide, edition)
    )
    assert old == new
    for related in ("resources__key", "facilitator_notes__language", "references", "module__key"):
        old, new = (
            list(Section.objects.filter(edition=e).order_by("key", related).values_list("key", related))
            for e in (small_guide, edition)
        )
        assert old == new


def test_saving_a_text_makes_what_readers_get(enter: Callable[[User], Client], cast: people.Cast) -> None:
    edition = begin(cast.editor)
    browser = enter(cast.editor)
    url = address("desk_write", edition, KEY, "en")
    assert "data-guard-words" in browser.get(url).content.decode()
    data = posted(
        edition,
        body="One **strong**.\n\nTwo, see [[scorecard]].",
        decision_title="Sign",
        question_1_ask="Who?",
        pitfall_1_title="Alone",
    )
    assert browser.post(url, data)["Location"] == address("desk_section", edition, KEY)
    text = text_of(edition)
    assert [block["n"] for block in text.html] == [1, 2]
    assert "<strong>strong</strong>" in text.html[0]["html"]
    assert '<a href="../strategic-alignment/#scorecard">1.2 scorecard en</a>' in text.html[1]["html"]
    assert text.decision["title"] == "Sign"
    assert text.questions == [{"ask": "Who?", "good": "", "warning": ""}]
    # The next section counts on from here, and the French text of this one waits for its paragraph.
    assert text_of(edition, "scorecard").html[0]["n"] == 3
    assert text_of(edition, "scorecard", "fr").html[0]["n"] == 3
    assert text_of(edition, KEY, "fr").html[0]["n"] == 0
    assert text.saved_by == cast.editor


def test_two_editors_in_one_section_lose_no_word(enter: Callable[[User], Client], cast: people.Cast) -> None:
    edition = begin(cast.editor)
    mine = posted(edition, body="My words.")
    colleague = factories.person("second.editor", Role.EDITOR)
    write(edition, colleague, body="The colleague’s words.")
    browser = enter(cast.editor)
    url = address("desk_write", edition, KEY, "en")
    answer = browser.post(url, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "My words." in page
    assert "The colleague’s words." in page
    assert colleague.full_name in page
    assert text_of(edition).body == "The colleague’s words."
    assert f'name="seen" value="{text_of(edition).sha256}"' in page
    assert browser.post(url, {**mine, "seen": text_of(edition).sha256}).status_code == 302
    assert text_of(edition).body == "My words."


def test_two_editors_in_two_sections_do_not_meet(enter: Callable[[User], Client], cast: people.Cast) -> None:
    edition = begin(cast.editor)
    mine = posted(edition, body="My words.")
    write(edition, factories.person("second.editor", Role.EDITOR), "scorecard", body="Elsewhere.")
    assert enter(cast.editor).post(address("desk_write", edition, KEY, "en"), mine).status_code == 302


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"title": ""}, "This field is required."),
        ({"body": "# Heading"}, "headings, tables, quotations and code cannot stand in a section"),
        ({"body": "<script>alert(1)</script>"}, "Readers would not get all of this"),
        ({"body": "- a\n\nand\n\n- b"}, "A section may have one list"),
        ({"body": "See [[nowhere]]."}, "There is no section “nowhere”."),
        ({"body": "x" * 50_000}, "at most 20000 characters"),
        ({"message": "x" * 400}, "at most 300 characters"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_kept(
    enter: Callable[[User], Client], cast: people.Cast, parts: dict[str, str], sentence: str
) -> None:
    edition = begin(cast.editor)
    before = text_of(edition).sha256
    data = posted(edition, pitfall_1_title="Words that stay", **parts)
    answer = enter(cast.editor).post(address("desk_write", edition, KEY, "en"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Words that stay" in page
    assert text_of(edition).sha256 == before


def test_words_are_kept_when_the_edition_has_left_the_editors(
    enter: Callable[[User], Client], cast: people.Cast
) -> None:
    edition = edition_in(S.IN_REVIEW, cast)
    data = posted(edition, body="Words of a slow editor.")
    answer = enter(cast.editor).post(address("desk_write", edition, KEY, "en"), data)
    assert "Words of a slow editor." in answer.content.decode()
    assert "copy what you need" in answer.content.decode()
    assert text_of(edition).body == "Other words."


def test_a_translation_falls_behind_and_catches_up(
    enter: Callable[[User], Client], cast: people.Cast
) -> None:
    edition = begin(cast.editor)
    write(edition, cast.editor, body="English went on.")
    browser = enter(cast.editor)
    assert "Behind the English text" in browser.get(edition.get_desk_url()).content.decode()
    page = browser.get(address("desk_write", edition, KEY, "fr")).content.decode()
    assert "<ins>English went on.</ins>" in page
    assert "<del>A paragraph.</del>" in page
    browser.post(address("desk_write", edition, KEY, "fr"), posted(edition, "fr", body="La suite."))
    assert "Behind the English text" in browser.get(edition.get_desk_url()).content.decode()
    data = posted(edition, "fr", body="La suite.", follows="on")
    browser.post(address("desk_write", edition, KEY, "fr"), data)
    assert "Behind the English text" not in browser.get(edition.get_desk_url()).content.decode()


def test_a_translation_follows_the_text_its_writer_saw(
    enter: Callable[[User], Client], cast: people.Cast
) -> None:
    edition = begin(cast.editor)
    data = posted(edition, "fr", body="D’après l’ancien texte.", follows="on")
    write(edition, factories.person("second.editor", Role.EDITOR), body="Newer English.")
    enter(cast.editor).post(address("desk_write", edition, KEY, "fr"), data)
    assert text_of(edition, KEY, "fr").translated_from != text_of(edition).sha256


def test_language_reviewers_write_and_approve_in_their_languages_only(
    enter: Callable[[User], Client], cast: people.Cast
) -> None:
    ReviewLanguage.objects.create(user=cast.language_reviewer, language="fr")
    edition = begin(cast.editor)
    write(edition, cast.editor, KEY, "fr", body="Autre.")
    browser = enter(cast.language_reviewer)
    for language, status in (("en", 403), ("ar", 403), ("fr", 200), ("xx", 404)):
        assert browser.get(address("desk_write", edition, KEY, language)).status_code == status, language
    approve = address("desk_approve", edition, KEY, "fr")
    browser.post(approve, {"seen": "an older text"})
    assert not Approval.objects.exists()
    browser.post(approve, {"seen": text_of(edition, KEY, "fr").sha256})
    assert Approval.objects.get().method == "translation"
    section = address("desk_section", edition, KEY)
    assert "approved by a language reviewer" in browser.get(section).content.decode()
    write(edition, cast.editor, KEY, "fr", body="Encore autre.")
    assert "approved by a language reviewer" not in browser.get(section).content.decode()


def test_nobody_approves_his_own_translation(enter: Callable[[User], Client], cast: people.Cast) -> None:
    ReviewLanguage.objects.create(user=cast.language_reviewer, language="fr")
    edition = begin(cast.editor)
    write(edition, cast.language_reviewer, KEY, "fr", body="De ma main.")
    data = {"seen": text_of(edition, KEY, "fr").sha256}
    answer = enter(cast.language_reviewer).post(address("desk_approve", edition, KEY, "fr"), data)
    assert answer.status_code == 403
    assert not Approval.objects.exists()


def test_a_change_cites_what_exists(
    enter: Callable[[User], Client], cast: people.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = Citable("FB-2026-0001", "Say who signs", "/en/desk/feedback/FB-2026-0001/", KEY)
    source = ChangeSource(
        lambda keys: [known] if KEY in keys else [],
        lambda asked: {known.reference: known} if known.reference in asked else {},
    )
    monkeypatch.setattr(publication, "_sources", [source])
    edition = begin(cast.editor)
    browser = enter(cast.editor)
    url = address("desk_change_new", edition, KEY)
    assert "Say who signs" in browser.get(url).content.decode()
    data = {"significance": "medium", "note_en": "Says who signs.", "note_fr": "", "answers": "FB-2026-0002"}
    refused = browser.post(url, data)
    assert refused.status_code == 422
    assert "There is no remark FB-2026-0002." in refused.content.decode()
    assert browser.post(url, {**data, "answers": "fb-2026-0001, FB-2026-0001"}).status_code == 302
    assert Citation.objects.get().reference == "FB-2026-0001"
    row = Change.objects.get()
    page = browser.get(address("desk_change", edition, KEY, row.pk)).content.decode()
    assert "FB-2026-0001" in page
    stale = browser.post(
        address("desk_change", edition, KEY, row.pk), {**data, "answers": "", "seen": "older"}
    )
    assert stale.status_code == 409
    assert Citation.objects.exists()
    browser.post(address("desk_change_remove", edition, KEY, row.pk))
    assert not Change.objects.exists()


def test_sections_are_added_moved_and_taken_out(enter: Callable[[User], Client], cast: people.Cast) -> None:
    edition = begin(cast.editor)
    browser = enter(cast.editor)
    data = {"module": "strategic-alignment", "position": "1", "key": "prologue"}
    assert browser.post(address("desk_add", edition), {**data, "key": KEY}).status_code == 422
    assert browser.post(address("desk_add", edition), data).status_code == 302
    order = list(Section.objects.filter(edition=edition).values_list("key", "number"))
    assert order == [("prologue", 1), (KEY, 2), ("scorecard", 3)]
    assert "Section 1.1 is not complete in French." in browser.get(edition.get_desk_url()).content.decode()
    assert browser.get(address("desk_place", edition, "prologue")).status_code == 200
    assert browser.get(address("desk_section", edition, "prologue")).status_code == 200
    browser.post(address("desk_place", edition, "prologue"), {**data, "position": "3"})
    order = list(Section.objects.filter(edition=edition).values_list("key", flat=True))
    assert order == [KEY, "scorecard", "prologue"]
    browser.post(address("desk_remove", edition, KEY))
    page = browser.get(edition.get_desk_url()).content.decode()
    assert "is gone, and no section carries it on" in page


def test_the_page_lists_what_is_missing_with_links(
    enter: Callable[[User], Client], cast: people.Cast
) -> None:
    edition = begin(cast.editor)
    write(edition, cast.editor, body="Alone.")
    page = enter(cast.editor).get(edition.get_desk_url()).content.decode()
    assert f'<a href="{address("desk_section", edition, KEY)}#changes">Section 1.1 has changed' in page
    assert f'<a href="{address("desk_write", edition, KEY, "fr")}">The French text of section 1.1' in page


def test_auditors_read_and_change_nothing(enter: Callable[[User], Client], cast: people.Cast) -> None:
    edition = begin(cast.editor)
    browser = enter(cast.auditor)
    for url in (edition.get_desk_url(), address("desk_section", edition, KEY), reverse("modules:desk_care")):
        page = browser.get(url)
        assert page.status_code == 200
        assert "Write in this text" not in page.content.decode()
    before = Edition.objects.get(pk=edition.pk).version
    for url, data in (
        (address("desk_write", edition, KEY, "en"), posted(edition, body="x")),
        (address("desk_note", edition), {"note": "x"}),
        (address("desk_change_new", edition, KEY), {"significance": "typo", "note_en": "x"}),
        (address("desk_place", edition, KEY), {}),
        (address("desk_remove", edition, KEY), {}),
        (address("desk_follow", edition, KEY, "fr"), {}),
        (reverse("modules:desk_start"), {"kind": "minor"}),
    ):
        assert browser.post(url, data).status_code == 403, url
    assert Edition.objects.get(pk=edition.pk).version == before


def test_tabs_are_those_of_the_person(enter: Callable[[User], Client], cast: people.Cast) -> None:
    factories.edition()
    home = reverse("moderation:desk")
    assert enter(cast.editor).get(home)["Location"] == reverse("modules:desk_editions")
    page = enter(cast.editor).get(reverse("modules:desk_editions")).content.decode()
    assert reverse("casestudies:queue") not in page.split("<main")[0].split("desk-bar")[1]
    assert enter(cast.officer).get(reverse("modules:desk_editions")).status_code == 403
    RoleHeld.objects.create(user=cast.officer, role=Role.EDITOR)
    page = enter(User.objects.get(pk=cast.officer.pk)).get(reverse("modules:desk_editions")).content.decode()
    assert reverse("casestudies:queue") in page


def test_note_of_the_edition(enter: Callable[[User], Client], cast: people.Cast) -> None:
    edition = begin(cast.editor)
    browser = enter(cast.editor)
    assert browser.get(address("desk_note", edition)).status_code == 200
    browser.post(address("desk_note", edition), {"note": "Shorter.", "note_fr": "Plus court."})
    edition.refresh_from_db()
    assert (edition.note, edition.note_fr) == ("Shorter.", "Plus court.")


def _cost(browser: Client, url: str) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


def test_pages_cost_the_same_with_twenty_editions(
    enter: Callable[[User], Client], client: Client, cast: people.Cast
) -> None:
    edition_in(S.PUBLISHED, cast)
    strangers = (
        "/en/editions/",
        "/en/editions/1/",
        "/en/editions/2/changes/",
        "/en/guide/strategic-alignment/",
        "/en/editions/1/strategic-alignment/",
        "/en/feeds/guide/",
    )
    strangers = tuple(url for url in strangers if client.get(url).status_code == 200)
    own = (reverse("modules:desk_editions"), reverse("modules:desk_care"))
    before = [_cost(client, url) for url in strangers]
    before += [_cost(enter(cast.editor), url) for url in own]
    for n in range(18):
        edition = begin(cast.editor, "minor" if n % 3 else "major")
        reword(edition, cast.editor, f"Words number {n}.", significance="medium")
        for verb, actor in (
            ("send_for_review", cast.editor),
            ("approve", cast.publisher),
            ("publish", cast.publisher),
        ):
            move(edition, verb, actor)
    client.logout()
    after = [_cost(client, url) for url in strangers]
    after += [_cost(enter(cast.editor), url) for url in own]
    assert after == before
    assert max(after) <= 16


def test_the_edition_page_costs_the_same_with_many_sections(
    enter: Callable[[User], Client], cast: people.Cast
) -> None:
    factories.edition(keys=tuple(f"section-{n}" for n in range(3)))
    few = begin(cast.editor)
    browser = enter(cast.editor)
    write(few, cast.editor, "section-0", body="Other.")
    cost = _cost(browser, few.get_desk_url())
    module = few.modules.get()
    for n in range(20):
        section = Section.objects.create(
            edition=few, module=module, key=f"more-{n}", number=50 + n, first_paragraph=1, paragraphs=1
        )
        for language in ("en", "fr"):
            SectionText.objects.create(section=section, language=language, title="t", message="m", body="b")
    assert _cost(browser, few.get_desk_url()) == cost <= 40
