"""The guide's own check: complete, readable, of the right length, and its page up to date."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from modules.coverage import measure
from modules.readability import (
    MEASURES,
    english_syllables,
    flesch_kincaid,
    french_syllables,
    kandel_moles,
    sentences,
    words,
)
from modules.source import read_guide

Edit = Callable[[str, str, str], None]


def test_real_edition_holds_what_it_must() -> None:
    said = StringIO()

    call_command("check_guide", stdout=said)

    assert said.getvalue().endswith("The guide holds what it must.\n")
    assert "en  3  Managing ICT Projects" in said.getvalue()
    assert "fr  4  Gouvernance des TIC" in said.getvalue()
    assert "NOWHERE" not in said.getvalue()


def test_short_bodies_are_named_in_both_languages(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as refused:
        call_command(
            "check_guide", folder=folder, document=tmp_path / "page.md", markdown=True, stdout=StringIO()
        )

    assert "en 1.1 mission-first: 14 words; there must be 200 to 350." in str(refused.value)
    assert "fr 2.1 risk: " in str(refused.value)
    assert "fr risk, facilitators’ note: " in str(refused.value)
    assert "en ict-governance: 5 words in its purpose; there must be 60 to 110." in str(refused.value)


def test_bullet_that_no_section_treats_is_named(folder: Path, edit: Edit) -> None:
    edit("structure.toml", 'annex = ["A4.1"]', "annex = []")

    assert "Annex I: no section treats A4.1." in measure(read_guide(folder)).problems


def test_hard_text_is_named_with_its_score(folder: Path, edit: Edit) -> None:
    hard = "Interoperability considerations necessitate organisational institutionalisation " * 8
    edit("en/ict-governance/risk.md", "Two.", f"{hard.strip()}.")

    problems = measure(read_guide(folder)).problems

    assert any(
        problem.startswith("en 2.1 risk: Flesch-Kincaid grade is ")
        and problem.endswith("it must be at most 11.")
        for problem in problems
    )


def test_page_out_of_date_is_a_failure(tmp_path: Path) -> None:
    page = tmp_path / "guide-coverage.md"
    call_command("check_guide", document=page, markdown=True, stdout=StringIO())
    call_command("check_guide", document=page, stdout=StringIO())
    page.write_text(page.read_text(encoding="utf-8") + "x", encoding="utf-8")

    with pytest.raises(CommandError, match=r"guide-coverage\.md is not that of these files"):
        call_command("check_guide", document=page, stdout=StringIO())


def test_page_shows_every_bullet_and_both_languages(tmp_path: Path) -> None:
    page = tmp_path / "guide-coverage.md"
    call_command("check_guide", document=page, markdown=True, stdout=StringIO())

    text = page.read_text(encoding="utf-8")
    assert "| A4.3a | Managing outsourcing | 3.7 suppliers, 4.6 outsourcing |" in text
    assert "### 3 Managing ICT Projects" in text
    assert "### 3 Gérer les projets TIC" in text


def test_broken_file_is_a_failure_with_its_line(folder: Path, edit: Edit) -> None:
    edit("en/ict-governance/risk.md", "message", "massage")

    with pytest.raises(CommandError, match=r"en/ict-governance/risk\.md, line 3: “massage”"):
        call_command("check_guide", folder=folder, stdout=StringIO())


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("customs", 2),
        ("declaration", 4),
        ("table", 2),
        ("created", 3),
        ("agreed", 2),
        ("border", 2),
        ("the", 1),
        ("trade", 1),
    ],
)
def test_english_syllables(word: str, count: int) -> None:
    assert english_syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("douane", 2),
        ("déclaration", 4),
        ("année", 2),
        ("réalité", 4),
        ("service", 2),
        ("payer", 2),
        ("le", 1),
        ("langue", 1),
    ],
)
def test_french_syllables(word: str, count: int) -> None:
    assert french_syllables(word) == count


def test_sentences_end_at_marks_lines_and_not_in_figures() -> None:
    text = "It fell from 3.5 hours, i.e. by half. Why?\nOne line\n« Vraiment\u00a0! » Oui."

    assert len(sentences(text)) == 5
    assert words("l’agent a 3,5 heures") == ["l’agent", "a", "3,5", "heures"]


def test_formulas_follow_their_authors() -> None:
    assert flesch_kincaid("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)
    assert kandel_moles("Le chat dort.") == pytest.approx(207 - 1.015 * 3 - 73.6)
    assert MEASURES["en"].demand == "Flesch-Kincaid grade at most 11"
    assert MEASURES["fr"].demand == "Kandel-Moles ease at least 40"
