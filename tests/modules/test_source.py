"""Every kind of broken file is refused with its file, its line and a reason; then nothing is loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from modules.front_matter import ContentError
from modules.loading import load_guide
from modules.models import Edition, Resource, Topic
from modules.source import CONTENT as REAL
from modules.source import fingerprint, read_guide
from tests.modules.conftest import CONTENT

Edit = Callable[[str, str, str], None]
SECTION = "en/strategic-alignment/mission-first.md"
MODULE = "en/strategic-alignment/module.md"
NOTE = "en/facilitators/ict-governance/risk.md"
STRUCTURE = "structure.toml"
RISK = "fr/ict-governance/risk.md"

# File, what is replaced, by what, the line that is named, and a part of the reason.
BROKEN: dict[str, tuple[str, str, str, int, str]] = {
    "no front matter": (SECTION, "+++\n", "", 1, "must begin with"),
    "front matter not closed": (NOTE, "+++\nB **en**.", "B **en**.", 1, "second line +++"),
    "not TOML": (SECTION, 'title = "Start from the mission"', "title = Start", 2, "not TOML"),
    "not TOML at the end": (NOTE, 'if_short = "S en."', "if_short = [", 7, "not TOML"),
    "unknown key": (SECTION, "message =", "massage =", 3, "“massage” is not a key"),
    "unknown key in a table": (SECTION, 'decide = "D1 en."', 'decides = "D1 en."', 6, "“decides” is not"),
    "unknown key in the second question": (SECTION, 'good = "G2', 'god = "G2', 15, "“god” is not"),
    "missing key": (SECTION, 'message = "M Start from the mission."\n', "", 2, "“message” is missing"),
    "missing key in a table": (SECTION, 'cannot = "D3 en."\n', "", 4, "“cannot” is missing"),
    "wrong type": (SECTION, 'title = "Start from the mission"', "title = 3", 2, "must be a text"),
    "wrong type in a list": (MODULE, '["1 en.",', "[1,", 6, "must be a list of texts"),
    "a table in place of tables": (SECTION, "[decision]", "[[decision]]", 4, "must be a table"),
    "a number in place of a truth": (NOTE, "minutes = 20", "minutes = true", 3, "must be a whole number"),
    "minutes out of bounds": (NOTE, "minutes = 20", "minutes = 90", 3, "from 15 to 40; it is 90"),
    "title too long": (SECTION, "Start from the mission", "x" * 71, 2, "71 characters; it may have 70"),
    "message too long": (SECTION, "M Start", "y" * 140, 3, "it may have 140"),
    "question at the door too long": (MODULE, "What for?", "z" * 111, 4, "it may have 110"),
    "standfirst too long": (MODULE, 'standfirst = "', 'standfirst = "' + "z" * 260, 5, "it may have 260"),
    "brief too short": (MODULE, '"1 en.", ', "", 6, "must have 3; it has 2"),
    "brief sentence too long": (MODULE, '"1 en."', f'"{"w" * 201}"', 6, "it may have 200"),
    "too few objectives": (MODULE, ', "Understand 2", "Understand 3"', "", 7, "must have 3 to 4; it has 1"),
    "empty text": (SECTION, '"T1 en."', '" "', 19, "“text” is empty"),
    "line break in a line": (SECTION, '"T1 en."', '"T1\\nen."', 19, "line break"),
    "too few questions": (
        SECTION,
        '[[questions]]\nask = "2 Which result?"\ngood = "G2 en."\nwarning = "W2 en."\n',
        "",
        9,
        "must have 2 to 3; it has 1",
    ),
    "question without its mark": (SECTION, "2 Which result?", "2 Which result.", 14, "question mark"),
    "too few pitfalls": (SECTION, '[[pitfalls]]\ntitle = "P2 en"\ntext = "T2 en."\n', "", 17, "2 to 3"),
    "too few paragraphs": (SECTION, "\nSee [[risk]] and [[scorecard]].\n", "", 24, "this one has 2"),
    "heading": (SECTION, "See [[risk]]", "## See [[risk]]", 29, "A heading cannot stand here"),
    "table": (SECTION, "See [[risk]]", "| a |\n|---|\n| b |\n\nSee [[risk]]", 29, "A table cannot stand"),
    "quotation": (SECTION, "See [[risk]]", "> See [[risk]]", 29, "A quotation cannot stand here"),
    "second list": (SECTION, "See [[risk]]", "1. See [[risk]]", 29, "second list"),
    "raw HTML": (SECTION, "See [[risk]]", "<b>See</b> [[risk]]", 29, "raw HTML"),
    "raw HTML in a list": (SECTION, "- two", "- two <script>x</script>", 26, "raw HTML"),
    "refused address": (SECTION, "See [[risk]]", "[See](javascript:x) [[risk]]", 29, "refused"),
    "picture": (SECTION, "See [[risk]]", "![See](/files/x.png) [[risk]]", 29, "picture or a footnote"),
    "footnote": (SECTION, "See [[risk]]", "See[^1] [[risk]]", 29, "picture or a footnote"),
    "bold throughout": (
        SECTION,
        "See [[risk]] and [[scorecard]].",
        "**See all of it**",
        29,
        "bold throughout",
    ),
    "no such section": (SECTION, "[[risk]]", "[[riks]]", 29, "There is no section “riks”"),
    "too many links to sections": (SECTION, "[[risk]]", "[[risk]] [[risk]]", 29, "lead to 2 others"),
    "purpose missing": (MODULE, "First paragraph of Strategic Alignment.", "", 10, "text is missing"),
    "more paragraphs in French": (RISK, "Two.\n", "Two.\n\nTwo.\n", 24, "4 paragraphs"),
    "list elsewhere in French": (
        "fr/strategic-alignment/mission-first.md",
        "- one\n- two\n\nSee [[risk]] and [[scorecard]].",
        "See [[risk]] and [[scorecard]].\n\n- one\n- two",
        24,
        "list stands at another place",
    ),
    "more questions in French": (
        RISK,
        "[[pitfalls]]",
        '[[questions]]\nask = "3 ?"\ngood = "G."\nwarning = "W."\n[[pitfalls]]',
        9,
        "3 questions",
    ),
    "more pitfalls in French": (
        RISK,
        "[[pitfalls]]",
        '[[pitfalls]]\ntitle = "P"\ntext = "T"\n[[pitfalls]]',
        17,
        "3 pitfalls",
    ),
    "no decision in French": (
        RISK,
        '[decision]\ntitle = "D fr"\ndecide = "D1 fr."\ndelegate = "D2 fr."\ncannot = "D3 fr."\n',
        "",
        2,
        "has a decision",
    ),
    "structure: unknown key": (STRUCTURE, "note =", "notes =", 3, "“notes” is not a key"),
    "structure: no number": (STRUCTURE, 'number = "1"\n', "", 1, "“number” is missing"),
    "structure: number in words": (STRUCTURE, 'number = "1"', 'number = "one"', 1, "written like 1 or 4.2"),
    "structure: date in words": (STRUCTURE, "2026-11-02", '"today"', 2, "must be a date"),
    "structure: section twice": (
        STRUCTURE,
        'key = "scorecard"',
        'key = "mission-first"',
        25,
        "a second time",
    ),
    "structure: section twice in two modules": (
        STRUCTURE,
        'key = "risk"',
        'key = "scorecard"',
        34,
        "second time",
    ),
    "structure: module twice": (
        STRUCTURE,
        'key = "ict-governance"',
        'key = "strategic-alignment"',
        31,
        "second",
    ),
    "structure: key with capitals": (
        STRUCTURE,
        'key = "scorecard"',
        'key = "Scorecard"',
        25,
        "small letters",
    ),
    "structure: no such reference": (STRUCTURE, '"R2", "R1"', '"R2", "R9"', 21, "tool or reference “R9”"),
    "structure: no such tool": (STRUCTURE, '["data-model"]', '["data-modle"]', 22, "“data-modle”"),
    "structure: no such bullet": (STRUCTURE, 'annex = ["A4.1"]', 'annex = ["A4.9"]', 35, "no bullet “A4.9”"),
    "structure: no such module": (
        STRUCTURE,
        'code = "T1"\nmodule = "s',
        'code = "T1"\nmodule = "x',
        41,
        "no module",
    ),
    "structure: resource twice": (STRUCTURE, 'key = "R2"', 'key = "R1"', 65, "a second time"),
    "structure: kind": (STRUCTURE, 'kind = "wco_tool"', 'kind = "tool"', 49, "one of wco_tool"),
    "structure: address": (STRUCTURE, "https://www.example.org/model", "example", 54, "complete address"),
    "structure: French missing": (STRUCTURE, 'name_fr = "Une norme"\n', "", 56, "“name_fr” is missing"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_file_is_named_with_line_and_reason(case: str, folder: Path, edit: Edit) -> None:
    name, old, new, line, reason = BROKEN[case]
    edit(name, old, new)

    with pytest.raises(ContentError) as refused:
        read_guide(folder)

    assert (refused.value.file.relative_to(folder).as_posix(), refused.value.line) == (name, line)
    assert reason in refused.value.reason
    assert str(refused.value).endswith(f"{name}, line {line}: {refused.value.reason}")


@pytest.mark.parametrize(
    "name", [STRUCTURE, MODULE, "fr/ict-governance/risk.md", "fr/facilitators/ict-governance/risk.md"]
)
def test_missing_file_of_an_official_language_is_named(name: str, folder: Path) -> None:
    (folder / name).unlink()

    with pytest.raises(ContentError, match=r"line 1: The file is missing\.") as refused:
        read_guide(folder)

    assert refused.value.file == folder / name


def test_file_that_nobody_would_read_is_refused(folder: Path) -> None:
    (folder / SECTION).rename(folder / "en/strategic-alignment/mission-frist.md")

    with pytest.raises(ContentError, match=r"mission-frist\.md, line 1: structure\.toml names no"):
        read_guide(folder)


def test_unknown_language_is_refused(folder: Path) -> None:
    (folder / "xx").mkdir()

    with pytest.raises(ContentError, match="“xx” is not a language of the portal"):
        read_guide(folder)


def test_bytes_that_are_not_utf8_are_named_with_their_line(folder: Path) -> None:
    (folder / NOTE).write_bytes(b'+++\nminutes = 20\nactivity = "caf\xe9"\n+++\n')

    with pytest.raises(ContentError, match=r"risk\.md, line 3: The file is not UTF-8\."):
        read_guide(folder)


def test_other_languages_may_be_partial() -> None:
    guide = read_guide(CONTENT)

    assert ("mission-first", "ar") in guide.sections
    assert ("scorecard", "ar") not in guide.sections
    assert ("mission-first", "ar") not in guide.notes


def test_fingerprint_changes_with_any_file(folder: Path, edit: Edit) -> None:
    before = fingerprint(folder)
    edit("ar/strategic-alignment/module.md", "1 ar.", "1 ar!")
    after_text = fingerprint(folder)
    (folder / NOTE).rename(folder / "en/facilitators/ict-governance/other.md")

    assert before == fingerprint(CONTENT)
    assert len({before, after_text, fingerprint(folder)}) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("name", [RISK, STRUCTURE])
def test_broken_file_leaves_nothing_half_loaded(name: str, folder: Path, edit: Edit) -> None:
    old = "[[pitfalls]]" if name == RISK else "https://www.example.org/two"
    edit(name, old, "broken")

    with pytest.raises(ContentError):
        load_guide(folder)

    assert not Edition.objects.exists()
    assert not Topic.objects.exists()
    assert not Resource.objects.exists()


def test_real_edition_is_in_order() -> None:
    guide = read_guide(REAL)

    assert [len(module.sections) for module in guide.structure.modules] == [7, 7, 8, 8]
    assert {key for key, _language in guide.notes} == {section.key for section in guide.structure.sections}
