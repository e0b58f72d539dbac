"""Attack strings in names, functions, requests for access, their answers and the record of people."""

from __future__ import annotations

from itertools import cycle

from django.urls import reverse

from members import requests
from members.models import PeopleEvent
from members.roles import Role
from prose.clean import clean_text
from tests import factories
from tests.browser import loads
from tests.browser.typist import HostilePortal


def joining(portal: HostilePortal) -> None:
    """Requests for access and invitations, with the names and reasons of strangers."""
    administration = portal.author.administration
    assert administration is not None
    names = cycle(loads.lines(118))
    for at, why in enumerate(loads.texts(1_000)):
        named = {"full_name": next(names), "job_title": next(names)}
        asked = factories.access_request(administration, why=clean_text(why), **named)
        address = reverse("members:access_request", args=[asked.pk])
        portal.show(f"request for access {at}", address, portal.contact_point)
    for at, words in enumerate(loads.texts(1_900)):
        _answered(portal, at, clean_text(words), next(names))
    for at in range(3):
        made, token = factories.invitation(portal.contact_point)
        made.full_name, made.job_title = next(names), next(names)
        made.save()
        portal.show(f"invitation {at}", reverse("members:invitation", args=[token]))
    _people(portal)


def _answered(portal: HostilePortal, at: int, words: str, name: str) -> None:
    """A request that was refused or approved, with words that stand in the letter."""
    administration = portal.author.administration
    assert administration is not None
    asked = factories.access_request(administration, full_name=name, job_title=name, why="To write.")
    if at % 2:
        requests.approve(asked, portal.contact_point, [Role.CONTRIBUTOR], words)
    else:
        requests.refuse(asked, portal.contact_point, words)
    address = reverse("members:access_request", args=[asked.pk])
    portal.show(f"answered request {at}", address, portal.contact_point)


def _people(portal: HostilePortal) -> None:
    """Names and functions on the lists, and the record of one person with the words of every change."""
    own = portal.author.administration
    for words in loads.texts(1_900):
        PeopleEvent.objects.create(
            verb="left",
            actor=portal.administrator,
            person=portal.author,
            administration=own,
            words=clean_text(words),
        )
    for page in range(1, 11):
        address = f"{reverse('members:people')}?page={page}"
        portal.show(f"our people {page}", address, portal.contact_point)
    portal.show("hand over", reverse("members:hand_over"), portal.contact_point)
    key = [portal.author.pk]
    portal.show("person", reverse("members:person", args=key), portal.contact_point)
    portal.show("desk, person", reverse("members:desk_person", args=key), portal.administrator)
    portal.show("people, administrator", reverse("members:desk_people"), portal.administrator)
    portal.show("account, own", reverse("members:account"), portal.author)
