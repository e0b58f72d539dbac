"""Introductions of modules and facilitators' notes are written, told, approved and kept as sections are."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import User
from members.roles import Role
from moderation.refusals import MoveIncomplete
from modules import drafting, structuring
from modules.completeness import problems
from modules.fingerprints import of_edition, words_of
from modules.models import (
    Approval,
    Change,
    Edition,
    FacilitatorNote,
    ModuleText,
    ReviewLanguage,
    Written,
)
from modules.starting import start
from tests import factories, people
from tests.modules.editing import KEY, begin, move, tell

pytestmark = pytest.mark.django_db
MODULE = "strategic-alignment"
# What is written, under which key, at which addresses, and one field of its form with the part it ends in.
KINDS = {
    "introduction": (ModuleText, MODULE, "desk_module_", "audience"),
    "guidance": (FacilitatorNote, KEY, "desk_guidance_", "activity"),
}
each_kind = pytest.mark.parametrize("kind", list(KINDS))


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


@pytest.fixture
def edition(cast: people.Cast) -> Edition:
    found = begin(cast.editor)
    factories.guidance(found, KEY)
    return found


def enter(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def text_of(edition: Edition, kind: str, language: str = "en") -> Any:
    of, key, _route, _part = KINDS[kind]
    owner = {f"{of.OWNER}__edition": edition, f"{of.OWNER}__key": key}
    return of._default_manager.get(language=language, **owner)


def save(edition: Edition, kind: str, actor: User, words: str, language: str = "en") -> Written:
    of, key, _route, part = KINDS[kind]
    text, source = text_of(edition, kind, language), text_of(edition, kind)
    seen = drafting.Seen(text.sha256, source.sha256)
    return drafting.save_text(
        edition, key, language, {**words_of(text), part: words}, seen=seen, actor=actor, of=of
    )


def posted(edition: Edition, kind: str, language: str = "en", **fields: str) -> dict[str, str]:
    """What the form sends when nothing but these fields was changed."""
    text = text_of(edition, kind, language)
    data: dict[str, str] = {"seen": text.sha256, "source_seen": text_of(edition, kind).sha256}
    for part, value in words_of(text).items():
        if isinstance(value, list):
            data |= {f"{part}_{n}": line for n, line in enumerate(value, start=1)}
        else:
            data[part] = str(value)
    return {**data, **fields}


def address(edition: Edition, kind: str, name: str, *more: object) -> str:
    _of, key, route, _part = KINDS[kind]
    return reverse(f"modules:{route}{name}", args=[edition.reference, key, *more])


def page_of(edition: Edition, kind: str) -> str:
    _of, key, route, _part = KINDS[kind]
    return reverse(f"modules:{route.rstrip('_')}", args=[edition.reference, key])


@each_kind
def test_words_are_saved_and_shown_with_what_changed(edition: Edition, cast: people.Cast, kind: str) -> None:
    part = KINDS[kind][3]
    browser = enter(cast.editor)
    url = address(edition, kind, "write", "en")
    assert browser.get(url).status_code == 200
    sent = browser.post(url, posted(edition, kind, **{part: "Directors and their deputies."}))
    assert sent["Location"] == page_of(edition, kind)
    text = text_of(edition, kind)
    assert getattr(text, part) == "Directors and their deputies."
    assert text.saved_by == cast.editor
    assert "Directors and their deputies." in browser.get(page_of(edition, kind)).content.decode()
    assert edition.writers.get() == cast.editor


def test_what_readers_get_is_made_when_it_is_saved(edition: Edition, cast: people.Cast) -> None:
    browser = enter(cast.editor)
    data = posted(edition, "introduction", purpose="So that **one** signs.", brief_2="")
    browser.post(address(edition, "introduction", "write", "en"), data)
    text = text_of(edition, "introduction")
    assert text.purpose_html == "<p>So that <strong>one</strong> signs.</p>\n"
    assert text.brief == ["One.", "Three."]
    data = posted(edition, "guidance", background="A *ruling*.", discussion_3="Why?")
    browser.post(address(edition, "guidance", "write", "en"), data)
    note = text_of(edition, "guidance")
    assert note.background_html == "<p>A <em>ruling</em>.</p>\n"
    assert note.discussion[-1] == "Why?"


@each_kind
def test_two_editors_lose_no_word(edition: Edition, cast: people.Cast, kind: str) -> None:
    part = KINDS[kind][3]
    mine = posted(edition, kind, **{part: "My words."})
    colleague = factories.person("second.editor", Role.EDITOR)
    save(edition, kind, colleague, "The colleague’s words.")
    answer = enter(cast.editor).post(address(edition, kind, "write", "en"), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("My words.", "The colleague’s words.", colleague.full_name):
        assert words in page
    assert getattr(text_of(edition, kind), part) == "The colleague’s words."


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("introduction", {"purpose": "# Heading"}, "headings, tables, quotations and code cannot stand"),
        ("introduction", {"purpose": "<script>alert(1)</script>"}, "Readers would not get all of this"),
        ("introduction", {"purpose": "See [[scorecard]]."}, "There is no section “scorecard”."),
        ("introduction", {"standfirst": "x" * 50_000}, "at most 300 characters"),
        ("guidance", {"background": "![x](x.png)"}, "A picture or a footnote cannot stand"),
        ("guidance", {"minutes": "0"}, "greater than or equal to 5"),
        ("guidance", {"activity": "x" * 50_000}, "at most 1000 characters"),
    ],
)
def test_bad_input_is_told_and_kept(
    edition: Edition, cast: people.Cast, kind: str, fields: dict[str, str], sentence: str
) -> None:
    before = text_of(edition, kind).sha256
    data = posted(edition, kind, objectives_1="Words that stay", **fields)
    answer = enter(cast.editor).post(address(edition, kind, "write", "en"), data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Words that stay" in answer.content.decode()
    assert text_of(edition, kind).sha256 == before


@each_kind
def test_french_falls_behind_and_keeps_the_edition_back(
    edition: Edition, cast: people.Cast, kind: str
) -> None:
    save(edition, kind, cast.editor, "Others.")
    missing = " ".join(str(problem.sentence) for problem in problems(edition))
    assert "does not follow the English one" in missing or "do not follow the English ones" in missing
    browser = enter(cast.editor)
    page = browser.get(address(edition, kind, "write", "fr")).content.decode()
    assert "<ins>Others.</ins>" in page or "Others." in page
    seen = {"seen": text_of(edition, kind, "fr").sha256, "source_seen": text_of(edition, kind).sha256}
    browser.post(address(edition, kind, "follow", "fr"), seen)
    missing = " ".join(str(problem.sentence) for problem in problems(edition))
    assert "follow" not in missing


def test_notes_may_be_left_out_but_not_in_one_language(edition: Edition) -> None:
    text_of(edition, "guidance", "fr").delete()
    sentences = [problem.sentence for problem in problems(edition)]
    assert sentences == ["The facilitators’ notes of section 1.1 are not complete in French."]
    text_of(edition, "guidance").delete()
    assert problems(edition) == []


def test_languages_out_of_step_are_refused(edition: Edition) -> None:
    ModuleText.objects.filter(module__edition=edition, language="fr").update(objectives=["Un.", "Deux."])
    FacilitatorNote.objects.filter(section__edition=edition, language="fr").update(minutes=35)
    sentences = [str(problem.sentence) for problem in problems(edition)]
    assert [sentence.split(" has ")[0].split(" have ")[0] for sentence in sentences] == [
        "The introduction of module 1",
        "The facilitators’ notes of section 1.1",
    ]


@each_kind
def test_a_reviewer_approves_exactly_these_words(edition: Edition, cast: people.Cast, kind: str) -> None:
    ReviewLanguage.objects.create(user=cast.language_reviewer, language="fr")
    save(edition, kind, cast.editor, "Autre.", "fr")
    browser = enter(cast.language_reviewer)
    browser.post(address(edition, kind, "approve", "fr"), {"seen": "an older text"})
    assert not Approval.objects.exists()
    browser.post(address(edition, kind, "approve", "fr"), {"seen": text_of(edition, kind, "fr").sha256})
    assert "approved by a language reviewer" in browser.get(page_of(edition, kind)).content.decode()
    save(edition, kind, cast.editor, "Encore.", "fr")
    assert "approved by a language reviewer" not in browser.get(page_of(edition, kind)).content.decode()


def _publish(edition: Edition, cast: people.Cast) -> None:
    for verb, actor in (
        ("send_for_review", cast.editor),
        ("approve", cast.publisher),
        ("publish", cast.publisher),
    ):
        move(edition, verb, actor)


def _reintroduce(edition: Edition, cast: people.Cast) -> None:
    save(edition, "introduction", cast.editor, "For directors.")
    save(edition, "introduction", cast.editor, "Pour les directeurs.", "fr")


def test_a_changed_introduction_is_told_to_readers(edition: Edition, cast: people.Cast) -> None:
    _reintroduce(edition, cast)
    with pytest.raises(
        MoveIncomplete, match="The introduction of module 1 has changed and has no change note"
    ):
        move(edition, "send_for_review", cast.editor)
    note = {"significance": "medium", "note_en": "Says for whom.", "note_fr": "Dit pour qui.", "answers": ""}
    assert enter(cast.editor).post(address(edition, "introduction", "change_new"), note).status_code == 302
    change = Change.objects.get()
    _publish(edition, cast)
    reader = Client()
    page = reader.get(reverse("modules:module", args=[MODULE])).content.decode()
    assert "For directors." in page
    assert '<a href="#purpose">1</a>' in page
    told = reader.get(reverse("modules:changes", args=["2"])).content.decode()
    assert "Says for whom." in told
    assert "Strategic Alignment" in told
    old = reader.get(reverse("modules:edition_module", args=["1", MODULE])).content.decode()
    assert "For directors." not in old
    assert f"/editions/2/changes/#change-{change.pk}" in old
    assert "Says for whom." in reader.get(reverse("feed_guide")).content.decode()


def test_notes_alone_make_an_edition_and_owe_readers_nothing(edition: Edition, cast: people.Cast) -> None:
    save(edition, "guidance", cast.editor, "Three groups.")
    save(edition, "guidance", cast.editor, "Trois groupes.", "fr")
    _publish(edition, cast)
    teacher = enter(factories.person("teacher", Role.FACILITATOR))
    page = teacher.get(reverse("modules:facilitators", args=[MODULE])).content.decode()
    assert "Three groups." in page
    assert "Three groups." not in Client().get(reverse("modules:module", args=[MODULE])).content.decode()


def test_the_next_edition_carries_them_over(edition: Edition, cast: people.Cast) -> None:
    _reintroduce(edition, cast)
    save(edition, "guidance", cast.editor, "Three groups.")
    save(edition, "guidance", cast.editor, "Trois groupes.", "fr")
    tell(edition, cast.editor, MODULE)
    _publish(edition, cast)
    seal = Edition.objects.get(pk=edition.pk).sealed_sha256
    following = start(cast.editor, "major")
    assert problems(following) == []
    for kind, words in (("introduction", "Pour les directeurs."), ("guidance", "Trois groupes.")):
        text = text_of(following, kind, "fr")
        assert getattr(text, KINDS[kind][3]) == words
        assert text.translated_from == text_of(following, kind).sha256
        assert text.saved_by is None
        save(following, kind, cast.editor, "Later.")
    assert of_edition(Edition.objects.get(pk=edition.pk)) == seal


def test_a_section_takes_no_key_of_a_module(edition: Edition, cast: people.Cast) -> None:
    with pytest.raises(structuring.KeyTaken):
        structuring.add_section(edition, structuring.Place(MODULE, MODULE, 1), actor=cast.editor)


def test_an_arabic_introduction_behind_the_english_one_says_so(edition: Edition, cast: people.Cast) -> None:
    words = {**words_of(text_of(edition, "introduction")), "title": "المواءمة"}
    seen = drafting.Seen("", text_of(edition, "introduction").sha256)
    drafting.save_text(edition, MODULE, "ar", words, seen=seen, actor=cast.editor, of=ModuleText)
    _reintroduce(edition, cast)
    tell(edition, cast.editor, MODULE)
    _publish(edition, cast)
    page = Client().get(f"/ar/guide/{MODULE}/").content.decode()
    assert 'id="behind"' in page
    assert 'id="behind"' not in Client().get(f"/fr/guide/{MODULE}/").content.decode()


@each_kind
def test_pages_take_few_queries(edition: Edition, cast: people.Cast, kind: str) -> None:
    browser = enter(cast.editor)
    for url in (page_of(edition, kind), address(edition, kind, "write", "fr")):
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        assert len(queries) <= 20, url
