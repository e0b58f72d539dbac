"""What a page costs does not grow: the same number of queries with one row and with many."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casestudies.models import CaseStudy, Submission
from members.models import User
from moderation.models import Point
from tests import factories, people

pytestmark = pytest.mark.django_db

MANY = 7


@pytest.fixture
def cast(db: None) -> people.Cast:
    factories.edition()
    return people.cast()


def _cost(client: Client, url: str, person: User | None) -> int:
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(url)  # what is read once for each process is not part of a page's cost
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
    assert response.status_code == 200
    return len(queries)


def _grows(client: Client, url: str, person: User | None, add: Callable[[], object]) -> tuple[int, int]:
    add()
    before = _cost(client, url, person)
    for _ in range(MANY):
        add()
    return before, _cost(client, url, person)


def _published(cast: people.Cast) -> Callable[[], object]:
    return lambda: people.submission_in("published", cast)


@pytest.mark.parametrize(
    ("name", "arguments", "most"),
    [
        ("home", [], 8),
        ("modules:guide", [], 6),
        ("modules:module", ["strategic-alignment"], 4),
        ("casestudies:library", [], 11),
        ("feedback:outcomes", [], 3),
    ],
)
def test_strangers_pages(
    client: Client, cast: people.Cast, name: str, arguments: list[str], most: int
) -> None:
    first, later = _grows(client, reverse(name, args=arguments), None, _published(cast))
    assert first == later <= most


def test_case_page(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("published", cast)
    first, later = _grows(client, item.case_study.get_absolute_url(), None, _published(cast))
    assert first == later <= 5


def test_room(client: Client, cast: people.Cast) -> None:
    first, later = _grows(
        client, reverse("casestudies:room"), cast.author, lambda: factories.draft(cast.author)
    )
    assert first == later <= 10


def test_submission_with_many_points_and_texts_aside(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("changes_requested", cast)

    def add() -> None:
        factories.point(item, cast.officer, sent_at=timezone.now())
        factories.set_aside(item, cast.author, situation="Kept.", topics=["T1"], sections=["mission-first"])

    first, later = _grows(client, item.get_absolute_url(), cast.author, add)
    assert first == later <= 19


def test_text_to_clear(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("in_clearance", cast)
    people_added = iter(range(2 * MANY))
    first, later = _grows(
        client,
        item.get_absolute_url(),
        cast.contact_point,
        lambda: item.writers.add(factories.person(f"writer.{next(people_added)}")),
    )
    assert first == later <= 20


def test_form_with_many_texts_aside(client: Client, cast: people.Cast) -> None:
    item = factories.draft(cast.author)
    url = reverse("casestudies:edit", args=[item.reference, "story"])
    first, later = _grows(client, url, cast.author, lambda: factories.set_aside(item, cast.author))
    assert first == later <= 9


MANY_SUBMISSIONS, MANY_POINTS = 500, 50


def test_queue(client: Client, cast: people.Cast) -> None:
    people.submission_in("submitted", cast)
    url = reverse("casestudies:queue")
    first = _cost(client, url, cast.officer)
    _copy_submissions(MANY_SUBMISSIONS - 1)
    assert first == _cost(client, url, cast.officer) <= 8


def test_filtered_queue(client: Client, cast: people.Cast) -> None:
    people.submission_in("submitted", cast)
    _copy_submissions(MANY_SUBMISSIONS - 1)
    filters = (
        "?q=window&module=strategic-alignment&region=WCA&language=en&audience=public&holder=nobody&page=2"
    )
    assert _cost(client, reverse("casestudies:queue") + filters, cast.officer) <= 8


@pytest.mark.parametrize("view", ["changes", "clean", "readers"])
def test_review_with_many_points(client: Client, cast: people.Cast, view: str) -> None:
    """The second text, with a letter for each decision, in a long queue."""
    item = people.second_revision(cast)
    url = f"{item.get_desk_url()}?view={view}"
    first = _cost(client, url, cast.officer)
    Point.objects.bulk_create(factories.unsaved_point(item, cast.officer) for _ in range(MANY_POINTS))
    _copy_submissions(MANY_SUBMISSIONS)
    assert first == _cost(client, url, cast.officer) <= 12


def _copy_submissions(count: int) -> None:
    """Put copies of the first submission on the desk, as many as make a long queue."""
    first = Submission.objects.order_by("pk").first()
    assert first is not None
    studies = CaseStudy.objects.bulk_create(
        CaseStudy(slug=f"copy-{n}", administration_id=first.administration_id) for n in range(count)
    )
    Submission.objects.bulk_create(
        Submission(
            reference=f"CS-2025-{n:04}",
            case_study=study,
            administration_id=first.administration_id,
            author_id=first.author_id,
            state="submitted",
            state_since=first.state_since,
            due_on=first.due_on,
            current_id=first.cleared_id,
            cleared_id=first.cleared_id,
        )
        for n, study in enumerate(studies)
    )


def test_own_remarks(client: Client, cast: people.Cast) -> None:
    first, later = _grows(
        client, reverse("feedback:mine"), cast.delegate, lambda: factories.remark(cast.delegate)
    )
    assert first == later <= 7


def test_feedback_desk(client: Client, cast: people.Cast) -> None:
    first, later = _grows(
        client, reverse("feedback:desk"), cast.officer, lambda: factories.remark(cast.delegate)
    )
    assert first == later <= 14


def test_unchanged_page_costs_one_query(client: Client, cast: people.Cast) -> None:
    url = reverse("modules:module", args=["strategic-alignment"])
    tag = client.get(url)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url, headers={"If-None-Match": tag})
    assert response.status_code == 304
    assert len(queries) == 1


def test_page_is_fresh_once_something_is_published(client: Client, cast: people.Cast) -> None:
    url = reverse("casestudies:library")
    tag = client.get(url)["ETag"]
    people.submission_in("published", cast)
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_strangers_page_sets_no_cookie_and_may_be_shared(client: Client, cast: people.Cast) -> None:
    response = client.get(reverse("modules:module", args=["strategic-alignment"]))
    assert not response.cookies
    assert "public" in response["Cache-Control"]
    assert "cookie" not in response.get("Vary", "").lower()


def test_personal_page_is_private(client: Client, cast: people.Cast) -> None:
    client.force_login(cast.author, backend="allauth.account.auth_backends.AuthenticationBackend")
    for name in ("home", "casestudies:room"):
        assert client.get(reverse(name))["Cache-Control"] == "private, no-store"
