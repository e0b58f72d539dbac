"""A refused move over HTTP: why, what was done meanwhile, and the words that were typed."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from casestudies.models import Submission
from casestudies.workflow import SUBMISSIONS
from members.models import User
from moderation.models import Event
from tests import factories, people
from tests.factories import move

pytestmark = pytest.mark.django_db
WORDS = "It describes a plan & not a result."


@pytest.fixture
def cast() -> people.Cast:
    return people.cast()


def _post(client: Client, person: User, name: str, item: Submission, verb: str, **data: object) -> str:
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse(f"casestudies:{name}", args=[item.reference, verb])
    response = client.post(url, {"version": item.version, "key": uuid4(), **data})
    return f"{response.status_code} {response.content.decode()}"


def test_whoever_comes_second_reads_who_was_quicker_and_keeps_his_words(
    client: Client, cast: people.Cast
) -> None:
    item = people.submission_in("submitted", cast)
    move(SUBMISSIONS, Submission.objects.get(), "claim", cast.second_officer)
    page = _post(client, cast.officer, "decide", item, "decline", words=WORDS, reason="outside")
    assert page.startswith("409")
    assert cast.second_officer.full_name in page
    assert "Taken by a case officer" in page
    assert "It describes a plan &amp; not a result.</textarea>" in page
    assert item.get_desk_url() in page
    assert Submission.objects.get().state == "in_review"


def test_the_administration_does_not_learn_of_internal_moves(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("submitted", cast)
    move(SUBMISSIONS, Submission.objects.get(), "claim", cast.officer)
    page = _post(client, cast.contact_point, "move", item, "withdraw", words=WORDS)
    assert page.startswith("409")
    assert cast.officer.full_name not in page
    assert "Taken by a case officer" not in page
    assert "With the Secretariat" in page
    assert "a plan &amp; not" in page


def test_the_administration_does_not_learn_who_of_the_secretariat_acted(
    client: Client, cast: people.Cast
) -> None:
    item = people.submission_in("in_review", cast)
    factories.point(item, cast.officer)
    move(SUBMISSIONS, Submission.objects.get(), "request_changes", cast.officer)
    page = _post(client, cast.contact_point, "move", item, "withdraw")
    assert page.startswith("409")
    assert cast.officer.full_name not in page
    assert "The WCO Secretariat" in page
    assert "Changes asked" in page


def test_colleagues_are_named(client: Client, cast: people.Cast) -> None:
    item = factories.draft(cast.author)
    move(SUBMISSIONS, Submission.objects.get(), "submit", cast.colleague)
    page = _post(client, cast.author, "move", item, "submit")
    assert page.startswith("409")
    assert cast.colleague.full_name in page


def test_what_is_missing_is_asked_again_with_the_words(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("in_review", cast)
    factories.point(item, cast.officer)
    item.refresh_from_db()
    page = _post(client, cast.officer, "decide", item, "accept", words=WORDS)
    assert page.startswith("422")
    assert "1 point that must be settled is open." in page
    assert "a plan &amp; not" in page
    assert f'action="{reverse("casestudies:decide", args=[item.reference, "accept"])}"' in page
    assert Submission.objects.get().state == "in_review"


def test_words_that_are_required_are_asked_for(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("in_review", cast)
    page = _post(client, cast.officer, "decide", item, "decline", words=" ", reason="outside")
    assert page.startswith("422")
    assert 'id="id_decline_words_error"' in page


def test_form_that_took_the_role_away_gets_its_answer_again(client: Client, cast: people.Cast) -> None:
    """Whoever gives a submission back no longer holds it; a double click is no offence."""
    item = people.submission_in("in_review", cast)
    client.force_login(cast.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("casestudies:decide", args=[item.reference, "release"])
    sent = {"version": item.version, "key": str(uuid4())}
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    assert Event.objects.filter(verb="release").count() == 1
    assert client.post(url, {**sent, "key": str(uuid4())}).status_code == 403
    client.force_login(cast.second_officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(url, sent).status_code == 403
