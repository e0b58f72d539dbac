"""What a reviewer sees of a change."""

import random

import pytest
from django.template.loader import render_to_string

from prose.difference import Difference, Paragraph, compare
from tests.prose.hostile import in_time


def marked(paragraph: Paragraph) -> str:
    marks = {"same": "{}", "ins": "[+{}+]", "del": "[-{}-]"}
    return "".join(marks[segment.kind].format(segment.text) for segment in paragraph.segments)


def shown(difference: Difference) -> list[str]:
    return [marked(paragraph) for paragraph in difference]


def test_compare_same_text() -> None:
    difference = compare("One.\n\nTwo.", "One.\n\nTwo.")
    assert difference.unchanged
    assert difference.changed_words == 0
    assert shown(difference) == ["One.", "Two."]


def test_compare_nothing() -> None:
    assert compare("", "").unchanged
    assert shown(compare("", "")) == []


def test_compare_lines_broken_anew() -> None:
    assert compare("One two\nthree.\r\n\r\nFour.", "One two three.\n\n\nFour.").unchanged


def test_compare_replaced_word_leaves_punctuation_and_counts_once() -> None:
    difference = compare("Drivers waited long, they said.", "Drivers waited hours, they said.")
    assert shown(difference) == ["Drivers waited [-long-][+hours+], they said."]
    assert difference.changed_words == 1
    assert not difference.unchanged


def test_compare_figure_changes_as_a_whole() -> None:
    assert shown(compare("It took 3.5 days.", "It took 3.6 days.")) == ["It took [-3.5 -][+3.6 +]days."]


def test_compare_words_added_and_taken_away() -> None:
    difference = compare("The new system works.", "The system works well.")
    assert shown(difference) == ["The [-new -]system works [+well+]."]
    assert difference.changed_words == 2


def test_compare_phrases_held_apart_by_a_comma_read_as_one() -> None:
    old = "We began with red, green tables and stopped there last year."
    new = "We began with big, round chairs and stopped there last year."
    assert shown(compare(old, new)) == [
        "We began with [-red, green tables -][+big, round chairs +]and stopped there last year."
    ]


def test_compare_paragraph_added_and_removed() -> None:
    difference = compare("One stays here.\n\nTwo goes away now.", "Zero is quite new.\n\nOne stays here.")
    assert shown(difference) == ["[+Zero is quite new.+]", "One stays here.", "[-Two goes away now.-]"]
    assert difference.changed_words == 8


def test_compare_changed_paragraph_beside_a_new_one_finds_its_partner() -> None:
    old = "The border post opened in May."
    new = "Nothing like this was written before, ever.\n\nThe border post opened in June."
    assert shown(compare(old, new)) == [
        "[+Nothing like this was written before, ever.+]",
        "The border post opened in [-May-][+June+].",
    ]


def test_compare_rewritten_paragraph_is_not_woven() -> None:
    difference = compare("Alpha beta gamma delta.", "One two three four.")
    assert shown(difference) == ["[-Alpha beta gamma delta.-]", "[+One two three four.+]"]


def test_compare_list_item_by_item() -> None:
    assert shown(compare("We did:\n- one\n- two", "We did:\n- one\n- two\n- three")) == [
        "We did:",
        "- one",
        "- two",
        "[+- three+]",
    ]


def test_compare_arabic_and_chinese() -> None:
    assert shown(compare("إدارة الجمارك الجديدة", "إدارة الجمارك الحديثة")) == [
        "إدارة الجمارك [-الجديدة-][+الحديثة+]"
    ]
    assert shown(compare("税関戦略二〇二五年", "税関戦略二〇二六年")) == ["税関戦略二〇二[-五-][+六+]年"]


@pytest.mark.parametrize("seed", range(30))
def test_compare_loses_no_word_of_either_text(seed: int) -> None:
    source = random.Random(seed)
    words = ["a", "b", "c,", "d.", "é", "税", "- e", "*f*", "\n\n", "\n- "]
    old, new = (" ".join(source.choices(words, k=60)) for _ in range(2))
    segments = [segment for paragraph in compare(old, new) for segment in paragraph.segments]
    # Paragraphs keep the order of each version; only the space between them is not part of either.
    for text, left_out in ((old, "ins"), (new, "del")):
        kept = "".join(segment.text for segment in segments if segment.kind != left_out)
        assert "".join(kept.split()) == "".join(text.split())


def words_of(count: int, vocabulary: int, seed: int) -> str:
    source = random.Random(seed)
    return " ".join(f"w{int(vocabulary ** source.random())}" for _ in range(count))


HARD = {
    "rewritten": (words_of(10_000, 4_000, 1), words_of(10_000, 4_000, 2)),
    "few words in another order": (words_of(10_000, 120, 3), words_of(10_000, 120, 4)),
    "one word repeated": ("a " * 800, "a b " * 400),
    "rewritten paragraphs": (
        words_of(10_000, 4_000, 5).replace("w7 ", "w7.\n\n"),
        words_of(10_000, 4_000, 6).replace("w7 ", "w7.\n\n"),
    ),
    "a word a line": (
        words_of(10_000, 300, 7).replace(" ", "\n\n"),
        words_of(10_000, 300, 8).replace(" ", "\n\n"),
    ),
    "no spaces": ("a," * 20_000, "a;" * 20_000),
    "punctuation": ("." * 50_000, "," * 50_000),
}


@pytest.mark.parametrize(("old", "new"), HARD.values(), ids=HARD.keys())
def test_compare_hard_texts_within_the_time(old: str, new: str) -> None:
    assert in_time(lambda: compare(old, new)).changed_words >= 0


def test_compare_long_text_with_few_changes_shows_just_these() -> None:
    old = words_of(9_000, 4_000, 9).replace("w3 ", "w3.\n\n")
    assert compare(old, old.replace("w1999", "changed")).changed_words == old.count("w1999") > 0


def test_difference_fragment_marks_escapes_and_folds() -> None:
    stays = "\n\n".join(["Five words are written here."] * 5)
    html = render_to_string(
        "prose/_difference.html", {"difference": compare(f"{stays}\n\nA <b>", f"{stays}\n\nA <i>")}
    )
    assert "Show the 25 unchanged words" in html
    assert html.count("<details>") == 1
    assert '<p dir="auto">A <del>&lt;b</del><ins>&lt;i</ins>&gt;</p>' in html
    assert "Nothing was changed." not in html


def test_difference_fragment_shows_few_unchanged_words() -> None:
    html = render_to_string(
        "prose/_difference.html", {"difference": compare("Title\n\nOld.", "Title\n\nNew.")}
    )
    assert "<details>" not in html
    assert '<p dir="auto">Title</p>' in html


def test_difference_fragment_unchanged() -> None:
    html = render_to_string("prose/_difference.html", {"difference": compare("a", "a")})
    assert "Nothing was changed." in html
