"""Text fields: nothing invisible gets in, nothing that people wrote gets lost."""

import pytest
from django import forms
from django.utils.translation import override

from prose.clean import clean_line, clean_text
from prose.forms import LineField, MaxWords, ProseField
from prose.markdown import MAX_CHARACTERS
from tests.prose.hostile import in_time

INVISIBLE = [
    *("\0", "\x07", "\x1b", "\x7f", "\x9f"),
    *("\u00ad", "\u200b", "\u2060", "\ufeff", "\u180e", "\U000e0041"),
    *("\u061c", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"),
    *("\u200c", "\u200d", "\u115f", "\u3164", "\u034f", "\ud800"),
]


@pytest.mark.parametrize("character", INVISIBLE, ids=lambda character: f"U+{ord(character):04X}")
@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_clean_removes_invisible_character(clean: type, character: str) -> None:
    assert clean(f"pay{character}pal") == "paypal"
    assert clean(character * 3) == ""


@pytest.mark.parametrize("clean", [clean_line, clean_text])
@pytest.mark.parametrize(
    "text",
    ["Côte d’Ivoire", "می\u200cخواهم", "क्\u200dष", "مصلحة الجمارك", "税関", "Coût\u00a0: 3\u202f%", "🛃 ☂️"],
)
def test_clean_keeps_what_is_spelt(clean: type, text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize("clean", [clean_line, clean_text])
def test_clean_composes(clean: type) -> None:
    assert clean("Cote d'Ivoire e\u0301") == "Cote d'Ivoire é"


def test_clean_line_is_one_line() -> None:
    assert clean_line("  A\tlong \r\n\r\n title\u2028here\x0b ") == "A long title here"


def test_clean_text_keeps_lines_and_indentation() -> None:
    assert clean_text("\r\n A\r\n\tb  \rc\u2029\n\nd \n") == "A\n    b  \nc\n\n\nd"


def test_clean_bounds_marks_on_one_letter() -> None:
    cleaned = in_time(lambda: clean_text("a" + "\u0315\u0300" * 50_000))
    assert len(cleaned) <= 31


class Story(forms.Form):
    title = LineField()
    body = ProseField(max_words=3)
    extra = ProseField(required=False)


def test_fields_clean_what_comes_in() -> None:
    form = Story({"title": " A\u202e\nB ", "body": "one\r\ntwo\u200b ", "extra": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"title": "A B", "body": "one\ntwo", "extra": ""}


def test_fields_invisible_text_is_empty() -> None:
    form = Story({"title": "\u200b", "body": "\u2066\u2069"})
    assert form.errors == {"title": ["This field is required."], "body": ["This field is required."]}


def test_prose_field_words_at_the_limit_without_markup() -> None:
    assert Story({"title": "a", "body": "- **one** [two](https://three.example/four)\n- six"}).is_valid()


def test_prose_field_too_many_words() -> None:
    form = Story({"title": "a", "body": "one two three four"})
    assert form.errors == {"body": ["Use at most 3 words; this text has 4."]}


def test_prose_field_too_many_words_for_one() -> None:
    with override("en"), pytest.raises(forms.ValidationError, match=r"Use at most 1 word; this text has 2\."):
        ProseField(max_words=1).clean("one two")


def test_prose_field_too_many_characters() -> None:
    form = Story({"title": "a", "body": "a" * (MAX_CHARACTERS + 1)})
    assert form.errors == {"body": ["Use at most 100000 characters; this text has 100001."]}


def test_prose_field_unchanged_by_the_line_ends_of_a_browser() -> None:
    assert not ProseField().has_changed("a\nb", "a\r\nb")
    assert ProseField().has_changed("a\nb", "a\r\nc")


def test_prose_field_is_a_textarea_with_tools_that_wait_for_scripts() -> None:
    html = Story({"title": "a", "body": "one <two>"})["body"].as_widget()
    assert '<textarea name="body"' in html
    assert "one &lt;two&gt;</textarea>" in html
    assert 'data-markdownx-urls-path="/markdownx/markdownify/"' in html
    assert html.count(" hidden>") == 2
    assert "<span data-count>2</span>" in html
    assert 'data-most="3"' in html
    assert "(at most 3)" in html
    assert "style=" not in html
    assert "<script" not in html


def test_prose_field_scripts_guard_first() -> None:
    media = str(Story().media)
    guard, own, package = (
        media.index(name) for name in ("editor-guard.js", "js/editor.js", "markdownx.min.js")
    )
    assert guard < own < package
    assert media.count("defer") == 3


def test_max_words_is_equal_by_its_limit() -> None:
    assert MaxWords(3) == MaxWords(3) != MaxWords(4)
    assert len({MaxWords(3), MaxWords(3)}) == 1
