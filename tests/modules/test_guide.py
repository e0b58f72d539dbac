"""The overview: doors, contents, and few queries."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from modules import reading
from modules.models import Edition

pytestmark = pytest.mark.django_db


def test_guide_shows_doors_and_every_section(client: Client, small_guide: Edition) -> None:
    page = client.get("/en/guide/").content.decode()

    assert page.count('<li class="door">') == 2
    assert "What for?" in page
    for words in ("1.1", "Start from the mission", "M A scorecard.", "2.1", "/en/guide/ict-governance/#risk"):
        assert words in page
    assert "Edition 1, 2 November 2026" in page


def test_guide_in_french_has_french_words_only(client: Client, small_guide: Edition) -> None:
    page = client.get("/fr/guide/").content.decode()

    assert "Partir de la mission" in page
    assert "Start from the mission" not in page
    assert 'lang="en" dir="ltr"' not in page.split("<main", 1)[1]


def test_language_without_a_module_shows_english_with_its_mark(client: Client, small_guide: Edition) -> None:
    page = client.get("/ar/guide/").content.decode()

    assert '<a href="/ar/guide/ict-governance/" lang="en" dir="ltr">ICT Governance</a>' in page
    assert '<a href="/ar/guide/strategic-alignment/">المواءمة الاستراتيجية</a>' in page


def test_guide_before_the_first_edition_says_so(client: Client) -> None:
    answer = client.get("/en/guide/")

    assert answer.status_code == 200
    assert "The guide is being prepared" in answer.content.decode()
    assert reading.doors("en") == []


def test_only_the_current_edition_is_shown(client: Client, small_guide: Edition) -> None:
    Edition.objects.update(state=Edition.State.SUPERSEDED)

    assert "Start from the mission" not in client.get("/en/guide/").content.decode()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_guide_takes_three_queries_and_one_for_freshness(
    language: str, client: Client, small_guide: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(4):
        client.get(f"/{language}/guide/")


def test_guide_answers_get_only(client: Client, small_guide: Edition) -> None:
    assert client.post("/en/guide/").status_code == 405
