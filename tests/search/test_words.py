from concurrent.futures import ThreadPoolExecutor

import pytest

from search.words import family, fold, forms, stems, words
from tests.search.hostile import QUERIES


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "governing", "governance"),
        ("en", "Outsourced", "outsourcing"),
        ("en", "organisation", "organizational"),
        ("en", "digitise", "digitization"),
        ("fr", "elaboration", "élaborer"),
        ("fr", "declaree", "déclarée"),
        ("fr", "STRATÉGIES", "strategie"),
        ("fr", "cœur", "coeur"),
        ("fr", "l’administration", "administrations"),
        ("fr", "jusqu'aux", "aux"),
        ("es", "gestion", "gestiones"),
        ("es", "gestión", "GESTION"),
        ("es", "riesgos", "riesgo"),
        ("ar", "الجمارك", "جمارك"),
        ("ar", "الإدارة", "ادارة"),
        ("ar", "إدارات", "إداره"),
        ("ar", "مُخاطِر", "للمخاطر"),
        ("ar", "إلى", "الي"),
        ("ru", "стратегия", "стратегии"),
        ("ru", "отчёт", "отчетов"),
        ("ru", "таможенный", "таможенных"),
        ("pt", "AÇÃO", "acao"),
        ("fr", "e\u0301laborer", "élaborer"),
        ("en", "gov\u00adernance", "governance"),
        ("ar", "٢٠٢٦", "2026"),
    ],
)
def test_words_that_mean_the_same_share_a_form(language: str, one: str, other: str) -> None:
    assert set(stems(one, language)) & set(stems(other, language))


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "port", "portal"),
        ("fr", "marché", "mars"),
        ("ru", "проект", "проспект"),
        ("en", "custom", "cost"),
    ],
)
def test_other_words_share_none(language: str, one: str, other: str) -> None:
    assert not set(stems(one, language)) & set(stems(other, language))


def test_words_stand_where_they_are_in_the_text() -> None:
    text = "L’État d'e\u0301criture, lock-in: don't"
    assert [text[word.start : word.end] for word in words(text)] == [
        "État",
        "e\u0301criture",
        "lock",
        "in",
        "don",
    ]


def test_single_letters_without_an_apostrophe_are_words() -> None:
    assert [word.spelt for word in words("plan C d")] == ["plan", "c", "d"]


def test_short_i_is_a_letter_and_yo_an_accented_one() -> None:
    assert (fold("край"), fold("ёлка")) == ("край", "елка")


def test_unknown_languages_keep_their_endings() -> None:
    assert family("pt") == "zz"
    assert stems("decisões decisão", "pt") == ["decisoes", "decisao"]


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar", "ru", "xx"])
def test_forms_are_letters_and_digits_whatever_the_text(language: str) -> None:
    found = {form for text in QUERIES for form in stems(text[:500], language)}
    assert all(form.isalnum() and len(form) <= 40 for form in found)
    assert len(found) > 60


def test_two_threads_get_the_same_forms() -> None:
    made_up = [f"govern{a}{b}ing" for a in "abcdefghij" for b in "klmnopqrst"]
    forms.cache_clear()
    alone = [forms(word, "en") for word in made_up]
    forms.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        together = [list(pool.map(lambda word: forms(word, "en"), made_up)) for _ in range(3)]
    assert together == [alone, alone, alone]
