"""What goes out as a Word file comes back as the same text, in whatever language it was downloaded."""

from __future__ import annotations

import io
import re

import pytest
from django.utils import translation

from casestudies import story
from casestudies.fields import FIELDS
from casestudies.word.printing import printed, template
from casestudies.word.story import Story, read_story
from prose.markdown import render
from tests import factories
from tests.casestudies.word_files import changed

pytestmark = pytest.mark.django_db
LANGUAGES = ["en", "fr", "ar"]


@pytest.fixture(autouse=True)
def _guide() -> None:
    factories.edition()
    for code in ("T1", "T2", "T3"):
        factories.topic(code)


def _whole() -> story.Content:
    return factories.complete_story(
        title="=SUM(A1) & <b>one</b> window_for *nine* agencies",
        title_en="One window",
        topics=["T3", "T1"],
        sections=["mission-first", "scorecard"],
        situation="Traders visited **nine** counters, *all* day.\n\nNone of them knew:\n\n- the fee\n- the form\n  - old\n  - new\n\nThen:\n\n1. they left\n2. they paid",
        actions="# Steps\n\nWe signed [one agreement](https://example.org/a_b(c)).\n\n| What | When |\n| --- | --- |\n| Law | 2021 |\n| Code | **2022** |",
        leadership="2021\\. It began with `one` letter\\\nand \\*a star\\*.",
        difficulties="::: note\nMind the *gap*.\n:::\n\n> A quotation",
        cost_time="نجح المشروع **في عام** 2024.",
        questions=["Who pays?", "من يوقع؟"],
        links=[{"label": "Report", "url": "https://example.org/r"}],
        not_measured=False,
    )


def _back(file: bytes) -> Story:
    return read_story(io.BytesIO(file))


def _filled(content: story.Content) -> story.Content:
    return {key: value for key, value in content.items() if value}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_story_comes_back_as_it_went(language: str) -> None:
    with translation.override(language):
        file = printed(_whole(), title="A copy", foot="CS-2026-0001, seal")
    back = _back(file)
    assert back.values == _filled(_whole())
    assert back.unread == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_template_comes_back_empty(language: str) -> None:
    with translation.override(language):
        file = template(story.blank(attribution="Customs of Meridia", language="fr"))
    back = _back(file)
    assert back.values == {"language": "fr", "audience": "members", "attribution": "Customs of Meridia"}
    assert back.unread == []


def test_an_arabic_template_runs_from_right_to_left() -> None:
    with translation.override("ar"):
        file = template(story.blank())
    texts: list[str] = []
    changed(file, lambda text: texts.append(text) or text)  # type: ignore[func-returns-value]
    assert texts[0].count("<w:bidi/>") > len(FIELDS)
    assert "<w:bidiVisual/>" in texts[0]
    assert "<w:bidi/><w:bidi/>" not in texts[0]


@pytest.mark.parametrize(
    "text",
    [
        "One\\\ntwo",
        "**bold *both* more** and `code`",
        "a_b_c 2 * 3 * 4 [x] <y> & &amp; ~ | \\\\ end",
        "\\# no heading\n\n\\- no item\n\n\\> no quotation\n\n1\\. no number",
        "### Third\n\ntext\n\n##### Fifth",
        "- one\n- two\n\nbetween\n\n3. three\n4. four",
        "- a\n  1. b\n  2. c\n- d\n\n  second paragraph",
        "```\n**code**\n```\n\n---\n\n![a picture](/files/x.png)",
        "[bad](javascript:alert\\(1\\)) <script>alert(1)</script>",
        "**Note:**text and **word**\u00a0next",
        "| a | b |\n| :-- | --: |\n| c | d \\| e |",
        "نص **عريض** مع [رابط](https://example.org/مثال)",
    ],
)
def test_readers_see_the_same_after_a_way_through_word(text: str) -> None:
    file = printed({**story.blank(), "situation": text}, title="A copy", foot="")
    back = _back(file).values["situation"]
    assert _bare(render(back)) == _bare(render(text))
    assert (
        _back(printed({**story.blank(), "situation": back}, title="A", foot="")).values["situation"] == back
    )


def _bare(html: str) -> str:
    return re.sub(r"\s+", " ", html)


def test_words_in_a_word_file_are_words() -> None:
    """Nothing that people write becomes a field, a link to a script or markup of Word."""
    evil = '{ HYPERLINK "file://x" } DDEAUTO c:\\\\x <w:instrText>=1+1</w:instrText> [x](javascript:alert)'
    texts: list[str] = []
    changed(
        printed(factories.complete_story(title=evil, situation=evil), title=evil, foot=evil),
        lambda text: texts.append(text) or text,  # type: ignore[func-returns-value]
    )
    assert "<w:instrText" not in texts[0]
    assert "<w:fldSimple" not in texts[0]
    assert "w:hyperlink" not in texts[0]
