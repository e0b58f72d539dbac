"""Two people act on the same edition at the same moment: one wins, the other is told and keeps his words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from members.models import User
from members.roles import Role
from modules.fingerprints import of_edition
from modules.models import Approval, Edition
from modules.states import S
from tests import factories, people
from tests.modules.editing import KEY, begin, edition_in, text_of
from tests.threads import at_once, window_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.threads]


def _each(make: Callable[[int], tuple[User, str, dict[str, str]]]) -> list[tuple[int, str]]:
    """Send two forms at the same moment; give their answers, the better one first."""
    return sorted(
        at_once(*[partial(_post, window_of(user), url, data) for user, url, data in (make(0), make(1))])
    )


def _post(window: Client, url: str, data: dict[str, str]) -> tuple[int, str]:
    response = window.post(url, data)
    return response.status_code, response.content.decode()


def test_two_publishers_publish_once(file_database: None) -> None:
    cast = people.cast()
    second = factories.person("second.publisher", Role.PUBLISHER)
    edition = edition_in(S.APPROVED, cast)
    url = reverse("modules:desk_move", args=[edition.reference, "publish"])

    def post(n: int) -> tuple[User, str, dict[str, str]]:
        data = {"version": str(edition.version), "key": str(uuid4()), "words": "Mine."}
        return ([cast.publisher, second][n], url, data)

    assert [status for status, _body in _each(post)] == [302, 409]
    current = Edition.objects.current().get()
    assert current == edition
    assert current.sealed_sha256 == of_edition(current)
    assert Approval.objects.count() == 1


def test_two_editors_begin_one_edition(file_database: None) -> None:
    factories.edition()
    editors = [factories.person(f"editor.{n}", Role.EDITOR) for n in range(2)]
    url = reverse("modules:desk_start")
    assert [status for status, _body in _each(lambda n: (editors[n], url, {"kind": "major"}))] == [302, 302]
    assert Edition.objects.in_preparation().count() == 1


def test_two_editors_of_one_text_lose_no_word(file_database: None) -> None:
    editors = [factories.person(f"editor.{n}", Role.EDITOR) for n in range(2)]
    edition = begin(editors[0])
    url = reverse("modules:desk_write", args=[edition.reference, KEY, "en"])
    seen = text_of(edition).sha256

    def post(n: int) -> tuple[User, str, dict[str, str]]:
        return editors[n], url, {"seen": seen, "title": "A title", "body": f"Words of {n}."}

    (first, _saved), (second, refused) = _each(post)
    assert (first, second) == (302, 409)
    kept = text_of(edition).body
    assert kept in {"Words of 0.", "Words of 1."}
    assert "Words of 0." in refused
    assert "Words of 1." in refused
