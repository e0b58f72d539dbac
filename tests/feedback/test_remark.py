"""The page of a remark, for whoever said it and for the contact point of his administration."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from feedback.models import Feedback
from feedback.states import S
from members.models import User
from modules.models import SectionText
from tests import factories, people
from tests.feedback.paths import remark_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> people.Cast:
    factories.edition()
    return people.cast()


def _page(client: Client, person: User, address: str) -> str:
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(address).content.decode()


def test_remark_is_called_ones_own_only_where_it_is(client: Client, cast: people.Cast) -> None:
    item = remark_in(S.IN_CLEARANCE, cast)
    assert f"<h1>Your remark {item.reference}</h1>" in _page(client, cast.author, item.get_absolute_url())
    page = _page(client, cast.contact_point, item.get_absolute_url())
    assert f"<h1>Remark {item.reference}</h1>" in page
    assert "Remarks of our administration" in page


def test_section_is_named_in_the_readers_language(client: Client, cast: people.Cast) -> None:
    item = remark_in(S.TRIAGED, cast)
    title = SectionText.objects.get(section__key=item.section_key, language="fr").title
    with translation.override("fr"):
        addresses = (item.get_absolute_url(), reverse("feedback:mine"))
    assert title != Feedback.objects.get().section_title
    assert all(title in _page(client, cast.author, address) for address in addresses)


def test_history_does_not_say_twice_where_a_remark_is(client: Client, cast: people.Cast) -> None:
    item = remark_in(S.TRIAGED, cast)
    track = _track(_page(client, cast.officer, item.get_desk_url()))
    assert track.count("Acknowledged") == 1
    assert "due " in track


def _track(page: str) -> str:
    found = re.search(r'<ol class="track">.*?</ol>', page, re.DOTALL)
    assert found is not None
    return found[0]
