from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from members.models import User
from search import facets
from search.audiences import audiences_of, register_audience
from search.index import Text, put
from search.ranking import CANDIDATES
from tests.search import corpus
from tests.search.hostile import ADDRESSES, QUERIES

pytestmark = pytest.mark.django_db


def page(client: Client, language: str = "en", **query: object) -> str:
    response = client.get(f"/{language}/search/", query)
    assert response.status_code == 200
    return response.content.decode()


def titles(html: str) -> list[str]:
    return [re.sub("<[^>]+>", "", title).strip() for title in re.findall(r"<h3.*?</h3>", html, re.DOTALL)]


def test_results_show_the_hits_with_the_words_marked(client: Client, library: None) -> None:
    html = page(client, q="governing")
    assert titles(html) == ["Governing is not managing"]
    assert "<mark>Governing</mark> is not managing" in html
    assert "<mark>Governance</mark> says who" in html
    assert 'href="/en/section/governing/"' in html
    assert "1 result for “governing”" in html


def test_results_in_another_language_carry_it(client: Client, library: None) -> None:
    html = page(client, q="الحوكمة")
    assert '<h3 lang="ar" dir="rtl">' in html
    assert 'hreflang="ar"' in html


def test_results_without_a_query_say_how_to_search(client: Client, library: None) -> None:
    html = page(client)
    assert "Accents and endings do not matter" in html
    assert '<ul class="results">' not in html


def test_results_without_a_hit_suggest_the_word_and_the_ways_on(client: Client, library: None) -> None:
    html = page(client, q="gouvernanse")
    assert '<a href="?q=gouvernance">' in html
    assert 'class="empty"' in html
    assert 'href="/en/guide/"' in html
    assert 'href="/en/case-studies/"' in html


def test_results_that_filters_leave_empty_offer_to_drop_them(client: Client, library: None) -> None:
    html = page(client, q="governing", kind="case_study")
    assert "Search without filters (1 result)" in html
    assert 'href="?q=governing"' in html


def test_results_with_only_some_of_the_words_say_so(client: Client, library: None) -> None:
    assert "No text has all of these words" in page(client, q="register submarine")


def test_results_list_the_filters_and_the_chosen_ones_can_be_taken_off(client: Client, library: None) -> None:
    facets.register_labels("region", lambda: [("EUR", "Europe"), ("ESA", "East and Southern Africa")])
    html = page(client, q="system", region=["EUR", "NAME"], topic="T4")
    assert re.search(r'name="region" value="EUR"[^>]* checked', html)
    assert re.search(r'name="region" value="ESA"[^>]* disabled', html)
    assert 'class="chip" href="?q=system&amp;region=NAME&amp;topic=T4"' in html
    assert 'class="chip" href="?q=system&amp;region=EUR&amp;region=NAME"' in html


def test_results_come_in_pages_that_keep_the_query(client: Client) -> None:
    corpus.many(25)
    html = page(client, q="customs", page=2)
    assert "11 to 20 of 25" in html
    assert "?q=customs&amp;page=3" in html


def test_results_that_are_too_many_are_not_counted(client: Client) -> None:
    corpus.many(CANDIDATES + 2)
    html = page(client, q="customs")
    assert f"More than {CANDIDATES} results" in html
    assert 'class="n"' not in html


def test_results_hide_members_texts_from_strangers_and_show_them_to_members(
    client: Client, library: None, delegate: User, as_user: Callable[[User], Client]
) -> None:
    register_audience(lambda person: {"members"} if person.is_authenticated else set())
    for typed in ("ransomware", "ransomw", "zandoria backups", "rançongiciel"):
        html = page(client, q=typed)
        assert "reaches" not in html
        assert "Zandor" not in html.replace(typed, "")
        assert "/breach/" not in html
    assert "/en/case_study/breach/" in page(as_user(delegate), q="ransomware")


def test_audiences_are_everyones_and_what_apps_add(delegate: User) -> None:
    assert audiences_of(delegate) == {"public"}

    def members(person: object) -> set[str]:
        return {"members"}

    register_audience(members)
    register_audience(members)
    assert audiences_of(delegate) == {"public", "members"}


@pytest.mark.parametrize(("number", "queries"), [(1, 4), (3, 4), (300, 3)])
def test_results_take_the_same_number_of_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int, queries: int
) -> None:
    corpus.many(number)
    with CaptureQueriesContext(connection) as frame:
        page(client)
    with django_assert_num_queries(len(frame) + queries):
        page(client, q="customs")


def test_results_are_read_and_not_changed(client: Client) -> None:
    assert client.head("/en/search/?q=a").status_code == 200
    assert client.post("/en/search/", {"q": "a"}).status_code == 405


def test_results_show_markup_of_a_text_as_text(client: Client) -> None:
    put(
        Text(
            kind="section",
            key="x",
            language="en",
            address="/en/x/?a=1&b='\"",
            title="<script>alert('govern')</script>",
            text="<img src=x onerror=alert(1)> govern </mark><b>",
            byline="<i>by</i>",
        )
    )
    html = page(client, q="govern")
    assert "<img" not in html
    assert "<script>" not in html
    assert "<i>by" not in html
    assert "&lt;script&gt;alert(&#x27;<mark>govern</mark>&#x27;)&lt;/script&gt;" in html


def test_any_query_gets_a_page_that_shows_it_as_text(client: Client, library: None) -> None:
    for typed in QUERIES:
        sent = typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        html = page(client, q=sent)
        for alive in ("<script>alert", "<img src=x", "<svg onload"):
            assert alive not in html, typed


@pytest.mark.parametrize("query", ADDRESSES)
def test_any_address_gets_a_page(client: Client, library: None, query: str) -> None:
    assert client.get(f"/en/search/?{query}").status_code == 200


def test_the_hostile_list_is_long_enough() -> None:
    assert len(set(QUERIES)) >= 60
