"""A module's page: everything of it, cited by number, in few queries and without rendering anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import DjangoAssertNumQueries

from members.models import User
from moderation import freshness
from modules import publication, registry
from modules.models import Edition, ModuleText, Section, SectionText
from prose import markdown
from tests import factories, people
from tests.modules.conftest import ALIGNMENT

pytestmark = pytest.mark.django_db


class _Outline(HTMLParser):
    """Ids, and elements that are not closed in order."""

    VOID = frozenset({"meta", "link", "br", "input", "img", "hr", "path", "circle"})

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.targets += [value[1:] for name, value in attrs if name == "href" and value and value[0] == "#"]
        if tag in {"div", "ul", "ol", "p", "section"} and self.open and self.open[-1] == "p":
            self.wrong.append(f"{tag} in p")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def _outline(page: str) -> _Outline:
    outline = _Outline()
    outline.feed(page)
    return outline


def _main(page: str) -> str:
    return page.split("<main", 1)[1].split("</main>", 1)[0]


def test_page_holds_everything_of_the_module(client: Client, small_guide: Edition) -> None:
    page = client.get(ALIGNMENT).content.decode()

    assert "Module 1: Strategic Alignment" in page.split("</title>")[0]
    assert "Module 1 of 2" in page
    for words in (
        "Strategic Alignment 2",
        "2 en.",
        "M Start from the mission.",
        "D1 en.",
        "D2 en.",
        "D3 en.",
    ):
        assert words in page
    for words in (
        "1 Which result?",
        "G2 en.",
        "W2 en.",
        "P1 en",
        "T2 en.",
        "Understand 3",
        "1 minute to read",
    ):
        assert words in page
    assert "One * register" in page
    assert "D1 fr." not in page


def test_paragraphs_carry_their_numbers_as_anchors(client: Client, small_guide: Edition) -> None:
    page = client.get("/en/guide/ict-governance/").content.decode()

    anchors = re.findall(r'<div class="para" id="p(\d+)"><a class="pn" href="#p(\d+)">(\d+)</a>', page)
    assert anchors == [(number, number, number) for number in ("8", "9", "10")]


def test_page_is_well_formed_and_every_link_inside_it_leads_somewhere(
    client: Client, small_guide: Edition
) -> None:
    outline = _outline(client.get(ALIGNMENT).content.decode())

    assert outline.wrong == []
    assert len(outline.ids) == len(set(outline.ids))
    assert set(outline.targets) <= set(outline.ids)
    assert {"mission-first", "scorecard", "ask", "pitfalls", "p1", "p7"} <= set(outline.ids)


def test_section_without_a_decision_has_no_empty_block(client: Client, small_guide: Edition) -> None:
    page = client.get(ALIGNMENT).content.decode()

    assert page.count('class="decision"') == 1


def test_tools_and_references_stand_beside_their_section(client: Client, small_guide: Edition) -> None:
    first, second = client.get(ALIGNMENT).content.decode().split('id="scorecard"', 1)

    assert '<a href="https://www.example.org/model" rel="noopener">Data Model</a>' in first
    assert "<li>A standard</li>" in first
    assert "CS-01" not in first
    assert "Related to 1.2" not in second


def test_resources_have_french_names_on_a_french_page(client: Client, small_guide: Edition) -> None:
    page = client.get("/fr/guide/strategic-alignment/").content.decode()

    assert "Modèle de données" in page
    assert "Data Model" not in page


def test_pager_leads_to_the_neighbours(client: Client, small_guide: Edition) -> None:
    assert 'href="/en/guide/ict-governance/" rel="next"' in client.get(ALIGNMENT).content.decode()
    last = client.get("/en/guide/ict-governance/").content.decode()
    assert 'href="/en/guide/strategic-alignment/" rel="prev"' in last
    assert 'rel="next"' not in last


def test_language_with_parts_missing_shows_them_in_english_with_a_notice(
    client: Client, small_guide: Edition
) -> None:
    page = _main(client.get("/ar/guide/strategic-alignment/").content.decode())

    assert _said("ar", "Parts of this module are not translated yet; they stand here in English.") in page
    assert "<h1><span>المواءمة الاستراتيجية</span></h1>" in page
    assert '<span lang="en" dir="ltr">A scorecard</span>' in page
    assert "ابدأ من المهمة" in page
    assert "Start from the mission" not in page


def test_language_without_the_module_shows_english_and_not_404(client: Client, small_guide: Edition) -> None:
    answer = client.get("/ar/guide/ict-governance/")

    assert answer.status_code == 200
    page = answer.content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert (
        _said("ar", "This module is not translated into this language yet; here is the English text.") in page
    )
    assert '<h1><span lang="en" dir="ltr">ICT Governance</span></h1>' in page
    assert '<div class="prose" lang="en" dir="ltr">' in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_complete_language_has_no_notice(language: str, client: Client, small_guide: Edition) -> None:
    page = _main(client.get(f"/{language}/guide/strategic-alignment/").content.decode())

    assert "notice" not in page
    assert " lang=" not in page


def test_unknown_module_is_not_found(client: Client, small_guide: Edition) -> None:
    assert client.get("/en/guide/nothing/").status_code == 404


def test_page_is_the_same_for_every_stranger(client: Client, small_guide: Edition) -> None:
    first, second = client.get(ALIGNMENT), Client().get(ALIGNMENT)

    assert first.content == second.content
    assert not first.cookies


def test_somebody_signed_in_gets_a_form_with_a_token_at_every_section(
    as_user: Callable[[User], Client], contributor: User, small_guide: Edition
) -> None:
    page = as_user(contributor).get(ALIGNMENT).content.decode()

    for key in ("mission-first", "scorecard"):
        form = page.split(f'action="{reverse("feedback:give", args=[key])}"', 1)[1].split("</form>", 1)[0]
        assert re.search(r'name="csrfmiddlewaretoken" value="\w{64}"', form)


@pytest.fixture
def neighbours(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Another app's side notes and feet, with the keys it was asked for."""
    asked: list[list[str]] = []

    def notes(keys: list[str], request: object) -> dict[str, list[registry.SideNote]]:
        asked.append(list(keys))
        return {keys[0]: [registry.SideNote("A <case>", "/en/case/", "Meridia, 2024", "fr")]}

    monkeypatch.setattr(registry, "_side_notes", [notes])
    monkeypatch.setattr(registry, "_feet", [])
    return asked


def test_side_notes_stand_at_their_section_and_are_asked_for_once(
    client: Client, small_guide: Edition, neighbours: list[list[str]]
) -> None:
    first, second = client.get(ALIGNMENT).content.decode().split('id="scorecard"', 1)

    assert neighbours == [["mission-first", "scorecard"]]
    assert '<p class="t" lang="fr" dir="auto"><a href="/en/case/">A &lt;case&gt;</a>' in first
    assert "/en/case/" not in second


@pytest.mark.parametrize(
    "path", [ALIGNMENT, "/fr/guide/strategic-alignment/", "/ar/guide/strategic-alignment/"]
)
def test_guide_takes_two_queries_for_a_page(
    path: str,
    client: Client,
    small_guide: Edition,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(registry, "_side_notes", [])
    monkeypatch.setattr(registry, "_feet", [])
    monkeypatch.setattr(publication, "_voices", [])

    # The third one asks whether anything was published since.
    with django_assert_num_queries(3):
        client.get(path)


@pytest.mark.parametrize("sections", [["mission-first"], ["mission-first", "scorecard"]])
def test_case_studies_and_remarks_add_two_queries_however_many_there_are(
    sections: list[str],
    client: Client,
    small_guide: Edition,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    cast = people.cast()
    for title in ("A case", "Another case")[: len(sections)]:
        factories.case_study(
            title,
            contributor=cast.author,
            contact_point=cast.contact_point,
            officer=cast.officer,
            publisher=cast.publisher,
            sections=sections,
        )

    with django_assert_num_queries(5):
        page = client.get(ALIGNMENT).content.decode()

    assert page.count("A case</a>") == len(sections)


def test_page_takes_five_queries_after_a_publication_and_four_from_then_on(
    client: Client, small_guide: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _publication in range(2):
        with django_assert_num_queries(5):
            client.get(ALIGNMENT)
        with django_assert_num_queries(4):
            client.get(ALIGNMENT)
        freshness.touch()


def test_nothing_is_rendered_while_somebody_reads(
    client: Client, small_guide: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(text: str) -> str:
        raise AssertionError(text)

    for name in ("render", "render_blocks", "render_inline"):
        monkeypatch.setattr(markdown, name, fail)
    monkeypatch.setattr("prose.grammar._strict.parse", fail)

    for path in (ALIGNMENT, "/fr/guide/", "/en/guide/questions/", "/en/editions/1/ict-governance/"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (ModuleText, ("module", "language")),
        (SectionText, ("section", "language")),
        (Section, ("edition", "key")),
    ],
)
def test_database_holds_one_text_for_each_language(
    model: type[Model], fields: tuple[str, ...], small_guide: Edition
) -> None:
    unique = {constraint.fields for constraint in model._meta.total_unique_constraints}

    assert fields in unique


def test_citation_names_the_permanent_address(client: Client, small_guide: Edition) -> None:
    page = client.get(ALIGNMENT).content.decode()

    assert page.count("hidden data-cite") == 2
    assert 'data-address="/en/editions/1/strategic-alignment/"' in page
    assert "IT Guide for Executives, module 1, section [section], paragraph [n], edition 1" in page


def _said(language: str, sentence: str) -> str:
    """Give a sentence of the interface as this language says it."""
    with translation.override(language):
        return gettext(sentence)
