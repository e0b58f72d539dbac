"""All questions on one page."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from modules.models import Edition

pytestmark = pytest.mark.django_db


def test_questions_are_grouped_by_module_and_section(client: Client, small_guide: Edition) -> None:
    page = client.get("/en/guide/questions/").content.decode()

    order = [
        page.index(words)
        for words in ("Strategic Alignment", "1.1 Start", "1.2 A score", "ICT Governance", "2.1 One")
    ]
    assert order == sorted(order)
    assert page.count('class="ask"') == 6
    assert 'href="/en/guide/ict-governance/#risk"' in page
    assert "G1 en." in page
    assert "W1 en." in page


def test_questions_missing_in_a_language_are_marked(client: Client, small_guide: Edition) -> None:
    page = client.get("/ar/guide/questions/").content.decode()

    assert '<p class="ask">1 أي نتيجة؟</p>' in page
    assert '<p class="ask" lang="en" dir="ltr">1 Which result?</p>' in page


def test_questions_before_the_first_edition(client: Client) -> None:
    assert "The guide is being prepared" in client.get("/en/guide/questions/").content.decode()


def test_questions_take_two_queries_and_one_for_freshness(
    client: Client, small_guide: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        client.get("/en/guide/questions/")
