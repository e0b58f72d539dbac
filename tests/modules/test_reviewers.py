"""Who reviews which language: set on the desk, in the record, and never over a newer decision."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import PeopleEvent, User
from members.roles import Role
from modules import rules
from modules.models import ReviewLanguage
from tests import factories, people

pytestmark = pytest.mark.django_db
URL = "modules:desk_reviewers"


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


def enter(person: User) -> Client:
    browser = Client()
    browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def send(actor: User, person: User, *languages: str, seen: int | None = None) -> str:
    """Post the form of this person; gives what the page says then."""
    prefix, standing = f"r{person.pk}", User.objects.get(pk=person.pk).standing
    data = {f"{prefix}-seen": standing if seen is None else seen, f"{prefix}-languages": languages}
    url = reverse("modules:desk_set_languages", args=[person.pk])
    return enter(actor).post(url, data, follow=True).content.decode()


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_an_editor_sets_languages_and_it_stands_in_the_record(cast: people.Cast) -> None:
    reviewer = cast.language_reviewer
    assert "Saved." in send(cast.editor, reviewer, "fr", "ar")
    assert rules.review_languages(fresh(reviewer)) == {"fr", "ar"}
    assert "Saved." in send(cast.editor, reviewer, "ar")
    assert rules.review_languages(fresh(reviewer)) == {"ar"}
    events = PeopleEvent.objects.filter(person=reviewer, verb="languages")
    assert [event.words for event in events] == ["Français, العربية", "العربية"]
    assert {event.actor_id for event in events} == {cast.editor.pk}


def test_what_is_saved_again_is_recorded_once(cast: people.Cast) -> None:
    send(cast.editor, cast.language_reviewer, "fr")
    send(cast.editor, cast.language_reviewer, "fr")
    assert PeopleEvent.objects.filter(verb="languages").count() == 1


def test_an_older_page_changes_nothing(cast: people.Cast) -> None:
    seen = cast.language_reviewer.standing
    send(cast.editor, cast.language_reviewer, "fr")
    page = send(cast.editor, cast.language_reviewer, "ar", seen=seen)
    assert "Somebody has changed this meanwhile." in page
    assert rules.review_languages(fresh(cast.language_reviewer)) == {"fr"}


@pytest.mark.parametrize("languages", [(), ("en",), ("xx",)])
def test_no_language_and_unknown_ones_are_refused(cast: people.Cast, languages: tuple[str, ...]) -> None:
    assert "Choose at least one language." in send(cast.editor, cast.language_reviewer, *languages)
    assert not ReviewLanguage.objects.exists()


def test_only_reviewers_have_languages(cast: people.Cast) -> None:
    url = reverse("modules:desk_set_languages", args=[cast.publisher.pk])
    assert enter(cast.editor).post(url, {}).status_code == 404


def test_the_list_costs_the_same_with_many(cast: people.Cast) -> None:
    browser, costs = enter(cast.editor), []
    for round_ in range(2):
        browser.get(reverse(URL))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse(URL)).status_code == 200
        costs.append(len(queries))
        for n in range(12):
            factories.person(f"reviewer.{round_}.{n}", Role.LANGUAGE_REVIEWER)
    assert costs[0] == costs[1] <= 14
