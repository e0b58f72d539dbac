"""What is for Members stands nowhere that a stranger, or somebody without an administration, can look."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from members.models import User
from tests import factories, people

pytestmark = pytest.mark.django_db
SECRET = "Zanzibarine"
PLACES = (
    "/en/",
    "/fr/",
    "/en/case-studies/",
    "/en/case-studies/?sort=oldest",
    f"/en/search/?q={SECRET}",
    f"/en/search/?q={SECRET[:6]}",
    "/en/guide/",
    "/en/guide/strategic-alignment/",
    "/en/feeds/case-studies/",
    "/en/feeds/feedback/",
    "/en/feeds/guide/",
    "/en/feedback/",
    "/sitemap.xml",
    "/sitemap-case-studies.xml",
    "/robots.txt",
)


def _world() -> tuple[people.Cast, Any]:
    factories.edition()
    cast = people.cast()
    item = people.submission_in("published", cast, audience="members", title=SECRET, title_fr=SECRET)
    factories.attachment(item, sealed=True, name=f"{SECRET}.pdf")
    call_command("rebuild_search", verbosity=0)
    return cast, item


def _seen(person: User | None, address: str) -> str:
    client = Client()
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(address)
    headers = "".join(f"{name}: {value}\n" for name, value in response.headers.items())
    body = b"".join(response) if response.streaming else response.content
    return headers + body.decode()


def test_nothing_public_tells_of_a_text_for_members() -> None:
    """Neither its title nor its address; and members find it, so that the test has looked."""
    cast, item = _world()
    slug = item.case_study.slug
    asked_for = {f"/en/search/?q={SECRET}"}
    for address in PLACES:
        for person in (None, cast.nobody, cast.facilitator):
            seen = _seen(person, address)
            assert f"/case-studies/{slug}" not in seen, address
            assert f"{SECRET}.pdf" not in seen, address
            assert address in asked_for or SECRET not in seen, address
    for address in ("/en/case-studies/", f"/en/search/?q={SECRET}"):
        assert f"/case-studies/{slug}" in _seen(cast.delegate, address)


def test_every_address_that_lists_case_studies_was_asked() -> None:
    """The list above holds what a stranger may open without naming a thing."""
    assert {"/en/case-studies/", "/en/feeds/case-studies/", "/sitemap.xml"} <= set(PLACES)
    assert reverse("casestudies:library") in PLACES
