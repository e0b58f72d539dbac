"""Marks of sections and case studies: on the device for strangers, with the account for everybody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from members.models import User
from modules.models import Edition, ReadingMark
from tests import people
from tests.modules.conftest import ALIGNMENT

pytestmark = pytest.mark.django_db

LIST = "/en/reading-list/"
MARK = "/en/reading-list/mark/"
SECTION = {"kind": "section", "key": "mission-first"}
AsUser = Callable[[User], Client]


def _rows() -> list[tuple[str, str, bool, bool]]:
    return list(ReadingMark.objects.order_by("key").values_list("kind", "key", "read", "listed"))


def _main(client: Client, path: str) -> str:
    return client.get(path).content.decode().split("<main", 1)[1].split("</main>", 1)[0]


def test_mark_sets_and_takes_away_and_twice_is_as_once(
    as_user: AsUser, stranger: User, small_guide: Edition
) -> None:
    client = as_user(stranger)
    for action, expected in (
        ("read", [("section", "mission-first", True, False)]),
        ("add", [("section", "mission-first", True, True)]),
        ("unread", [("section", "mission-first", False, True)]),
        ("remove", []),
    ):
        for _ in range(2):
            answer = client.post(MARK, {**SECTION, "action": action, "next": f"{ALIGNMENT}#mission-first"})
            assert answer.status_code == 302
            assert answer["Location"] == f"{ALIGNMENT}#mission-first"
            assert _rows() == expected


@pytest.mark.parametrize(
    "wrong",
    [{"key": "nothing"}, {"kind": "case_study"}, {"kind": "user"}, {"key": "no key"}, {"action": "erase"}],
)
def test_mark_of_what_does_not_exist_is_not_found(
    as_user: AsUser, stranger: User, small_guide: Edition, wrong: dict[str, str]
) -> None:
    assert as_user(stranger).post(MARK, {**SECTION, "action": "read", **wrong}).status_code == 404
    assert _rows() == []


def test_mark_leads_a_stranger_to_the_sign_in_and_back_to_the_page(
    client: Client, small_guide: Edition
) -> None:
    answer = client.post(MARK, {**SECTION, "action": "read", "next": ALIGNMENT})

    assert answer["Location"] == f"{reverse('account_login')}?next={ALIGNMENT}"
    assert _rows() == []


def test_mark_needs_the_token_of_the_form(stranger: User, small_guide: Edition) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.post(MARK, {**SECTION, "action": "read"}).status_code == 403
    assert _rows() == []


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", "", "/\\example.org"]
)
def test_mark_never_leads_to_another_host(
    as_user: AsUser, stranger: User, small_guide: Edition, elsewhere: str
) -> None:
    answer = as_user(stranger).post(MARK, {**SECTION, "action": "read", "next": elsewhere})

    assert answer["Location"] == LIST


def test_marks_are_seen_by_their_owner_alone(
    as_user: AsUser, stranger: User, delegate: User, small_guide: Edition
) -> None:
    ReadingMark.objects.create(user=delegate, kind="section", key="mission-first", read=True, listed=True)
    client = as_user(stranger)

    assert "Start from the mission" not in _main(client, LIST)
    assert "Your reading list is empty" in _main(client, LIST)
    assert "You have read it:" not in _main(client, "/en/guide/")
    client.post(MARK, {**SECTION, "action": "remove"})
    assert _rows() == [("section", "mission-first", True, True)]


def test_list_shows_what_is_kept_and_read_with_the_progress_of_each_module(
    as_user: AsUser, delegate: User, small_guide: Edition
) -> None:
    ReadingMark.objects.create(user=delegate, kind="section", key="mission-first", read=True)
    ReadingMark.objects.create(user=delegate, kind="section", key="risk", listed=True)
    ReadingMark.objects.create(user=delegate, kind="section", key="gone", read=True, listed=True)
    page = _main(as_user(delegate), LIST)

    listed, read = page.split('id="listed"', 1)[1].split('id="read"', 1)
    assert 'href="/en/guide/ict-governance/#risk"' in listed
    assert 'href="/en/guide/strategic-alignment/#mission-first"' not in listed
    read, progress = read.split('id="progress"', 1)
    assert 'href="/en/guide/strategic-alignment/#mission-first"' in read
    assert '<span class="v">1 <small>of 2</small>' in progress
    assert '<span class="v">0 <small>of 1</small>' in progress
    assert "gone" not in page


def test_case_studies_can_be_kept_by_those_who_may_read_them(
    client: Client, as_user: AsUser, small_guide: Edition
) -> None:
    cast = people.cast()
    case = people.submission_in("published", cast, audience="members").case_study
    entry = {"kind": "case_study", "key": case.slug, "action": "add"}

    assert as_user(cast.nobody).post(MARK, entry).status_code == 404
    assert as_user(cast.delegate).post(MARK, entry).status_code == 302
    assert f'href="{case.get_absolute_url()}"' in _main(client, LIST)
    assert 'name="action" value="remove"' in _main(client, case.get_absolute_url())
    # Who may no longer read it finds neither its title nor its address.
    ReadingMark.objects.update(user=cast.nobody)
    assert case.slug not in _main(as_user(cast.nobody), LIST)


def test_module_page_offers_what_is_not_yet_so(as_user: AsUser, delegate: User, small_guide: Edition) -> None:
    ReadingMark.objects.create(user=delegate, kind="section", key="mission-first", read=True)
    client = as_user(delegate)
    first, second = _main(client, ALIGNMENT).split('id="scorecard"', 1)

    assert 'value="unread"' in first
    assert 'value="add"' in first
    assert 'value="read"' in second
    assert _main(client, "/en/guide/").count('aria-label="You have read it:"') == 1


def test_archived_edition_offers_nothing_to_mark(
    client: Client, as_user: AsUser, delegate: User, small_guide: Edition
) -> None:
    for page in (_main(client, "/en/editions/1/strategic-alignment/"), _main(client, "/en/editions/1/")):
        assert "data-mark" not in page
        assert "data-tick" not in page
    assert MARK not in _main(as_user(delegate), "/en/editions/1/strategic-alignment/")


@pytest.mark.parametrize(
    ("path", "script"), [(LIST, "reading-list"), (ALIGNMENT, "module"), ("/en/guide/", "reading-list")]
)
def test_strangers_page_has_no_token_and_no_cookie_and_is_the_same_for_all(
    client: Client, small_guide: Edition, path: str, script: str
) -> None:
    first, second = client.get(path), Client().get(path)

    assert first.content == second.content
    assert not first.cookies
    assert b"csrfmiddlewaretoken" not in first.content
    assert "public" in first["Cache-Control"]
    assert f"js/{script}.js" in first.content.decode()


def test_strangers_controls_are_hidden_until_script_shows_them(client: Client, small_guide: Edition) -> None:
    page = _main(client, ALIGNMENT)

    assert page.count('hidden data-mark="section:') == 2
    assert page.count("<template data-mark-buttons>") == 1
    assert _main(client, "/en/guide/").count("<span hidden data-tick=") == 3


@pytest.mark.parametrize(("path", "queries"), [(LIST, 1), (ALIGNMENT, 5), ("/en/guide/", 4)])
def test_marks_cost_a_stranger_no_query(
    client: Client,
    small_guide: Edition,
    django_assert_num_queries: DjangoAssertNumQueries,
    path: str,
    queries: int,
) -> None:
    with django_assert_num_queries(queries):
        client.get(path)


@pytest.mark.parametrize("path", [ALIGNMENT, "/en/guide/"])
def test_marks_cost_somebody_signed_in_one_query(
    as_user: AsUser, delegate: User, small_guide: Edition, path: str
) -> None:
    client = as_user(delegate)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)

    asked = [query for query in queries.captured_queries if "modules_readingmark" in query["sql"]]
    assert len(asked) == 1


@pytest.mark.parametrize("keys", [["mission-first"], ["mission-first", "scorecard", "risk"]])
def test_list_costs_the_same_with_one_row_and_with_three(
    as_user: AsUser,
    delegate: User,
    small_guide: Edition,
    django_assert_num_queries: DjangoAssertNumQueries,
    keys: list[str],
) -> None:
    for key in keys:
        ReadingMark.objects.create(user=delegate, kind="section", key=key, read=True, listed=True)
    client = as_user(delegate)

    with django_assert_num_queries(7):
        client.get(LIST)


def test_database_holds_one_mark_for_each_person_and_thing(delegate: User) -> None:
    ReadingMark.objects.create(user=delegate, kind="section", key="risk", read=True)
    with pytest.raises(IntegrityError):
        ReadingMark.objects.create(user=delegate, kind="section", key="risk", listed=True)
