"""Remarks without an account: an address is confirmed by a letter, and nobody else learns anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.signing import TimestampSigner
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feedback import confirming, floods
from feedback.models import Feedback, Unconfirmed
from feedback.workflow import REMARKS
from letters.models import Letter
from tests import factories, people

pytestmark = pytest.mark.django_db
URL = "/en/feedback/sections/mission-first/"
ADDRESS = "reader@elsewhere.example"


@pytest.fixture(autouse=True)
def _the_guide(db: None) -> None:
    factories.edition()


@pytest.fixture
def _within_an_hour() -> Iterator[None]:
    """Limits count by the hour of the clock; a test that runs across its end would count anew."""
    with time_machine.travel(timezone.now().replace(minute=10), tick=True):
        yield


def _form(**changes: Any) -> dict[str, Any]:
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        begun = floods.begun()
    form = {
        "key": str(uuid4()),
        "words": "Say who signs.",
        "kind": "unclear",
        "email": ADDRESS,
        "begun": begun,
        "attribution": "nobody",
    }
    return {**form, **changes}


def _letters(kind: str = "feedback/to_confirm") -> list[Letter]:
    return list(Letter.objects.filter(kind=kind).order_by("pk"))


def test_page_is_open_to_strangers_and_kept_by_no_cache(client: Client) -> None:
    for _visit in range(2):  # the second one has the token's cookie already
        response = client.get(URL)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert "ETag" not in response


def test_link_at_a_paragraph_fills_its_number_and_its_words_in(client: Client) -> None:
    page = client.get(URL + "?paragraph=1&quote=A+paragraph.").content.decode()
    assert 'name="paragraph" value="1"' in page
    assert "A paragraph.</textarea>" in page


def test_remark_waits_and_the_letter_holds_none_of_its_words(client: Client) -> None:
    response = client.post(URL, _form(words="Buy my pills.", name="Spammer"))
    assert response["Location"] == reverse("feedback:sent")
    assert Unconfirmed.objects.count() == 1
    assert not Feedback.objects.exists()
    (letter,) = _letters()
    assert (letter.address, letter.recipient) == (ADDRESS, None)
    assert "pills" not in letter.body + letter.subject + letter.html
    assert "Spammer" not in letter.body


def test_confirming_hands_it_to_the_secretariat_once(client: Client) -> None:
    officer = people.cast().officer
    client.post(URL, _form(paragraph="1", quote="A paragraph."))
    path = _letters()[0].link.removeprefix("http://127.0.0.1:8000")
    assert "Say who signs." in client.get(path).content.decode()
    assert not Feedback.objects.exists()  # looking confirms nothing: mail programs open links
    for _time in range(2):
        assert client.post(path, {"confirm": "1"}).status_code == 200
    remark = Feedback.objects.get()
    assert (remark.author, remark.email, remark.paragraph) == (None, ADDRESS, 1)
    assert not Unconfirmed.objects.exists()
    assert officer in [letter.recipient for letter in _letters("feedback/received")]
    assert len(_letters("feedback/confirmed")) == 1


def test_somebody_elses_address_stores_nothing_twice_and_makes_no_noise(client: Client) -> None:
    for words in ("Say who signs.", "Say  who signs.", "say who signs."):
        client.post(URL, _form(words=words))
    client.post(URL, _form(words="Something else."))
    assert Unconfirmed.objects.count() == 2
    assert len(_letters()) == 1
    confirming.discard(ADDRESS)
    assert not Unconfirmed.objects.exists()


def test_a_second_letter_comes_after_an_hour(client: Client) -> None:
    client.post(URL, _form())
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        client.post(URL, _form(words="Something else."))
    assert len(_letters()) == 2


def test_who_has_confirmed_and_says_more_within_the_hour_gets_a_letter_for_it(client: Client) -> None:
    client.post(URL, _form())
    confirming.confirm(ADDRESS)
    client.post(URL, _form(words="Something else."))
    client.post(URL, _form(words="And a third thing."))
    assert len(_letters()) == 2, "one for the first, one for the two that wait"
    client.post(_letters()[1].link.removeprefix("http://127.0.0.1:8000"), {"confirm": "1"})
    assert Feedback.objects.count() == 3


def test_a_letter_that_was_given_up_does_not_hold_the_next_one_back(client: Client) -> None:
    client.post(URL, _form())
    Letter.objects.update(given_up_at=timezone.now())
    client.post(URL, _form(words="Something else."))
    assert len(_letters()) == 2


def test_what_nobody_confirms_is_forgotten_after_seven_days(client: Client) -> None:
    client.post(URL, _form())
    path = _letters()[0].link.removeprefix("http://127.0.0.1:8000")
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert client.get(path).status_code == 404
        assert client.post(path, {"confirm": "1"}).status_code == 404
        assert confirming.forget_old() == "1 forgotten"
    assert not Unconfirmed.objects.exists()
    assert not Feedback.objects.exists()


def test_a_link_that_is_not_ours_opens_nothing(client: Client) -> None:
    assert client.get(reverse("feedback:confirm", args=["reader@elsewhere.example:x:y"])).status_code == 404
    assert client.get(reverse("feedback:follow", args=["FB-2026-0001:x"])).status_code == 404


def test_an_account_with_that_address_gets_the_remark(client: Client) -> None:
    delegate = people.cast().delegate
    client.post(URL, _form(email=delegate.email.upper()))
    confirming.confirm(delegate.email)
    assert Feedback.objects.get().author == delegate


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"words": "x" * 50_000}, "at most 4000 characters"),
        ({"words": ""}, "Write what should change."),
        ({"kind": "rude"}, "Select a valid choice"),
        ({"email": "nobody"}, "valid email address"),
        ({"paragraph": "99"}, "has the paragraphs 1 to 1"),
        ({"begun": ""}, "That was very quick"),
    ],
)
def test_bad_input_is_a_sentence_and_stores_nothing(
    client: Client, changes: dict[str, str], sentence: str
) -> None:
    response = client.post(URL, _form(**changes))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Unconfirmed.objects.exists()
    assert not _letters()


def test_typed_words_are_kept(client: Client) -> None:
    page = client.post(URL, _form(kind="")).content.decode()
    assert "Say who signs.</textarea>" in page
    assert ADDRESS in page


def test_machines_fill_in_the_trap_and_learn_nothing(client: Client) -> None:
    response = client.post(URL, _form(website="https://spam.example"))
    assert response["Location"] == reverse("feedback:sent")
    assert not Unconfirmed.objects.exists()


def test_quicker_than_a_person_is_refused_with_the_words_kept(client: Client) -> None:
    response = client.post(URL, _form(begun=floods.begun()))
    assert response.status_code == 422
    assert "Say who signs.</textarea>" in response.content.decode()


def test_a_form_that_stayed_open_for_days_can_still_be_sent(client: Client) -> None:
    form = _form()
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert client.post(URL, form)["Location"] == reverse("feedback:sent")
    assert Unconfirmed.objects.count() == 1


def test_a_form_that_was_not_made_here_is_refused_however_old_it_says_it_is(client: Client) -> None:
    old = TimestampSigner(key="somebody else's", salt="feedback.begun").sign("form")
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        response = client.post(URL, _form(begun=old))
    assert "That was very quick" in response.content.decode()
    assert not Unconfirmed.objects.exists()


@pytest.mark.usefixtures("_within_an_hour")
def test_a_flood_from_one_network_address_is_held_back(client: Client, settings: Any) -> None:
    settings.FEEDBACK_LIMIT_ADDRESS = (3, 3600)
    answers = [
        client.post(URL, _form(words=f"Number {n}.", email=f"r{n}@x.example")).status_code for n in range(5)
    ]
    assert answers == [302, 302, 302, 429, 429]
    assert Unconfirmed.objects.count() == 3


@pytest.mark.usefixtures("_within_an_hour")
def test_a_flood_under_one_mail_address_is_held_back(client: Client, settings: Any) -> None:
    settings.FEEDBACK_LIMIT_EMAIL = (2, 3600)
    answers = [client.post(URL, _form(words=f"Number {n}.")).status_code for n in range(4)]
    assert answers == [302, 302, 429, 429]
    assert "Number 3." in client.post(URL, _form(words="Number 3.")).content.decode()


@pytest.mark.usefixtures("_within_an_hour")
def test_a_flood_of_one_person_is_held_back(client: Client, settings: Any) -> None:
    settings.FEEDBACK_LIMIT_PERSON = (2, 3600)
    client.force_login(people.cast().delegate, backend="allauth.account.auth_backends.AuthenticationBackend")
    answers = [client.post(URL, _form(words=f"Number {n}.")).status_code for n in range(3)]
    assert answers == [302, 302, 429]
    assert Feedback.objects.count() == 2


def test_the_asker_follows_and_moves_his_remark_by_the_link_of_his_letters(client: Client) -> None:
    cast = people.cast()
    remark = factories.guest_remark()
    path = _letters("feedback/confirmed")[0].link.removeprefix("http://127.0.0.1:8000")
    assert remark.words in client.get(path).content.decode()
    factories.move(REMARKS, remark, "acknowledge", cast.officer)
    factories.move(REMARKS, remark, "ask_back", cast.officer, words="Which form?")
    form = {"version": remark.version, "key": str(uuid4()), "words": "The declaration."}
    assert client.post(f"{path}answer-back/", form)["Location"] == path
    remark.refresh_from_db()
    assert remark.state == "triaged"
    assert client.post(f"{path}acknowledge/", form).status_code == 403
    page = client.get(remark.get_desk_url())
    assert page.status_code == 302  # the link opens nothing but the remark


def test_one_guests_link_moves_no_other_guests_remark(client: Client) -> None:
    mine, other = factories.guest_remark(), factories.guest_remark("other@elsewhere.example")
    from feedback.askers import as_actor
    from moderation.refusals import MoveForbidden

    with pytest.raises(MoveForbidden):
        factories.move(REMARKS, other, "withdraw", as_actor(mine))
    factories.move(REMARKS, mine, "withdraw", as_actor(mine))
    assert mine.state == "withdrawn"
