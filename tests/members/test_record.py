"""The record of people cannot be changed, and what the database refuses."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from members.models import Administration, Invitation, PeopleEvent, User
from members.record import Verb, note
from tests import factories

pytestmark = pytest.mark.django_db


def test_record_refuses_change_and_deletion(administrator: User, contributor: User) -> None:
    event = note(Verb.ROLE_GIVEN, administrator, contributor, role="delegate")
    for change in (
        lambda: PeopleEvent.objects.update(words="Nothing happened."),
        lambda: PeopleEvent.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    event.refresh_from_db()
    assert (event.words, event.administration) == ("", contributor.administration)


def test_one_open_request_for_an_address_and_administration(administration: Administration) -> None:
    factories.access_request(administration, email="a@example.org", state="refused")
    factories.access_request(administration, email="a@example.org")
    with pytest.raises(IntegrityError):
        factories.access_request(administration, email="A@example.org", state="unconfirmed")


@pytest.mark.parametrize("with_administration", [True, False])
def test_one_pending_invitation_for_an_address(
    contact_point: User, administrator: User, with_administration: bool
) -> None:
    inviter = contact_point if with_administration else administrator
    factories.invitation(inviter, email="a@example.org", state="taken_back", expires_at=timezone.now())
    factories.invitation(inviter, email="a@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.invitation(inviter, email="A@example.org")
    assert Invitation.objects.count() == 2
