"""Loading is all or nothing, twice is once, and everything readers get is made here."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from modules.loading import EditionSealed, load_guide
from modules.models import Edition, FacilitatorNote, ModuleText, Resource, Section, SectionText, Topic
from modules.source import CONTENT as REAL
from prose.plain import plain
from tests.modules.conftest import CONTENT

pytestmark = pytest.mark.django_db
Edit = Callable[[str, str, str], None]


def _rows() -> list[object]:
    return [
        list(model.objects.order_by("pk").values()) for model in (Edition, Section, SectionText, Resource)
    ]


def test_first_edition_is_published_with_its_date(small_guide: Edition) -> None:
    assert small_guide.state == Edition.State.PUBLISHED
    assert str(small_guide.published_on) == "2026-11-02"
    assert Edition.objects.current().get() == small_guide


def test_same_files_again_change_nothing(small_guide: Edition) -> None:
    before = _rows()

    again = load_guide(CONTENT)

    assert not again.changed
    assert _rows() == before


def test_numbers_run_through_the_guide_and_are_the_same_in_every_language(small_guide: Edition) -> None:
    numbers = {
        language: [
            [paragraph["n"] for paragraph in text.html]
            for text in SectionText.objects.filter(language=language).order_by("section__first_paragraph")
        ]
        for language in ("en", "fr", "ar")
    }

    assert numbers["en"] == [[1, 2, 3], [4, 5, 6, 7], [8, 9, 10]]
    assert numbers["fr"] == numbers["en"]
    assert numbers["ar"] == [[1, 2, 3]]
    assert list(Section.objects.values_list("first_paragraph", "paragraphs")) == [(1, 3), (4, 4), (8, 3)]


def test_html_and_plain_text_are_made_once(small_guide: Edition) -> None:
    text = SectionText.objects.get(section__key="mission-first", language="en")

    assert "<strong>strong</strong>" in text.html[0]["html"]
    assert text.html[1]["html"].startswith("<ul>")
    assert text.plain.startswith("First paragraph of Start from the mission, strong.")
    assert text.words == 18
    module = ModuleText.objects.get(module__key="strategic-alignment", language="en")
    assert module.purpose_html == "<p>First paragraph of Strategic Alignment.</p>\n"
    assert (module.words, module.minutes) == (5 + 14 + 8, 1)
    assert (
        FacilitatorNote.objects.get(section__key="risk", language="fr").background_html
        == "<p>B <strong>fr</strong>.</p>\n"
    )


def test_links_to_sections_carry_number_and_title_in_the_language_of_the_text(small_guide: Edition) -> None:
    html = {
        text.language: text.html[2]["html"]
        for text in SectionText.objects.filter(section__key="mission-first")
    }

    assert '<a href="../ict-governance/#risk">2.1 One * register</a>' in html["en"]
    assert '<a href="../ict-governance/#risk">2.1 Un * registre</a>' in html["fr"]
    # Arabic has no such section yet: the words are the English ones.
    assert '<a href="../strategic-alignment/#scorecard">1.2 A scorecard</a>' in html["ar"]
    assert "2.1 One * register" in SectionText.objects.get(section__key="mission-first", language="en").plain


def test_tools_and_references_stand_at_their_sections(small_guide: Edition) -> None:
    section = Section.objects.get(key="mission-first")

    assert set(section.resources.values_list("key", flat=True)) == {"data-model", "R1", "R2"}
    assert section.references == ["R2", "R1", "CS-01"]
    assert section.annex == ["A1.1"]
    assert Topic.objects.get(code="T1").covers_fr == "Formulation."


def test_demonstration_takes_changed_texts_in_place(small_guide: Edition, folder: Path, edit: Edit) -> None:
    edit("en/ict-governance/risk.md", "Two.", "Changed.")

    loaded = load_guide(folder)

    assert loaded.changed
    assert loaded.edition.pk == small_guide.pk
    assert "Changed." in SectionText.objects.get(section__key="risk", language="en").plain
    assert SectionText.objects.count() == 7


def test_production_refuses_other_texts_under_a_published_number(
    small_guide: Edition, folder: Path, edit: Edit, settings: Settings
) -> None:
    settings.DEMONSTRATION = False
    edit("en/ict-governance/risk.md", "Two.", "Changed.")
    before = _rows()

    with pytest.raises(
        EditionSealed, match=r"^Edition 1 is published with other texts\. .*new edition number\.$"
    ):
        load_guide(folder)

    assert _rows() == before


def test_production_keeps_what_the_secretariat_edited(
    small_guide: Edition, folder: Path, edit: Edit, settings: Settings
) -> None:
    settings.DEMONSTRATION = False
    Resource.objects.filter(key="R1").update(name_en="Edited")
    edit("structure.toml", 'number = "1"', 'number = "2"')

    load_guide(folder)

    assert Resource.objects.get(key="R1").name_en == "Edited"


def test_next_edition_waits_as_a_draft(small_guide: Edition, folder: Path, edit: Edit) -> None:
    edit("structure.toml", 'number = "1"', 'number = "2"')

    second = load_guide(folder).edition

    assert second.state == Edition.State.DRAFTING
    assert second.published_on is None
    assert Edition.objects.current().get() == small_guide
    assert set(Resource.objects.get(key="data-model").sections.values_list("edition__number", flat=True)) == {
        "1",
        "2",
    }


def test_command_says_what_it_did() -> None:
    said = StringIO()
    call_command("load_guide", folder=CONTENT, stdout=said)
    call_command("load_guide", folder=CONTENT, stdout=said)

    assert "Edition 1 is published: 2 modules, 3 sections, 10 paragraphs, 7 texts." in said.getvalue()
    assert said.getvalue().endswith("Edition 1 was loaded from the same files before; nothing changed.\n")


def test_command_checks_without_loading() -> None:
    call_command("load_guide", folder=CONTENT, check=True, stdout=StringIO())

    assert not Edition.objects.exists()


def test_command_stops_at_a_broken_file_with_file_and_line(folder: Path, edit: Edit) -> None:
    edit("fr/ict-governance/risk.md", 'title = "Un * registre"', "title = 1")

    with pytest.raises(CommandError, match=r"fr/ict-governance/risk\.md, line 2: “title” must be a text\.$"):
        call_command("load_guide", folder=folder, stdout=StringIO())

    assert not Edition.objects.exists()


def test_real_edition_loads_with_the_same_numbers_in_both_languages() -> None:
    load_guide(REAL)

    english, french = (
        [
            [block["n"] for block in text.html]
            for text in SectionText.objects.filter(language=language).order_by("section__first_paragraph")
        ]
        for language in ("en", "fr")
    )
    assert english == french
    assert [number for section in english for number in section] == list(range(1, 167))
    text = SectionText.objects.get(section__key="mission-first", language="fr")
    assert "".join(text.plain.split()) == "".join(plain(text.body).split())
