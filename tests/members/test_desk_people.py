"""Administrators look after accounts; content is out of their reach, and so are their own roles."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import Administration, PeopleEvent, User
from members.roles import Role
from tests import factories
from tests.members.conftest import Enter

pytestmark = pytest.mark.django_db


def _post(browser: Client, name: str, person: User, **words: Any) -> Any:
    seen = User.objects.get(pk=person.pk).standing
    return browser.post(reverse(f"members:desk_{name}", args=[person.pk]), {"seen": seen, **words})


def test_desk_opens_at_people_for_an_administrator(enter: Enter, administrator: User) -> None:
    browser = enter(administrator)
    assert browser.get(reverse("moderation:desk"))["Location"] == reverse("members:desk_people")
    page = browser.get(reverse("members:desk_people")).content.decode()
    assert reverse("casestudies:queue") not in page


def test_officers_see_no_tab_of_people(enter: Enter, case_officer: User) -> None:
    page = enter(case_officer).get(reverse("casestudies:queue")).content.decode()
    assert reverse("members:desk_people") not in page


def test_search_finds_name_address_and_administration(
    enter: Enter, administrator: User, contributor: User, other_contributor: User
) -> None:
    browser = enter(administrator)
    for words in ("Other", "other.contributor@", "Valoria"):
        page = browser.get(reverse("members:desk_people"), {"q": words}).content.decode()
        assert other_contributor.email in page
        assert f">{contributor.email}<" not in page
    assert "Nobody found" in browser.get(reverse("members:desk_people"), {"q": "zzz"}).content.decode()


def test_any_role_can_be_given_to_others_and_none_to_oneself(
    enter: Enter, administrator: User, contributor: User
) -> None:
    browser = enter(administrator)
    _post(browser, "change_roles", contributor, roles=["contributor", "facilitator", "publisher"])
    assert User.objects.get(pk=contributor.pk).roles == {"contributor", "facilitator", "publisher"}
    refused = _post(browser, "change_roles", administrator, roles=["administrator", "publisher"])
    assert refused.status_code == 403
    assert User.objects.get(pk=administrator.pk).roles == {"administrator"}


def test_change_of_post_moves_nothing_and_loses_nothing(
    enter: Enter, administrator: User, contributor: User, other_administration: Administration
) -> None:
    draft = factories.draft(contributor)
    home = contributor.administration
    _post(
        enter(administrator),
        "change_administration",
        contributor,
        administration=other_administration.pk,
        words="Seconded.",
    )
    moved = User.objects.get(pk=contributor.pk)
    assert (moved.administration, moved.roles) == (other_administration, frozenset())
    draft.refresh_from_db()
    assert (draft.administration, draft.author) == (home, contributor)
    left = PeopleEvent.objects.get(verb="left")
    assert (left.actor, left.administration, left.words) == (administrator, home, "Seconded.")


def test_roles_of_an_administration_need_one(enter: Enter, administrator: User, stranger: User) -> None:
    refused = _post(enter(administrator), "change_roles", stranger, roles=["contributor"])
    assert refused.status_code == 422
    assert "need an administration" in refused.content.decode()


def test_last_contact_point_needs_a_word(enter: Enter, administrator: User, contact_point: User) -> None:
    browser = enter(administrator)
    for name, words in (("change_roles", {"roles": []}), ("change_administration", {}), ("close", {})):
        assert _post(browser, name, contact_point, **words).status_code == 422
    assert _post(browser, "close", contact_point, confirmed="on").status_code == 302


def test_closed_account_is_out_at_once_and_can_come_back(
    enter: Enter, administrator: User, contributor: User
) -> None:
    theirs, desk = enter(contributor), enter(administrator)
    assert _post(desk, "close", contributor, words="Left the service.").status_code == 302
    assert "/accounts/login/" in theirs.get(reverse("casestudies:room"))["Location"]
    assert _post(desk, "reopen", contributor).status_code == 302
    assert User.objects.get(pk=contributor.pk).roles == {Role.CONTRIBUTOR}
    assert [event.verb for event in PeopleEvent.objects.all()] == ["closed", "reopened"]


def test_person_page_shows_the_record(enter: Enter, administrator: User, contributor: User) -> None:
    browser = enter(administrator)
    _post(browser, "change_roles", contributor, roles=["delegate"])
    page = browser.get(reverse("members:desk_person", args=[contributor.pk])).content.decode()
    assert "Role taken away" in page
    assert "Role given" in page


def test_roles_do_not_change_in_the_admin_site(enter: Enter, administrator: User, contributor: User) -> None:
    browser = enter(administrator)
    url = f"/admin/members/user/{contributor.pk}/change/"
    words = {"full_name": "Renamed", "language": "en", "time_zone": "UTC", "email": "x@example.org"}
    browser.post(url, words)
    kept = User.objects.get(pk=contributor.pk)
    assert (kept.full_name, kept.email, kept.is_active) == ("Renamed", contributor.email, True)
    assert browser.get("/admin/members/user/add/").status_code == 403


@pytest.mark.parametrize("page", ["desk_people", "desk_person"])
def test_pages_cost_the_same_with_one_row_and_with_many(
    enter: Enter, administrator: User, contributor: User, page: str
) -> None:
    browser = enter(administrator)
    url = reverse(f"members:{page}", args=[contributor.pk] if page == "desk_person" else [])

    def add(number: int) -> None:
        home = factories.administration(f"Customs of {number}")
        person = factories.person(f"person{number}", Role.DELEGATE, Role.CONTRIBUTOR, administration=home)
        factories.access_request(home)
        factories.invitation(person)
        _post(browser, "change_roles", contributor, roles=["delegate"] if number % 2 else ["contributor"])

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        return len(queries)

    add(0)
    add(1)
    cost()
    first = cost()
    for number in range(2, 9):
        add(number)
    assert first == cost() <= 14
