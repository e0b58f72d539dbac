"""A decision's letter is shown, edited and sent; no edit can change what the portal itself states."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from casestudies.models import Submission
from casestudies.notifications import preview
from letters.models import Letter
from members.models import User
from tests import factories, people

pytestmark = pytest.mark.django_db

MARK = "[Your words stand here.]"


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


@pytest.fixture
def item(cast: people.Cast) -> Any:
    return people.submission_in("in_review", cast)


def _decline(client: Client, item: Submission, officer: User, **data: Any) -> Any:
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    item.refresh_from_db()
    posted = {"version": item.version, "key": str(uuid4()), "words": "It is a plan.", "reason": "outside"}
    return client.post(reverse("casestudies:decide", args=[item.reference, "decline"]), {**posted, **data})


def _standard(item: Submission) -> str:
    found = preview(item, "decline", "declined")
    assert found is not None
    return found.parts.words


def _bodies() -> dict[str, str]:
    letters = Letter.objects.filter(kind="casestudies/declined").select_related("recipient")
    return {letter.recipient.full_name: letter.body for letter in letters}


def test_page_shows_the_very_letter_in_its_readers_language(
    client: Client, cast: people.Cast, item: Any
) -> None:
    User.objects.filter(pk=cast.author.pk).update(language="fr")
    client.force_login(cast.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(item.get_desk_url()).content.decode()
    field = re.search(
        r'<textarea name="letter"[^>]*id="id_decline_letter"[^>]*>(.*?)</textarea>', page, re.DOTALL
    )
    assert field is not None
    assert "Un guichet pour neuf organismes" in field[1]
    assert 'lang="fr"' in field[0]
    assert '<input type="hidden" name="letter_language" value="fr"' in page
    assert item.get_absolute_url() not in field[1], "the link is not for editing"


def test_what_is_posted_is_what_is_sent(client: Client, cast: people.Cast, item: Any) -> None:
    letter = f"Dear colleagues,\r\n\r\nwe thank you.\r\n\r\n{MARK}\r\n\r\nDo write again."
    assert _decline(client, item, cast.officer, letter=letter, letter_language="en").status_code == 302
    for name, body in _bodies().items():
        assert (
            f"Dear {name},\n\nDear colleagues,\n\nwe thank you.\n\nIt is a plan.\n\nDo write again.\n" in body
        )
        assert "has decided not to publish it" not in body


def test_an_untouched_letter_is_the_standard_one(client: Client, cast: people.Cast, item: Any) -> None:
    User.objects.filter(pk=cast.contact_point.pk).update(language="fr")
    _decline(client, item, cast.officer, letter=_standard(item).replace("\n", "\r\n"), letter_language="en")
    bodies = _bodies()
    assert "The Secretariat writes:\nIt is a plan." in bodies[cast.author.full_name]
    assert "wrote in another language" not in bodies[cast.contact_point.full_name]
    assert "It is a plan." in bodies[cast.contact_point.full_name]
    assert MARK not in "".join(bodies.values())


def test_a_program_that_knows_no_letter_sends_the_standard_one(
    client: Client, cast: people.Cast, item: Any
) -> None:
    assert _decline(client, item, cast.officer).status_code == 302
    assert "has decided not to publish it" in _bodies()[cast.author.full_name]


def test_readers_of_another_language_get_both(client: Client, cast: people.Cast, item: Any) -> None:
    User.objects.filter(pk=cast.contact_point.pk).update(language="fr")
    _decline(client, item, cast.officer, letter=f"We thank you.\n\n{MARK}", letter_language="en")
    body = _bodies()[cast.contact_point.full_name]
    assert "Un guichet pour neuf organismes" in body
    assert "(Anglais)" in body or "(anglais)" in body
    assert "We thank you." in body
    assert body.count("It is a plan.") == 1


def test_no_edit_touches_state_reason_points_or_link(client: Client, cast: people.Cast, item: Any) -> None:
    _decline(client, item, cast.officer, letter="It was accepted and published.", letter_language="en")
    letter = Letter.objects.filter(kind="casestudies/declined").first()
    assert letter is not None
    assert letter.state == "declined"
    assert "Where it stands now: Declined." in letter.body
    assert "The reason: Outside the subject of the guide." in letter.body
    assert re.findall(r"https?://\S+", letter.body) == [letter.link]


def test_points_are_listed_whatever_the_words(client: Client, cast: people.Cast, item: Any) -> None:
    factories.point(item, cast.officer, words="How long did they wait?")
    factories.move(
        factories.SUBMISSIONS,
        item,
        "request_changes",
        cast.officer,
        data={"letter": "A few questions.", "letter_language": "en"},
    )
    body = Letter.objects.filter(kind="casestudies/changes_requested").values_list("body", flat=True)[0]
    assert "A few questions." in body
    assert "1. The challenge: How long did they wait?" in body


def test_place_of_words_that_were_not_typed_goes_with_its_line(cast: people.Cast, item: Any) -> None:
    letter = f"We thank you.\n\nThe Secretariat writes:\n{MARK}\n\nGoodbye."
    factories.move(
        factories.SUBMISSIONS, item, "accept", cast.officer, data={"letter": letter, "letter_language": "en"}
    )
    body = Letter.objects.filter(kind="casestudies/accepted").values_list("body", flat=True)[0]
    assert "We thank you.\n\nGoodbye.\n" in body


@pytest.mark.parametrize("empty", ["", "   \r\n ", "\u200b"])
def test_an_empty_letter_is_refused_beside_the_field(
    client: Client, cast: people.Cast, item: Any, empty: str
) -> None:
    response = _decline(client, item, cast.officer, letter=empty, letter_language="en")
    assert response.status_code == 422
    page = response.content.decode()
    assert page.count("Write the letter: the administration must learn what was decided.") == 2
    assert "It is a plan." in page
    assert not Letter.objects.filter(kind="casestudies/declined").exists()


def test_a_refusal_keeps_the_letter(client: Client, cast: people.Cast, item: Any) -> None:
    missing = _decline(client, item, cast.officer, letter="We thank you.", letter_language="en", words="")
    assert (missing.status_code, "We thank you." in missing.content.decode()) == (422, True)
    late = _decline(client, item, cast.officer, letter="We thank you.", letter_language="en", version=1)
    assert (late.status_code, "We thank you." in late.content.decode()) == (409, True)


def test_a_letter_cannot_be_endless(client: Client, cast: people.Cast, item: Any) -> None:
    response = _decline(client, item, cast.officer, letter="word " * 3000, letter_language="en")
    assert response.status_code == 422


def test_a_letter_cannot_reach_the_headers(client: Client, cast: people.Cast, item: Any) -> None:
    letter = "Subject: Another\nBcc: everybody@example.org\n\n<script>alert(1)</script> https://evil.example/"
    _decline(client, item, cast.officer, letter=letter, letter_language="en")
    sent = Letter.objects.filter(kind="casestudies/declined").first()
    assert sent is not None
    assert "Bcc" not in sent.subject
    assert "<script>" not in sent.html
    assert re.findall(r'href="([^"]*)"', sent.html) == [sent.link]


def test_a_forged_language_is_refused(client: Client, cast: people.Cast, item: Any) -> None:
    response = _decline(client, item, cast.officer, letter="We thank you.", letter_language="../../xx")
    assert response.status_code == 422


def test_the_same_decision_twice_writes_one_letter_to_each(
    client: Client, cast: people.Cast, item: Any
) -> None:
    key = str(uuid4())
    version = item.version
    for _time in range(2):
        _decline(client, item, cast.officer, letter="We thank you.", key=key, version=version)
    assert Letter.objects.filter(kind="casestudies/declined").count() == 2


WAITS = {
    0: ("It leaves as soon as you send it.", "Elle part dès votre envoi."),
    60: ("It leaves 1 minute after you send it.", "Elle part 1 minute après votre envoi."),
    90: ("It leaves 90 seconds after you send it.", "Elle part 90 secondes après votre envoi."),
    600: ("It leaves 10 minutes after you send it.", "Elle part 10 minutes après votre envoi."),
}


@pytest.mark.parametrize("seconds", WAITS)
def test_page_says_how_long_the_letter_waits(
    client: Client, cast: people.Cast, item: Any, settings: Any, seconds: int
) -> None:
    settings.GRACE_SECONDS = seconds
    client.force_login(cast.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = item.get_desk_url()
    english, french = WAITS[seconds]
    assert english in client.get(address).content.decode()
    assert french in client.get(address.replace("/en/", "/fr/", 1)).content.decode()
