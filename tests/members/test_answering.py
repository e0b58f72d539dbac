"""Requests are answered with reasons by whoever answers for the administration."""

from __future__ import annotations

import pytest
from django.urls import reverse

from letters.models import Letter
from members.models import AccessRequest, Administration, Invitation, PeopleEvent, User
from tests import factories
from tests.members.conftest import Enter
from tests.members.letters import kinds_to, link_to

pytestmark = pytest.mark.django_db


def test_approving_invites_with_the_roles_given(
    enter: Enter, administration: Administration, contact_point: User
) -> None:
    found = factories.access_request(administration, language="fr")
    url = reverse("members:approve", args=[found.pk])
    response = enter(contact_point).post(url, {"roles": ["delegate"], "words": "Welcome aboard."})
    assert response.status_code == 302
    made = Invitation.objects.get()
    assert (made.email, made.roles, made.administration) == (found.email, ["delegate"], administration)
    letter = Letter.objects.get(address=found.email)
    assert (letter.kind, letter.language) == ("members/approved", "fr")
    assert "Welcome aboard." in letter.body
    assert [event.verb for event in PeopleEvent.objects.all()] == ["approved", "invited"]


def test_refusing_needs_words_and_sends_them(
    enter: Enter, administration: Administration, contact_point: User
) -> None:
    found = factories.access_request(administration)
    url = reverse("members:refuse", args=[found.pk])
    browser = enter(contact_point)
    assert browser.post(url, {"words": " "}).status_code == 422
    assert browser.post(url, {"words": "You left us in May."}).status_code == 302
    found.refresh_from_db()
    assert (found.state, found.answered_by) == ("refused", contact_point)
    assert "You left us in May." in Letter.objects.get(address=found.email).body


def test_the_second_answer_is_told_and_changes_nothing(
    enter: Enter, administration: Administration, contact_point: User
) -> None:
    found = factories.access_request(administration)
    browser = enter(contact_point)
    browser.post(reverse("members:refuse", args=[found.pk]), {"words": "No."})
    page = browser.post(reverse("members:approve", args=[found.pk]), {"roles": ["delegate"]}, follow=True)
    assert "has answered this request already" in page.content.decode()
    assert not Invitation.objects.exists()
    assert kinds_to(found.email) == ["members/refused"]


@pytest.mark.parametrize("role", ["facilitator", "case_officer", "administrator", "nonsense"])
def test_contact_point_cannot_give_what_is_not_his(
    enter: Enter, administration: Administration, contact_point: User, role: str
) -> None:
    found = factories.access_request(administration)
    url = reverse("members:approve", args=[found.pk])
    assert enter(contact_point).post(url, {"roles": ["delegate", role]}).status_code == 422
    assert not Invitation.objects.exists()


def test_workshop_requests_and_orphans_go_to_the_desk(
    enter: Enter, administration: Administration, contact_point: User, administrator: User
) -> None:
    teacher = factories.access_request(administration, "facilitator")
    orphan = factories.access_request(factories.administration("Customs of Nowhere"))
    ours = factories.access_request(administration)
    desk, room = enter(administrator), enter(contact_point)
    for found, at_desk in ((teacher, True), (orphan, True), (ours, False)):
        on_desk = desk.get(reverse("members:desk_access_request", args=[found.pk])).status_code
        in_room = room.get(reverse("members:access_request", args=[found.pk])).status_code
        assert (on_desk, in_room) == ((200, 404) if at_desk else (404, 200))


def test_unconfirmed_requests_are_seen_by_nobody(
    enter: Enter, administration: Administration, contact_point: User
) -> None:
    found = factories.access_request(administration, state="unconfirmed")
    browser = enter(contact_point)
    assert browser.get(reverse("members:access_request", args=[found.pk])).status_code == 404
    assert found.full_name not in browser.get(reverse("members:people")).content.decode()


def test_approved_person_opens_the_account(
    enter: Enter, administration: Administration, contact_point: User
) -> None:
    found = factories.access_request(administration)
    enter(contact_point).post(reverse("members:approve", args=[found.pk]), {"roles": ["contributor"]})
    assert "/accounts/invitation/" in link_to(found.email)
    assert AccessRequest.objects.get().state == "approved"
