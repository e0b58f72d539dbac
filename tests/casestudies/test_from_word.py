"""Uploading: a new draft of the writer's administration, once, with what could not be read kept beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casestudies import story
from casestudies.models import Submission
from casestudies.word.models import WordImport
from casestudies.word.opening import MAX_FILE
from casestudies.word.printing import printed
from casestudies.workflow import SUBMISSIONS
from members.models import User
from moderation.refusals import MoveRefused
from tests import factories
from tests.casestudies.word_files import line, package, xml

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
ADDRESS = "/en/contribute/from-word/"
PARTLY = package(xml(line("Title") + line("One window") + line("Where it stands") + line("<b>Sleeping</b>")))


@pytest.fixture(autouse=True)
def _guide() -> None:
    factories.edition()
    factories.topic()


def _send(client: Client, file: bytes, name: str = "ours.docx", key: object = None) -> Any:
    upload = SimpleUploadedFile(name, file)
    return client.post(ADDRESS, {"file": upload, "key": key or uuid4()}, follow=True)


def test_a_filled_template_becomes_a_draft(as_user: SignIn, contributor: User) -> None:
    content = factories.complete_story()
    page = _send(as_user(contributor), printed(content, title="A copy", foot="")).content.decode()
    item = Submission.objects.get()
    assert item.draft == {**story.blank(), **content}
    assert (item.state, item.administration, item.author) == (
        "draft",
        contributor.administration,
        contributor,
    )
    assert list(item.writers.all()) == [contributor]
    assert "A new draft was made." in page
    assert "What could not be read" not in page


def test_what_could_not_be_read_stays_until_it_is_put_away(
    as_user: SignIn, contributor: User, contact_point: User
) -> None:
    page = _send(as_user(contributor), PARTLY, "<i>ours</i>.docx").content.decode()
    item = Submission.objects.get()
    assert "&lt;b&gt;Sleeping&lt;/b&gt;" in page
    assert "<b>Sleeping" not in page
    client = as_user(contact_point)
    assert "Sleeping" in client.get(item.get_absolute_url()).content.decode()
    dismiss = reverse("casestudies:dismiss", args=[item.reference])
    assert client.get(dismiss).status_code == 405
    assert "Sleeping" not in client.post(dismiss, follow=True).content.decode()
    assert WordImport.objects.get().unread[0]["words"] == "<b>Sleeping</b>"


def test_one_form_makes_one_draft(as_user: SignIn, contributor: User) -> None:
    client, key = as_user(contributor), uuid4()
    first, second = (_send(client, PARTLY, key=key) for _time in range(2))
    assert first.redirect_chain == second.redirect_chain
    assert Submission.objects.count() == 1


def test_a_key_of_somebody_else_gives_nothing_of_theirs(
    as_user: SignIn, contributor: User, other_contributor: User
) -> None:
    key = uuid4()
    _send(as_user(contributor), PARTLY, key=key)
    page = _send(as_user(other_contributor), PARTLY, key=key)
    assert page.redirect_chain[-1][0] == Submission.objects.latest("pk").get_absolute_url()
    assert {item.author for item in Submission.objects.all()} == {contributor, other_contributor}


def test_drafts_that_exist_are_not_changed(as_user: SignIn, contributor: User) -> None:
    before = factories.draft(contributor)
    _send(as_user(contributor), PARTLY)
    after = Submission.objects.get(pk=before.pk)
    assert (after.draft, after.version) == (before.draft, before.version)
    assert Submission.objects.count() == 2


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "This is not a Word file"),
        (b"words", "This is not a Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Word file"),
        (b"0" * (MAX_FILE + 1), "larger than 5 MB"),
        (package(xml("")), "There is no text in this file."),
    ],
)
def test_a_refused_file_is_answered_beside_the_field(
    as_user: SignIn, contributor: User, file: bytes, sentence: str
) -> None:
    response = _send(as_user(contributor), file)
    assert response.status_code == 422
    assert response.content.decode().count(sentence) == 2
    assert not Submission.objects.exists()


def test_without_a_file_one_is_asked_for(as_user: SignIn, contributor: User) -> None:
    response = as_user(contributor).post(ADDRESS, {"key": uuid4()})
    assert response.status_code == 422
    assert "Choose a file." in response.content.decode()


def test_a_text_that_is_too_long_cannot_be_sent(as_user: SignIn, contributor: User) -> None:
    content = factories.complete_story(title="long " * 60)
    _send(as_user(contributor), printed(content, title="A copy", foot=""))
    item = Submission.objects.get()
    assert len(item.draft["title"]) == 299
    with pytest.raises(MoveRefused) as refused:
        factories.move(SUBMISSIONS, item, "submit", contributor)
    assert any("at most 120 characters" in sentence for sentence in refused.value.sentences)


def test_the_page_of_a_draft_costs_the_same_with_many_words_unread(
    as_user: SignIn, contributor: User
) -> None:
    client, costs = as_user(contributor), []
    for many in (1, 30):
        body = line("Where it stands") + "".join(line(f"Sleeping {n}") for n in range(many))
        url = _send(client, package(xml(body))).redirect_chain[-1][0]
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).content.decode().count("Sleeping") == many
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 17


def test_the_room_and_the_form_lead_to_template_and_upload(as_user: SignIn, contributor: User) -> None:
    client, item = as_user(contributor), factories.draft(contributor)
    for url in (reverse("casestudies:room"), reverse("casestudies:edit", args=[item.reference, "story"])):
        page = client.get(url).content.decode()
        assert reverse("casestudies:template") in page
        assert ADDRESS in page


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_template_is_offered_in_every_language(as_user: SignIn, contributor: User, language: str) -> None:
    client = as_user(contributor)
    assert f"/{language}/contribute/template/" in client.get(ADDRESS).content.decode()
    response = client.get(f"/{language}/contribute/template/")
    assert response["Content-Disposition"] == 'attachment; filename="case-study-template.docx"'
    assert response["Cache-Control"] == "private, no-store"
    assert response.content.startswith(b"PK")
