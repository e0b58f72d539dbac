"""A contact point looks after the people of the own administration, and of no other."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casestudies.models import Submission
from letters.models import Letter
from members.models import Administration, Invitation, PeopleEvent, User
from members.roles import Role
from tests import factories
from tests.members.conftest import Enter
from tests.members.letters import link_to

pytestmark = pytest.mark.django_db


def _post(browser: Client, name: str, person: User, **words: Any) -> Any:
    seen = User.objects.get(pk=person.pk).standing
    return browser.post(reverse(f"members:{name}", args=[person.pk]), {"seen": seen, **words})


def _roles(person: User) -> set[str]:
    return set(User.objects.get(pk=person.pk).roles)


def test_list_shows_own_people_only(
    enter: Enter, contact_point: User, contributor: User, other_contributor: User
) -> None:
    page = enter(contact_point).get(reverse("members:people")).content.decode()
    assert contributor.email in page
    assert other_contributor.email not in page


def test_roles_change_and_hold_at_once(enter: Enter, contact_point: User, contributor: User) -> None:
    theirs = enter(contributor)
    assert theirs.get(reverse("casestudies:room")).status_code == 200
    assert _post(enter(contact_point), "change_roles", contributor, roles=["delegate"]).status_code == 302
    assert _roles(contributor) == {Role.DELEGATE}
    assert theirs.get(reverse("casestudies:room")).status_code == 403
    assert "Your roles now: Delegate." in Letter.objects.get(address=contributor.email).body


def test_roles_of_others_than_the_administration_stay(
    enter: Enter, contact_point: User, administration: Administration
) -> None:
    person = factories.person("both", Role.FACILITATOR, Role.DELEGATE, administration=administration)
    _post(enter(contact_point), "change_roles", person, roles=["contributor"])
    assert _roles(person) == {Role.FACILITATOR, Role.CONTRIBUTOR}
    refused = _post(enter(contact_point), "change_roles", person, roles=["publisher"])
    assert refused.status_code == 422
    assert _roles(person) == {Role.FACILITATOR, Role.CONTRIBUTOR}


def test_an_older_page_changes_nothing_and_keeps_the_choice(
    enter: Enter, contact_point: User, contributor: User
) -> None:
    browser = enter(contact_point)
    url = reverse("members:change_roles", args=[contributor.pk])
    browser.post(url, {"seen": 0, "roles": ["delegate"]})
    refused = browser.post(url, {"seen": 0, "roles": ["contact_point"]})
    assert refused.status_code == 409
    assert _roles(contributor) == {Role.DELEGATE}
    seen = refused.context["roles_form"]["seen"].value()
    assert browser.post(url, {"seen": seen, "roles": ["contact_point"]}).status_code == 302


def test_removing_keeps_everything_with_the_administration(
    enter: Enter, contact_point: User, contributor: User
) -> None:
    draft = factories.draft(contributor)
    assert _post(enter(contact_point), "remove", contributor, words="Retired.").status_code == 302
    gone = User.objects.get(pk=contributor.pk)
    assert (gone.is_active, gone.administration, gone.roles) == (True, None, frozenset())
    assert enter(contact_point).get(draft.get_absolute_url()).status_code == 200
    assert enter(gone).get(draft.get_absolute_url()).status_code == 403
    assert "Retired." in Letter.objects.get(address=gone.email).body


def test_what_was_written_does_not_follow_to_another_post(
    enter: Enter, contributor: User, other_contact_point: User
) -> None:
    draft = factories.draft(contributor)
    made, token = factories.invitation(other_contact_point, email=contributor.email)
    browser = enter(contributor)
    browser.post(reverse("members:invitation", args=[token]))
    assert User.objects.get(pk=contributor.pk).administration == made.administration
    assert browser.get(draft.get_absolute_url()).status_code == 404
    url = reverse("casestudies:move", args=[draft.reference, "withdraw"])
    assert browser.post(url, {"version": draft.version}).status_code == 404
    assert Submission.objects.get().state == "draft"


def test_last_contact_point_is_not_lost_by_accident(enter: Enter, contact_point: User) -> None:
    browser = enter(contact_point)
    for name, words in (("change_roles", {"roles": ["delegate"]}), ("remove", {})):
        refused = _post(browser, name, contact_point, **words)
        assert refused.status_code == 422
        assert "is the only contact point" in refused.content.decode()
    assert _roles(contact_point) == {Role.CONTACT_POINT}
    confirmed = _post(browser, "change_roles", contact_point, roles=["delegate"], confirmed="on")
    assert confirmed["Location"] == reverse("members:account")
    assert _roles(contact_point) == {Role.DELEGATE}


def test_people_of_others_do_not_exist(enter: Enter, contact_point: User, other_contributor: User) -> None:
    browser = enter(contact_point)
    for name in ("change_roles", "remove"):
        assert _post(browser, name, other_contributor, roles=["delegate"]).status_code == 404
    assert browser.get(reverse("members:person", args=[other_contributor.pk])).status_code == 404
    made, _token = factories.invitation(other_contributor)
    for name in ("send_again", "take_back"):
        assert browser.post(reverse(f"members:{name}", args=[made.pk])).status_code == 404
    assert _roles(other_contributor) == {Role.CONTRIBUTOR}


def test_roles_are_changed_only_after_saying_again_who_one_is(
    client: Client, contact_point: User, contributor: User
) -> None:
    client.force_login(contact_point, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = _post(client, "change_roles", contributor, roles=["delegate"])
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert _roles(contributor) == {Role.CONTRIBUTOR}
    done = client.post(asked["Location"], {"password": factories.PASSWORD})
    assert done.status_code == 302
    assert _roles(contributor) == {Role.DELEGATE}


def _hand_over(browser: Client, person: User, **words: Any) -> Any:
    seen = User.objects.get(pk=person.pk).standing
    form = {"seen": seen, "keeps": "both", "language": "en", **words}
    return browser.post(reverse("members:hand_over"), form)


@pytest.mark.parametrize(
    ("keeps", "roles"),
    [
        ("both", {Role.CONTRIBUTOR, Role.DELEGATE}),
        ("contributor", {Role.CONTRIBUTOR}),
        ("delegate", {Role.DELEGATE}),
        ("leave", set()),
    ],
)
def test_handing_over_to_a_colleague(
    enter: Enter, contact_point: User, contributor: User, keeps: str, roles: set[str]
) -> None:
    done = _hand_over(enter(contact_point), contact_point, successor=contributor.pk, keeps=keeps)
    assert done.status_code == 302
    assert _roles(contributor) == {Role.CONTRIBUTOR, Role.CONTACT_POINT}
    assert _roles(contact_point) == roles
    assert (User.objects.get(pk=contact_point.pk).administration is None) == (keeps == "leave")
    assert PeopleEvent.objects.filter(verb="handed_over", person=contact_point).exists()


def test_handing_over_to_somebody_new_waits_for_the_successor(
    client: Client, enter: Enter, contact_point: User
) -> None:
    new = "successor@example.org"
    _hand_over(enter(contact_point), contact_point, email=new, full_name="Sara", keeps="delegate")
    assert _roles(contact_point) == {Role.CONTACT_POINT}
    words = {"full_name": "Sara", "language": "en", "password": "barriers-open-slowly"}
    client.post(link_to(new), {**words, "again": words["password"]})
    assert _roles(User.objects.get(email=new)) == {Role.CONTACT_POINT, Role.DELEGATE}
    assert _roles(contact_point) == {Role.DELEGATE}


def test_handing_over_needs_one_successor_of_the_own_administration(
    enter: Enter, contact_point: User, contributor: User, other_contributor: User
) -> None:
    browser = enter(contact_point)
    tries = (
        {},
        {"successor": other_contributor.pk},
        {"successor": contact_point.pk},
        {"successor": contributor.pk, "email": "new@example.org", "full_name": "New"},
        {"email": "new@example.org"},
        {"email": contributor.email, "full_name": "Known"},
        {"successor": contributor.pk, "keeps": "contact_point"},
    )
    for words in tries:
        assert _hand_over(browser, contact_point, **words).status_code == 422, words
    assert _roles(contact_point) == {Role.CONTACT_POINT}
    assert not Invitation.objects.exists()


def test_page_costs_the_same_with_one_row_and_with_many(enter: Enter, contact_point: User) -> None:
    browser, home = enter(contact_point), contact_point.administration
    assert home is not None

    def add(number: int) -> None:
        factories.person(f"colleague{number}", Role.CONTRIBUTOR, Role.DELEGATE, administration=home)
        factories.access_request(home)
        factories.invitation(contact_point)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse("members:people")).status_code == 200
        return len(queries)

    add(0)
    cost()
    first = cost()
    for number in range(1, 8):
        add(number)
    assert first == cost() <= 14


def test_room_says_how_many_to_contact_points_only(
    enter: Enter, contact_point: User, contributor: User
) -> None:
    url = reverse("casestudies:room")
    assert reverse("members:people") in enter(contact_point).get(url).content.decode()
    assert reverse("members:people") not in enter(contributor).get(url).content.decode()
