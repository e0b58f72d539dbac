"""Clearing: the contact point sees exactly the text, what changed, who wrote, and who will read it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from casestudies.models import Submission
from casestudies.workflow import SUBMISSIONS
from members.models import User
from members.roles import Role
from tests import factories, people

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


def _page(client: Client, item: Submission, view: str = "") -> str:
    return client.get(item.get_absolute_url(), {"view": view}).content.decode()


def test_shows_the_sealed_text_with_its_seal_and_writers(as_user: SignIn) -> None:
    cast = people.cast()
    item: Submission = people.submission_in("in_clearance", cast)
    page = _page(as_user(cast.contact_point), item)
    assert item.current is not None
    assert item.current.sha256[:16] in page
    assert "Author" in page
    assert "<strong>nine</strong>" in page
    assert "nothing was cleared before" in page


def test_shows_word_by_word_what_changed_since_the_last_clearance(as_user: SignIn) -> None:
    cast = people.cast()
    item: Submission = people.submission_in("changes_requested", cast)
    item.draft = {**item.draft, "actions": "We signed two agreements."}
    item.save()
    for point in factories.Point.objects.filter(item=item.pk):
        point.answer, point.answered_at = "Yes.", item.state_since
        point.save()
    factories.move(SUBMISSIONS, item, "submit", cast.author)
    client = as_user(cast.contact_point)
    changes, clean = _page(client, item), _page(client, item, "clean")
    assert "<del>one agreement</del><ins>two agreements</ins>" in changes
    assert "<ins>" not in clean
    assert "We signed two agreements." in clean


@pytest.mark.parametrize(
    ("audience", "sentence"),
    [
        ("public", "Everyone will read it, under the name “Customs Service of Meridia”."),
        ("members", "Only people of WCO Members who are signed in will read it, under the name"),
        ("unattributed", "without the name of your administration. It is shown as from “A Member in WCA”."),
    ],
)
def test_says_in_words_who_will_read_it(as_user: SignIn, audience: str, sentence: str) -> None:
    cast = people.cast()
    item: Submission = people.submission_in("in_clearance", cast, audience=audience)
    assert sentence in _page(as_user(cast.contact_point), item)


def test_only_the_contact_point_is_offered_the_acts(as_user: SignIn) -> None:
    cast = people.cast()
    item: Submission = people.submission_in("in_clearance", cast)
    acts = lambda user: {  # noqa: E731
        act.offered.offer.move.name for act in as_user(user).get(item.get_absolute_url()).context["acts"]
    }
    assert acts(cast.contact_point) == {"clear", "return", "withdraw"}
    assert acts(cast.author) == {"withdraw"}
    assert acts(cast.colleague) == set()
    page = _page(as_user(cast.contact_point), item)
    assert "Nothing is published yet." in page
    assert "The Secretariat does not see this text." in page


def test_single_person_clearance_is_flagged(as_user: SignIn) -> None:
    administration = factories.administration()
    alone = factories.person("alone", Role.CONTACT_POINT, administration=administration)
    item = factories.draft(alone)
    factories.move(SUBMISSIONS, item, "submit", alone)
    client = as_user(alone)
    assert "single-person clearance" in _page(client, item)
    factories.move(SUBMISSIONS, item, "clear", alone)
    assert "Single-person clearance" in _page(client, item)


def test_receipt_and_history_of_clearances(as_user: SignIn) -> None:
    cast = people.cast()
    item: Submission = people.submission_in("submitted", cast)
    page = _page(as_user(cast.author), item)
    assert f"Receipt {item.reference}" in page
    assert f"You get an answer by {item.due_on:%-d %B %Y}." in page
    assert "Cleared by the contact point" in page


def test_a_published_text_is_what_a_new_one_is_compared_with(as_user: SignIn) -> None:
    cast = people.cast()
    published: Submission = people.submission_in("published", cast)
    item = factories.draft(cast.author, actions="We signed two agreements.")
    item.case_study = published.case_study
    item.save()
    factories.move(SUBMISSIONS, item, "submit", cast.author)
    assert "<ins>two agreements</ins>" in _page(as_user(cast.contact_point), item)
