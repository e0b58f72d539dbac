"""The library: pages by key, order, filters and what they count."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from casestudies.models import CaseStudy, CaseText
from casestudies.paging import PAGE, Place, shelf
from members.models import User
from moderation.models import Audience
from tests import factories

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 11, 1, 9, tzinfo=UTC)
STRANGER = AnonymousUser()


def published(number: int, **fields: Any) -> CaseStudy:
    """A published case study; three at a time share a moment."""
    defaults = {
        "slug": f"case-{number}",
        "audience": Audience.PUBLIC,
        "module_key": "strategic-alignment",
        "last_year": 2020,
        "published_at": MOMENT - timedelta(days=number // 3),
    }
    case = CaseStudy.objects.create(**{**defaults, **fields})
    CaseText.objects.create(case_study=case, language="en", title=f"Title {number}", summary="A summary.")
    return case


@pytest.fixture
def many(db: None) -> list[int]:
    """The keys of three pages and a bit, newest first."""
    cases = [published(number) for number in range(3 * PAGE + 5)]
    return [c.pk for c in sorted(cases, key=lambda c: (c.published_at, c.pk), reverse=True)]


@pytest.fixture
def library() -> str:
    factories.edition()
    factories.topic()
    factories.region("EUR")
    return reverse("casestudies:library")


def walk(way: str, asked: dict[str, str]) -> Iterator[list[int]]:
    """Go from page to page as the links do."""
    while True:
        found = shelf(CaseStudy.objects.published(), asked)
        yield [case.pk for case in found.cases]
        place = found.next if way == "after" else found.previous
        if not place:
            return
        asked = {**{k: v for k, v in asked.items() if k == "sort"}, way: place}


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_pages_forwards_show_every_case_once(many: list[int], sort: str) -> None:
    pages = list(walk("after", {"sort": sort}))
    expected = many if sort == "newest" else many[::-1]
    assert [pk for page in pages for pk in page] == expected
    assert [len(page) for page in pages] == [PAGE, PAGE, PAGE, 5]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_pages_backwards_show_the_same_pages(many: list[int], sort: str) -> None:
    forwards = list(walk("after", {"sort": sort}))
    last = CaseStudy.objects.get(pk=forwards[-1][0])
    backwards = list(walk("before", {"sort": sort, "before": Place.of(last)}))
    assert backwards == forwards[-2::-1]


def test_ends_have_no_way_on(many: list[int]) -> None:
    first = shelf(CaseStudy.objects.published(), {})
    assert not first.previous
    last = CaseStudy.objects.get(pk=many[-1])
    before = shelf(CaseStudy.objects.published(), {"before": Place.of(last)})
    assert before.next
    end = shelf(CaseStudy.objects.published(), {"after": Place.of(CaseStudy.objects.get(pk=many[-2]))})
    assert [case.pk for case in end.cases] == many[-1:]
    assert end.previous
    assert not end.next


def test_page_stays_where_it_was_when_something_is_published(many: list[int]) -> None:
    first = shelf(CaseStudy.objects.published(), {})
    published(100, published_at=MOMENT + timedelta(days=1))
    second = shelf(CaseStudy.objects.published(), {"after": first.next})
    assert [case.pk for case in second.cases] == many[PAGE : 2 * PAGE]


@pytest.mark.parametrize("way", ["after", "before"])
@pytest.mark.parametrize(
    "place",
    [
        "",
        "_",
        "garbage",
        "20261101T090000000000Z",
        "20261101T090000000000Z_",
        "20261101T090000000000Z_x",
        "20261101T090000000000Z_-1",
        "20261101T090000000000Z_²",
        "20261101T090000000000Z_999999999999999999999",
        "20261101T090000000000Z_9223372036854775807",
        "20261301T090000000000Z_1",
        "00010101T000000000000Z_1",
        "'; DROP TABLE x; --_1",
        "\x00_1",
        "x" * 5000,
    ],
)
def test_place_that_is_not_there_gives_the_first_page(
    client: Client, library: str, many: list[int], way: str, place: str
) -> None:
    response = client.get(library, {way: place})
    assert response.status_code == 200
    assert [case.pk for case in response.context["shelf"].cases] == many[:PAGE]


def test_place_of_what_the_reader_may_not_see_gives_the_first_page(client: Client, library: str) -> None:
    hidden = published(0, audience=Audience.MEMBERS)
    case = published(5)
    response = client.get(library, {"after": Place.of(hidden)})
    assert [c.pk for c in response.context["shelf"].cases] == [case.pk]


def test_links_lead_on_and_keep_order_and_filters(client: Client, library: str, many: list[int]) -> None:
    asked = {"sort": "oldest", "module": "strategic-alignment"}
    page = client.get(library, asked).content.decode()
    address = re.search(r'rel="next" href="([^"]+)"', page)
    assert address is not None
    response = client.get(library + address[1].replace("&amp;", "&"))
    assert [case.pk for case in response.context["shelf"].cases] == many[::-1][PAGE : 2 * PAGE]
    assert 'rel="prev"' in response.content.decode()
    assert [choice.value for choice in response.context["chosen"]] == ["strategic-alignment"]


def test_every_filter_counts_under_the_others(client: Client, library: str) -> None:
    published(0, region=factories.region("EUR"), language="fr", last_year=2021).topics.add(factories.topic())
    published(1, language="en", last_year=2021)
    published(2, language="en", last_year=2020, module_key="elsewhere")
    facets = client.get(library, {"year": "2021"}).context["facets"]
    counts = {name: {c.value: c.count for c in choices if c.count} for name, choices in facets.items()}
    assert counts == {
        "module": {"strategic-alignment": 2},
        "region": {"EUR": 1},
        "topic": {"T1": 1},
        "language": {"en": 1, "fr": 1},
        "year": {2021: 2, 2020: 1},
    }


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ({}, 3),
        ({"language": "fr"}, 1),
        ({"year": "2021"}, 2),
        ({"year": "2021", "module": "strategic-alignment"}, 2),
        ({"topic": "T1", "region": "EUR"}, 1),
        ({"year": "1999"}, 0),
        ({"year": "x", "language": "xx", "module": "nowhere", "sort": "sideways"}, 3),
    ],
)
def test_total_is_what_the_filters_leave(
    client: Client, library: str, asked: dict[str, str], total: int
) -> None:
    published(0, region=factories.region("EUR"), language="fr", last_year=2021).topics.add(factories.topic())
    published(1, last_year=2021)
    published(2, module_key="elsewhere")
    response = client.get(library, asked)
    assert response.context["total"] == total
    assert len(response.context["entries"]) == total


def test_members_only_is_never_counted_for_strangers(
    library: str, delegate: User, as_user: Callable[[User], Client]
) -> None:
    published(0)
    published(1, audience=Audience.MEMBERS, last_year=1999, language="fr")
    # In either order: what was counted for one is not given to the other.
    for _ in range(2):
        assert as_user(delegate).get(library).context["total"] == 2
        seen = Client().get(library).context
        assert seen["total"] == 1
        assert [choice.value for choice in seen["facets"]["year"]] == [2020]
        assert {c.value for c in seen["facets"]["language"] if c.count} == {"en"}


def test_side_notes_are_the_newest_three_of_each_section(client: Client, library: str) -> None:
    for number in range(5):
        case = published(number, published_at=MOMENT + timedelta(days=number))
        for key in ("mission-first", "scorecard")[: 1 + (number == 0)]:
            case.illustrations.create(section_key=key)
    hidden = published(9, audience=Audience.MEMBERS, published_at=MOMENT + timedelta(days=9))
    hidden.illustrations.create(section_key="mission-first")
    page = client.get(reverse("modules:module", args=["strategic-alignment"])).content.decode()
    assert [page.count(f"/case-{number}/") for number in range(5)] == [1, 0, 1, 1, 1]
    assert "/case-9/" not in page
