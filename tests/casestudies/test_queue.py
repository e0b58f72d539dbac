"""The Secretariat's queue: counts, filters, pages, and what can be done in a row."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from casestudies.models import Submission
from casestudies.workflow import SUBMISSIONS
from members.models import User
from members.roles import Role
from moderation.models import overdue
from tests import factories, people
from tests.factories import move

pytestmark = pytest.mark.django_db
QUEUE = "casestudies:queue"


@pytest.fixture
def cast(db: None) -> people.Cast:
    factories.edition()
    return people.cast()


def _page(client: Client, person: User, query: str = "") -> str:
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(reverse(QUEUE) + query)
    assert response.status_code == 200
    return response.content.decode()


def _listed(page: str) -> list[str]:
    return re.findall(r'id="title-([A-Z0-9-]+)"', page)


def _count(page: str, label: str) -> int:
    found = re.search(rf"<b>(\d+)</b><span>{label}</span>", page)
    assert found, label
    return int(found[1])


def test_counts_say_what_waits_for_whom(client: Client, cast: people.Cast) -> None:
    for state in ("submitted", "in_review", "awaiting_confirmation", "changes_requested", "accepted"):
        people.submission_in(state, cast)
    for state in ("scheduled", "published", "retracted", "declined", "withdrawn", "draft", "in_clearance"):
        people.submission_in(state, cast)
    page = _page(client, cast.officer)
    counted = {
        label: _count(page, label)
        for label in ("Waiting for us", "With the Member", "Accepted, to publish", "Published", "Closed")
    }
    assert counted == {
        "Waiting for us": 2,
        "With the Member": 2,
        "Accepted, to publish": 2,
        "Published": 1,
        "Closed": 2,
    }


def test_oldest_first(client: Client, cast: people.Cast) -> None:
    newer, older = people.submission_in("submitted", cast), people.submission_in("submitted", cast)
    Submission.objects.filter(pk=older.pk).update(state_since=older.state_since - timedelta(days=3))
    assert _listed(_page(client, cast.officer)) == [older.reference, newer.reference]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=guichet", True),
        ("?q=nine+window", True),
        ("?q=nine+barrier", False),
        ("?q=CS-", True),
        ("?q=meridia", True),
        ("?q=%25", False),
        ("?module=strategic-alignment", True),
        ("?region=WCA", True),
        ("?language=en", True),
        ("?language=fr", False),
        ("?audience=public", True),
        ("?audience=members", False),
        ("?holder=nobody", True),
        ("?holder=me", False),
        ("?over=on", False),
        # What is not a choice was not chosen.
        ("?module=nowhere&region=XX&language=tlh&audience=all&holder=99999&page=x&show=everything", True),
        ("?q=%00", True),
        ("?page=9999", True),
    ],
)
def test_filters(client: Client, cast: people.Cast, query: str, found: bool) -> None:
    item = people.submission_in("submitted", cast)
    assert _listed(_page(client, cast.officer, query)) == ([item.reference] if found else [])


def test_filter_by_module_finds_every_topic_of_it(client: Client, cast: people.Cast) -> None:
    factories.topic("T9", "somewhere-else")
    item = people.submission_in("submitted", cast, topics=["T9", "T1"])
    people.submission_in("submitted", cast, topics=["T9"])
    assert _listed(_page(client, cast.officer, "?module=strategic-alignment")) == [item.reference]


def test_filter_by_holder(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("in_review", cast)
    for person, query in ((cast.officer, "me"), (cast.publisher, str(cast.officer.pk))):
        assert _listed(_page(client, person, f"?holder={query}")) == [item.reference]
    assert _listed(_page(client, cast.publisher, "?holder=me")) == []


def test_narrowed_readers_count_in_the_filter(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("submitted", cast)
    Submission.objects.filter(pk=item.pk).update(narrowed_to="members")
    assert _listed(_page(client, cast.officer, "?audience=members")) == [item.reference]
    assert _listed(_page(client, cast.officer, "?audience=public")) == []


def test_short_cuts_count_inside_the_tab(client: Client, cast: people.Cast) -> None:
    mine, late = people.submission_in("in_review", cast), people.submission_in("submitted", cast)
    Submission.objects.filter(pk=late.pk).update(due_on=date(2020, 1, 6))
    page = _page(client, cast.officer)
    for label, number in (("Mine", 1), ("With nobody", 1), ("Over", 1)):
        assert re.search(rf'{label} <span class="n">{number}</span>', page), label
    assert _listed(_page(client, cast.officer, "?over=on")) == [late.reference]
    assert _listed(_page(client, cast.officer, "?holder=me")) == [mine.reference]


@pytest.mark.parametrize("days", range(-9, 10))
def test_what_is_over_is_the_same_for_the_database(
    cast: people.Cast, days: int, time_machine: object
) -> None:
    """Every weekday of today against every weekday of the due date."""
    item = people.submission_in("submitted", cast)
    for offset in range(7):
        now = datetime(2026, 11, 23, 12, tzinfo=UTC) + timedelta(days=offset)
        time_machine.move_to(now, tick=False)  # type: ignore[attr-defined]
        Submission.objects.filter(pk=item.pk).update(due_on=now.date() + timedelta(days=days))
        item.refresh_from_db()
        assert Submission.objects.filter(overdue(), pk=item.pk).exists() == item.is_overdue, (
            now,
            item.due_on,
        )


def test_promise_and_delay_stand_in_the_row(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("submitted", cast)
    page = _page(client, cast.officer)
    assert f"due {item.due_on.day} " in page
    long_ago = item.state_since.date() - timedelta(days=14)
    Submission.objects.filter(pk=item.pk).update(
        due_on=long_ago, state_since=item.state_since - timedelta(28)
    )
    assert "20 days, 10 over" in _page(client, cast.officer)


def test_new_text_is_named_as_one(client: Client, cast: people.Cast) -> None:
    item = people.second_revision(cast)
    move(SUBMISSIONS, item, "release", cast.officer)
    page = _page(client, cast.officer)
    assert "New revision" in page
    assert "revision 2" in page
    assert "1 answer to read" in page


def test_links_keep_the_filters(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("submitted", cast)
    page = _page(client, cast.officer, "?q=window&region=WCA")
    assert f'href="{item.get_desk_url()}?show=waiting&amp;region=WCA&amp;q=window"' in page
    assert "q=window&amp;region=WCA&amp;show=member" in page


def test_pages(client: Client, cast: people.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casestudies.queue.PAGE", 1)
    first, second = people.submission_in("submitted", cast), people.submission_in("submitted", cast)
    assert _listed(_page(client, cast.officer)) == [first.reference]
    page = _page(client, cast.officer, "?page=2&q=window")
    assert _listed(page) == [second.reference]
    assert "?page=1&amp;q=window" in page


def test_take_and_give_from_the_row(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("submitted", cast)
    page = _page(client, cast.officer)
    assert reverse("casestudies:decide", args=[item.reference, "claim"]) in page
    given = reverse("casestudies:decide", args=[item.reference, "assign"])
    assert given in page
    hidden = dict(re.findall(r'name="(version|key)" value="([^"]+)"', page[page.index(given) :]))
    client.post(given, {**hidden, "colleague": cast.second_officer.pk})
    item.refresh_from_db()
    assert item.holder == cast.second_officer


def test_nothing_to_do_in_the_row_for_who_may_not(client: Client, cast: people.Cast) -> None:
    people.submission_in("submitted", cast)
    for person in (cast.publisher, cast.auditor):
        assert "data-take" not in _page(client, person)


def test_nobody_is_given_what_is_his_administrations(client: Client, cast: people.Cast) -> None:
    own = factories.person("own.officer", Role.CASE_OFFICER, administration=cast.author.administration)
    people.submission_in("submitted", cast)
    rows = _page(client, cast.officer).split("<tbody>")[1]
    assert f'value="{cast.second_officer.pk}"' in rows
    assert f'value="{own.pk}"' not in rows


def test_empty_queue_says_what_to_do(client: Client, cast: people.Cast) -> None:
    page = _page(client, cast.officer)
    assert "No submission is waiting for us" in page
    assert reverse("casestudies:awaiting_letter") in page
    page = _page(client, cast.officer, "?q=nothing")
    assert "No submission at this stage matches" in page
    assert 'href="?show=waiting"' in page
