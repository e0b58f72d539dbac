"""What goes to the whole desk follows each person's choice; what is personal always comes."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from casestudies.workflow import SUBMISSIONS
from letters import digest
from letters.delivery import deliver
from letters.digest import write_digests
from letters.models import Letter, Preference
from members.models import User
from tests import people
from tests.factories import move

pytestmark = pytest.mark.django_db


def _choose(cast: people.Cast, mode: str) -> None:
    Preference.objects.create(user=cast.officer, mode=mode)


def test_off_keeps_the_desk_quiet_and_personal_letters_coming() -> None:
    cast = people.cast()
    _choose(cast, "off")
    Preference.objects.create(user=cast.contact_point, mode="off")
    people.submission_in("submitted", cast)
    assert not Letter.objects.filter(recipient=cast.officer).exists()
    assert Letter.objects.filter(recipient=cast.second_officer, kind="casestudies/received").exists()
    assert Letter.objects.filter(recipient=cast.contact_point, kind="casestudies/submitted").exists()


def test_daily_letters_come_together_and_once() -> None:
    cast = people.cast()
    _choose(cast, "daily")
    first, second = people.submission_in("submitted", cast), people.submission_in("submitted", cast)
    assert not Letter.objects.unsent().filter(recipient=cast.officer).exists()
    assert (write_digests(), write_digests()) == (1, 0)
    letter = Letter.objects.get(kind="letters/digest")
    assert first.reference in letter.body
    assert second.reference in letter.body
    assert deliver(letter.pk)
    assert [message.to for message in mail.outbox] == [[cast.officer.email]]


def test_one_daily_letter_that_fails_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(recipient: User, _letters: object) -> list[digest.Entry]:
        if recipient == cast.officer:
            raise ValueError
        return []

    cast = people.cast()
    for person in (cast.officer, cast.second_officer):
        Preference.objects.create(user=person, mode="daily")
    people.submission_in("submitted", cast)
    with monkeypatch.context() as patched:
        patched.setattr(digest, "_entries", fails)
        assert write_digests() == 1
    assert "daily letter not written" in caplog.text
    assert write_digests() == 1, "his letters still wait"
    letters = Letter.objects.filter(kind="letters/digest")
    assert {letter.recipient for letter in letters} == {cast.officer, cast.second_officer}


def test_choice_is_saved_on_the_page(client: Client) -> None:
    cast = people.cast()
    client.force_login(cast.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(reverse("letters:letters"), {"mode": "daily"}).status_code == 302
    assert Preference.objects.get(user=cast.officer).mode == "daily"
    assert client.post(reverse("letters:letters"), {"mode": "weekly"}).status_code == 422


def test_review_shows_the_letter_in_the_authors_language(client: Client) -> None:
    cast = people.cast()
    cast.author.language = "fr"
    cast.author.save()
    item = people.submission_in("in_review", cast)
    client.force_login(cast.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(item.get_desk_url()).content.decode()
    assert cast.author.full_name in page
    assert "Un guichet pour neuf organismes" in page
    assert 'class="letter mt4 mb5" lang="fr"' in page


def test_the_daily_letter_names_each_item_once_as_it_stands_now() -> None:
    cast = people.cast()
    _choose(cast, "daily")
    item = people.submission_in("in_review", cast)
    move(SUBMISSIONS, item, "release", cast.officer)
    move(SUBMISSIONS, item, "claim", cast.second_officer)
    move(SUBMISSIONS, item, "release", cast.second_officer)
    move(SUBMISSIONS, item, "claim", cast.second_officer)
    assert Letter.objects.for_next_digest().filter(recipient=cast.officer).count() == 2
    write_digests()
    letter = Letter.objects.get(kind="letters/digest")
    assert letter.body.count(item.reference) == 2, (
        "once in the subject of its last letter, once in its address"
    )
    assert "Where it stands now: In review." in letter.body
    assert letter.subject == "1 item moved since your last daily letter"


def test_colleagues_who_did_not_write_choose_and_those_who_wrote_are_told() -> None:
    cast = people.cast()
    for person in (cast.author, cast.contact_point):
        Preference.objects.create(user=person, mode="daily")
    item = people.submission_in("changes_requested", cast)
    at_once = Letter.objects.filter(reference=item.reference, for_digest=False)
    assert at_once.filter(recipient=cast.author, kind="casestudies/changes_requested").exists()
    assert not at_once.filter(recipient=cast.contact_point, kind="casestudies/changes_requested").exists()
    assert at_once.filter(recipient=cast.contact_point, kind="casestudies/submitted").exists(), "it asks him"
    assert at_once.filter(recipient=cast.contact_point, kind="casestudies/cleared").exists(), (
        "his own receipt"
    )
    Letter.objects.update(not_before=None)
    write_digests()
    letter = Letter.objects.get(kind="letters/digest", recipient=cast.contact_point)
    assert "Where it stands now: Waiting for you: changes asked." in letter.body
