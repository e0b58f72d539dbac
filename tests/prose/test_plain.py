"""Text without markup, counted as people count."""

import pytest

from prose.plain import plain, reading_minutes, word_count


def test_plain_leaves_the_words_of_everything() -> None:
    text = """# Title

One *two* **three** [four](https://a.example "t") `five`
six ![seven](/files/x.png)

- a
- b

| c | d |
|---|---|
| e | f |

> quoted

    code <b>

::: note
mind
:::
"""
    assert plain(text) == (
        "Title\n\nOne two three four five six seven\n\na\nb\n\nc d\ne f\n\nquoted\n\ncode <b>\n\nmind"
    )


def test_plain_keeps_what_only_looks_like_markup() -> None:
    assert plain("3 * 4 * 5 < 6 & 7_8_9 \\*x\\*") == "3 * 4 * 5 < 6 & 7_8_9 *x*"


def test_plain_empty() -> None:
    assert plain("") == plain("\n\n---\n") == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("— … !", 0),
        ("one", 1),
        ("don't stop well-known 3.5 % and/or", 5),
        ("before—after", 2),
        ("l’administration des douanes", 3),
        ("استراتيجية إدارة الجمارك", 3),
        ("الإِدَارَةُ", 1),
        ("стратегия развития", 2),
        ("रणनीति विकास", 2),
        ("税関の戦略", 5),
        ("WCO 戦略 2026", 4),
        ("관세청 전략", 2),
    ],
)
def test_word_count_in_every_script(text: str, words: int) -> None:
    assert word_count(text) == words


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (1, 1), (200, 1), (201, 2), (3_000, 15)])
def test_reading_minutes_at_least_one(words: int, minutes: int) -> None:
    assert reading_minutes(words) == minutes
