"""The desk's page of letters: what became of each, whose words may be read, and sending again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casestudies.workflow import SUBMISSIONS
from letters.models import Letter
from members.models import User
from moderation import correspondence
from tests import factories, people
from tests.factories import move

pytestmark = pytest.mark.django_db
LIST = "moderation:letters"


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


def _page(client: Client, person: User, url: str) -> str:
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def _one(kind: str) -> Letter:
    letter = Letter.objects.filter(kind=f"casestudies/{kind}").first()
    assert letter is not None
    return letter


def test_desk_sees_a_letter_with_its_words_and_its_result(client: Client, cast: people.Cast) -> None:
    people.submission_in("submitted", cast)
    letter = _one("cleared")
    assert letter.subject in _page(client, cast.officer, reverse(LIST)).replace("&quot;", '"')
    page = _page(client, cast.auditor, reverse("moderation:letter", args=[letter.pk]))
    assert "The clearance holds for exactly this text" in page
    assert "Waiting to be sent" in page


def test_what_was_written_before_the_clearance_is_closed_to_the_desk(
    client: Client, cast: people.Cast
) -> None:
    people.submission_in("submitted", cast)
    letter = _one("submitted")
    assert letter.inside
    assert letter.subject not in _page(client, cast.officer, reverse(LIST))
    assert client.get(reverse("moderation:letter", args=[letter.pk])).status_code == 404


def test_letters_about_a_text_taken_back_are_closed_with_it(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("submitted", cast)
    letter = _one("cleared")
    move(SUBMISSIONS, item, "withdraw", cast.contact_point)
    assert item.reference not in _page(client, cast.officer, reverse(LIST))
    assert client.get(reverse("moderation:letter", args=[letter.pk])).status_code == 404


def test_administrators_see_results_and_no_words(client: Client, cast: people.Cast) -> None:
    people.submission_in("submitted", cast)
    letter = _one("cleared")
    listed = _page(client, cast.administrator, reverse(LIST))
    page = _page(client, cast.administrator, reverse("moderation:letter", args=[letter.pk]))
    for text in (listed, page):
        assert letter.address in text.replace("<wbr>", "")
        assert letter.reference not in text
        assert "One window for nine agencies" not in text


def test_words_of_a_letter_about_no_item_are_its_readers_alone(client: Client, cast: people.Cast) -> None:
    letter = Letter.objects.create(
        kind="letters/digest", recipient=cast.second_officer, address="x@example.org", subject="Mine", key="d"
    )
    url = reverse("moderation:letter", args=[letter.pk])
    assert "Mine" not in _page(client, cast.officer, url)
    assert "Mine" in _page(client, cast.second_officer, url)


@pytest.mark.parametrize(
    ("show", "fields"),
    [
        ("sent", {"sent_at": timezone.now()}),
        ("delayed", {"attempts": 2, "last_error": "busy"}),
        ("given_up", {"given_up_at": timezone.now()}),
        ("called_back", {"called_back_at": timezone.now()}),
        ("called_back", {"superseded_at": timezone.now()}),
        ("waiting", {}),
    ],
)
def test_each_tab_shows_its_own(client: Client, cast: people.Cast, show: str, fields: dict[str, Any]) -> None:
    people.submission_in("submitted", cast)
    Letter.objects.exclude(pk=_one("cleared").pk).delete()
    Letter.objects.update(**fields)
    subject = Letter.objects.get().subject
    for tab in correspondence.SHOWN:
        page = _page(client, cast.officer, f"{reverse(LIST)}?show={tab}")
        assert (subject in page) == (tab in {"all", show}), tab


def test_an_unknown_tab_is_the_first(client: Client, cast: people.Cast) -> None:
    assert "Letters by result" in _page(client, cast.officer, f"{reverse(LIST)}?show=nonsense")


def _given_up() -> Letter:
    letter = _one("cleared")
    now = timezone.now()
    Letter.objects.filter(pk=letter.pk).update(
        given_up_at=now, bounced_at=now, attempts=1, last_error="550 no such mailbox"
    )
    return letter


def test_a_letter_given_up_is_counted_on_every_page_of_the_desk(client: Client, cast: people.Cast) -> None:
    people.submission_in("submitted", cast)
    _given_up()
    page = _page(client, cast.officer, reverse("casestudies:queue"))
    assert 'Letters <span class="n">1</span>' in page


def test_a_letter_given_up_is_sent_again_to_the_present_address(
    client: Client, cast: people.Cast, django_capture_on_commit_callbacks: Any
) -> None:
    people.submission_in("submitted", cast)
    letter = _given_up()
    User.objects.filter(pk=letter.recipient_id).update(email="new@example.org")
    page = _page(client, cast.officer, reverse("moderation:letter", args=[letter.pk]))
    assert "Send it again" in page
    assert "550 no such mailbox" in page
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("moderation:send_again", args=[letter.pk]), follow=True)
    assert "The letter is being sent again." in response.content.decode()
    assert [message.to for message in mail.outbox] == [["new@example.org"]]
    client.post(reverse("moderation:send_again", args=[letter.pk]))
    assert len(mail.outbox) == 1


def test_a_letter_that_would_state_what_is_no_longer_so_is_not_sent_again(
    client: Client, cast: people.Cast
) -> None:
    item = people.submission_in("submitted", cast)
    letter = _given_up()
    move(SUBMISSIONS, item, "claim", cast.officer)
    page = _page(client, cast.officer, reverse("moderation:letter", args=[letter.pk]))
    assert "Send it again" not in page
    assert "The item has moved on since." in page
    client.post(reverse("moderation:send_again", args=[letter.pk]))
    letter.refresh_from_db()
    assert letter.given_up_at is not None


def test_only_case_officers_send_again(client: Client, cast: people.Cast) -> None:
    people.submission_in("submitted", cast)
    letter = _given_up()
    for person in (cast.publisher, cast.auditor, cast.administrator):
        page = _page(client, person, reverse("moderation:letter", args=[letter.pk]))
        assert "Send it again" not in page
        assert client.post(reverse("moderation:send_again", args=[letter.pk])).status_code == 403


def test_letters_stand_on_the_review_page_and_in_the_room(client: Client, cast: people.Cast) -> None:
    item = people.submission_in("in_review", cast)
    desk = _page(client, cast.officer, item.get_desk_url())
    assert reverse("moderation:letter", args=[_one("cleared").pk]) in desk
    assert _one("submitted").subject not in desk
    room = _page(client, cast.author, item.get_absolute_url())
    assert _one("submitted").subject in room
    assert _one("received").subject not in room, "letters to the Secretariat are its own"


def test_the_list_costs_the_same_with_one_letter_and_with_many(client: Client, cast: people.Cast) -> None:
    def cost() -> int:
        _page(client, cast.officer, reverse(LIST))
        with CaptureQueriesContext(connection) as queries:
            _page(client, cast.officer, reverse(LIST))
        return len(queries)

    factories.remark(cast.delegate)
    Letter.objects.exclude(pk=Letter.objects.earliest("pk").pk).delete()
    first = cost()
    for _remark in range(6):
        factories.remark(cast.delegate)
    assert first == cost() <= 16
