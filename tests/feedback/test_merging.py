"""Remarks treated together: every asker keeps his thread and is told what becomes of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from feedback import saying
from feedback.models import Feedback
from feedback.states import S
from feedback.workflow import REMARKS
from letters.models import Letter
from tests import factories, people
from tests.factories import move
from tests.feedback.paths import coming

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


@pytest.fixture
def three(cast: people.Cast) -> tuple[Feedback, Feedback, Feedback]:
    """A lead with two that follow it, one of them without an account."""
    lead, followed, guest = (
        factories.remark(cast.delegate),
        factories.remark(cast.author),
        factories.guest_remark(),
    )
    move(REMARKS, lead, "acknowledge", cast.officer)
    for one in (followed, guest):
        move(REMARKS, one, "merge", cast.officer, data={"into": lead})
    return lead, followed, guest


def _told(kind: str) -> set[tuple[str, str]]:
    letters = Letter.objects.filter(kind=f"feedback/{kind}")
    return {(letter.address, letter.reference) for letter in letters}


def _everybody(three: tuple[Feedback, ...]) -> set[tuple[str, str]]:
    return {(one.author.email if one.author else one.email, one.reference) for one in three}


@pytest.mark.parametrize(
    ("verb", "kind", "words"),
    [
        ("consider", "considered", ""),
        ("defer", "deferred", "Next year."),
        ("no_change", "no_change", "It is right as it is."),
        ("out_of_scope", "out_of_scope", "Not a matter of the guide."),
    ],
)
def test_everybody_is_told_each_about_his_own(
    cast: people.Cast, three: tuple[Feedback, ...], verb: str, kind: str, words: str
) -> None:
    move(REMARKS, three[0], verb, cast.officer, words=words)
    assert _told(kind) == _everybody(three)


def test_the_released_answer_goes_to_everybody(cast: people.Cast, three: tuple[Feedback, ...]) -> None:
    lead = three[0]
    saying.draft_answer(lead, cast.officer, "The sponsor signs.", expected_version=lead.version)
    move(REMARKS, lead, "release", cast.publisher)
    assert _told("answered") == _everybody(three)
    assert all(Feedback.objects.get(pk=one.pk).answered_at for one in three)


def test_what_followed_follows_along(cast: people.Cast, three: tuple[Feedback, ...]) -> None:
    lead, followed, guest = three
    new = factories.remark(cast.facilitator)
    move(REMARKS, lead, "merge", cast.officer, data={"into": new})
    assert set(new.merged.all()) == {lead, followed, guest}
    move(REMARKS, new, "acknowledge", cast.officer)
    move(REMARKS, new, "no_change", cast.officer, words="No.")
    assert _told("no_change") == _everybody((*three, new))


def test_a_lead_that_is_withdrawn_leaves_nobody_behind(
    client: Client, cast: people.Cast, three: tuple[Feedback, ...]
) -> None:
    lead, followed, guest = three
    move(REMARKS, lead, "withdraw", cast.delegate)
    assert set(Feedback.objects.waiting()) == {followed, guest}
    move(REMARKS, followed, "unmerge", cast.officer)
    assert (followed.state, followed.merged_into) == (S.TRIAGED, None)


def test_a_published_edition_tells_everybody_and_links_to_the_paragraph(
    cast: people.Cast, three: tuple[Feedback, ...]
) -> None:
    lead, edition = three[0], coming()
    data = {"planned_for": edition, "plan_sentence": "It says who signs.", "plan_paragraph": 1}
    move(REMARKS, lead, "plan", cast.officer, data=data)
    assert _told("planned") == _everybody(three)
    factories.change(edition, lead)
    factories.publish_edition(edition)
    assert _told("implemented") == _everybody(three)
    links = set(Letter.objects.filter(kind="feedback/implemented").values_list("link", flat=True))
    assert {link.split("/en/")[1] for link in links} == {"editions/2/strategic-alignment/#p1"}


def test_the_page_of_one_that_follows_shows_what_became_of_the_lead(
    client: Client, cast: people.Cast, three: tuple[Feedback, ...]
) -> None:
    lead, followed, _guest = three
    saying.draft_answer(lead, cast.officer, "The sponsor signs it.", expected_version=lead.version)
    move(REMARKS, lead, "release", cast.publisher)
    client.force_login(cast.author, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(followed.get_absolute_url()).content.decode()
    assert "The sponsor signs it." in page
    assert lead.words not in page  # what somebody else wrote is not his to read


def test_those_that_follow_do_not_read_what_the_other_writes_later(
    client: Client, cast: people.Cast, three: tuple[Feedback, ...]
) -> None:
    lead, followed, _guest = three
    saying.draft_answer(lead, cast.officer, "The sponsor signs it.", expected_version=lead.version)
    move(REMARKS, lead, "release", cast.publisher)
    asker = lead.author
    assert asker is not None
    move(REMARKS, lead, "reopen", asker, words="Our minister asks.")
    letter = Letter.objects.get(kind="feedback/reopened", reference=followed.reference)
    assert "open again" in letter.body
    client.force_login(cast.author, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(followed.get_absolute_url()).content.decode()
    assert "Reopened" in page
    for text in (page, letter.body, letter.html):
        assert "Our minister asks." not in text


def test_similar_ones_are_gathered_in_one_go(client: Client, cast: people.Cast) -> None:
    words = "A gate needs people that a small island does not have."
    lead = factories.remark(cast.delegate, words=words)
    alike = factories.remark(cast.author, words="On a small island a gate needs people we do not have.")
    other = factories.remark(cast.author, words="Translate the table of costs.")
    client.force_login(cast.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(lead.get_desk_url()).content.decode()
    assert f'value="{alike.reference}"' in page
    assert f'value="{other.reference}"' not in page
    client.post(reverse("feedback:gather", args=[lead.reference]), {"remarks": [alike.reference]})
    assert list(lead.merged.all()) == [alike]
