from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from search import index
from search.models import Vocable
from search.vocabulary import distance, nearest


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("governance", "governance", 0),
        ("govenrance", "governance", 1),
        ("govermance", "governance", 1),
        ("governnance", "governance", 1),
        ("goverance", "governance", 1),
        ("gvernence", "governance", 2),
        ("something", "governance", 3),
        ("short", "a much longer word", 3),
    ],
)
def test_distance_counts_letters_up_to_its_bound(a: str, b: str, expected: int) -> None:
    assert distance(a, b, 2) == expected


@pytest.mark.parametrize(
    ("language", "typed", "expected"),
    [
        ("en", "govermance", "governance"),
        ("en", "regster", "register"),
        ("fr", "gouvernanse", "gouvernance"),
        ("fr", "dedouanment", "dédouanement"),
        ("es", "ventanila", "ventanilla"),
        ("ar", "الجمرك", "الجمارك"),
        ("ru", "руководитили", "руководители"),
        ("en", "papr", "paper"),
    ],
)
def test_nearest_gives_the_word_that_was_meant(
    library: None, language: str, typed: str, expected: str
) -> None:
    assert nearest([typed], language, {"public"}).get(typed) == expected


@pytest.mark.parametrize("typed", ["governance", "governances", "strategies", "xyzzyx", "abc", "2026", "a"])
def test_nearest_leaves_known_words_and_strange_words_alone(library: None, typed: str) -> None:
    assert nearest([typed], "en", {"public"}) == {}


def test_nearest_asks_once_for_all_words(
    library: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert nearest(["govermance", "systms"], "en", {"public"}) == {
            "govermance": "governance",
            "systms": "systems",
        }
    with django_assert_num_queries(0):
        assert nearest(["a", "12"], "en", {"public"}) == {}


def test_words_that_no_text_has_any_more_are_forgotten_without_reading_all_words(library: None) -> None:
    """The plan of every statement that forgets some: nobody waits for a vocabulary to be read through."""
    text = index.Text(kind="section", key="x", language="en", address="/x", title="Xyzzyx", text="plugh " * 9)
    index.put(text)
    with CaptureQueriesContext(connection) as changed:
        index.put(replace(text, title="Governance", text="Governance"))
        index.remove_many("section", ["x"])
    assert not Vocable.objects.filter(word__in=["xyzzyx", "plugh"]).exists()
    assert Vocable.objects.filter(word="governance").exists()
    forgetting = [
        query["sql"] for query in changed if query["sql"].startswith('DELETE FROM "search_vocable"')
    ]
    assert len(forgetting) == 2
    for statement in forgetting:
        plan = _plan(statement)
        assert "search_vocable_once" in plan or "USING INDEX" in plan, plan


def _plan(statement: str) -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A table this small may be cheaper to read whole; what must hold is that it need not be.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {statement}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        return str(cursor.fetchall())
