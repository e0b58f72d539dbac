"""How to teach a module: for facilitators and the Secretariat; for others the page does not exist."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from members.models import User
from members.roles import OF_SECRETARIAT, Role
from modules.models import Edition
from tests import factories
from tests.modules.conftest import ALIGNMENT

pytestmark = pytest.mark.django_db
GUIDANCE = f"{ALIGNMENT}facilitators/"
SignIn = Callable[[User], Client]
ALLOWED = {Role.FACILITATOR, *OF_SECRETARIAT}


@pytest.mark.parametrize("role", list(Role))
def test_guidance_is_for_facilitators_and_the_secretariat(
    role: Role, as_user: SignIn, small_guide: Edition
) -> None:
    person = factories.person("somebody", role, administration=factories.administration())
    browser = as_user(person)

    answer = browser.get(GUIDANCE)

    assert answer.status_code == (200 if role in ALLOWED else 404)
    assert ("A en." in answer.content.decode()) == (role in ALLOWED)
    assert (GUIDANCE in browser.get(ALIGNMENT).content.decode()) == (role in ALLOWED)


def test_strangers_get_not_found(
    client: Client, as_user: SignIn, stranger: User, small_guide: Edition
) -> None:
    assert client.get(GUIDANCE).status_code == 404
    assert GUIDANCE not in client.get(ALIGNMENT).content.decode()
    assert as_user(stranger).get(GUIDANCE).status_code == 404


def test_role_that_was_taken_away_closes_the_page(
    as_user: SignIn, facilitator: User, small_guide: Edition
) -> None:
    browser = as_user(facilitator)
    facilitator.roles_held.all().delete()

    assert browser.get(GUIDANCE).status_code == 404


def test_guidance_holds_the_whole_note(as_user: SignIn, facilitator: User, small_guide: Edition) -> None:
    page = as_user(facilitator).get(GUIDANCE).content.decode()

    for words in ("O en", "20 minutes", "Q2 en?", "C en.", "S en.", "<p>B <strong>en</strong>.</p>"):
        assert page.count(words) == 2


def test_guidance_in_a_language_without_notes_is_english(
    as_user: SignIn, facilitator: User, small_guide: Edition
) -> None:
    page = as_user(facilitator).get("/ar/guide/strategic-alignment/facilitators/").content.decode()

    assert '<dd lang="en" dir="ltr">A en.</dd>' in page
    assert "ابدأ من المهمة" in page


def test_unknown_module_is_not_found_for_facilitators_too(
    as_user: SignIn, facilitator: User, small_guide: Edition
) -> None:
    assert as_user(facilitator).get("/en/guide/nothing/facilitators/").status_code == 404


def test_guidance_takes_three_queries_besides_those_of_the_session(
    as_user: SignIn,
    facilitator: User,
    small_guide: Edition,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = as_user(facilitator)

    # Session, person, roles; then modules, sections, notes.
    with django_assert_num_queries(6):
        browser.get(GUIDANCE)
