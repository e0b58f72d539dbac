"""Copies of an own text: at any time, in any state, for its administration only, with the seal at the foot."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casestudies import drafts, editing
from casestudies.models import Submission
from casestudies.word.story import read_story
from casestudies.workflow import SUBMISSIONS
from tests import factories, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> people.Cast:
    factories.edition()
    return people.cast()


def _get(client: Client, person: Any, item: Submission, query: str) -> Any:
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(reverse("casestudies:copy", args=[item.reference]) + query)


def _item(state: str, cast: people.Cast, **changes: Any) -> Submission:
    item = people.submission_in(state, cast, **changes)
    assert isinstance(item, Submission)
    return item


def _parts(file: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(file)) as package:
        return "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))


@pytest.mark.parametrize(
    "state", ["draft", "in_clearance", "in_review", "published", "declined", "withdrawn"]
)
def test_the_text_can_be_had_in_every_state(client: Client, cast: people.Cast, state: str) -> None:
    item = _item(state, cast)
    for kind in ("docx", "md"):
        response = _get(client, cast.colleague, item, f"?as={kind}")
        assert response.status_code == 200
        name = "draft" if state in {"draft", "withdrawn"} else "revision-1"
        assert response["Content-Disposition"] == f'attachment; filename="{item.reference}-{name}.{kind}"'


def test_a_copy_of_a_sent_text_names_reference_revision_and_seal(client: Client, cast: people.Cast) -> None:
    item = _item("declined", cast)
    assert item.current is not None
    text = _get(client, cast.author, item, "?as=md&revision=1").content.decode()
    word = _parts(_get(client, cast.author, item, "?as=docx&revision=1").content)
    for said in (item.reference, item.current.sha256, "revision 1"):
        assert said in text
        assert said in word


def test_a_copy_in_word_can_be_uploaded_again(client: Client, cast: people.Cast) -> None:
    item = _item("published", cast)
    file = _get(client, cast.author, item, "?as=docx&revision=1").content
    back = read_story(io.BytesIO(file))
    assert back.values == {key: value for key, value in item.draft.items() if value}
    assert back.unread == []


def test_a_copy_in_markdown_shows_every_field_and_no_more(client: Client, cast: people.Cast) -> None:
    item = _item("draft", cast, title="# <b>One</b> | *window*", lessons=["a | b", "- c", "d"])
    text = _get(client, cast.author, item, "?as=md").content.decode()
    assert text.startswith("# \\# \\<b\\>One\\</b\\> | \\*window\\*\n")
    assert "\n- \\- c\n" in text
    assert "| Release time | 31 hours | 14 hours | 2024 | TRS |" in text
    assert "Traders visited **nine** counters." in text
    assert not re.search(r"^## Questions", text, re.MULTILINE)


@pytest.mark.parametrize(
    "query", ["", "?as=exe", "?as=md&revision=9", "?as=md&revision=x", "?as=docx&revision=-1"]
)
def test_what_does_not_exist_is_not_found(client: Client, cast: people.Cast, query: str) -> None:
    assert _get(client, cast.author, _item("in_clearance", cast), query).status_code == 404


@pytest.mark.parametrize("query", ["?as=md", "?as=docx&revision=1"])
def test_strangers_and_the_secretariat_get_nothing(client: Client, cast: people.Cast, query: str) -> None:
    item = _item("in_review", cast)
    assert _get(client, cast.other_contributor, item, query).status_code == 404
    assert _get(client, cast.officer, item, query).status_code in {403, 404}


def test_what_the_secretariat_still_edits_is_its_own(client: Client, cast: people.Cast) -> None:
    item = _item("in_review", cast)
    seen = drafts.fingerprint(item.draft, "about")
    editing.edit(item, "about", {"title": "Not yet agreed"}, expected=seen, actor=cast.officer)
    assert "Not yet agreed" not in _get(client, cast.author, item, "?as=md").content.decode()
    assert _get(client, cast.author, item, "?as=md&revision=2").status_code == 404
    assert "revision=2" not in client.get(item.get_absolute_url()).content.decode()
    factories.move(SUBMISSIONS, item, "accept", cast.officer)
    for query in ("?as=md", "?as=md&revision=2"):
        assert "Not yet agreed" in _get(client, cast.contact_point, item, query).content.decode()


def test_the_page_links_each_copy(client: Client, cast: people.Cast) -> None:
    item = _item("changes_requested", cast)
    client.force_login(cast.author, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(item.get_absolute_url()).content.decode()
    for query in ("?as=docx", "?as=md", "?as=docx&amp;revision=1", "?as=md&amp;revision=1"):
        assert f'/copy/{query}"' in page


def test_a_copy_names_the_files_and_does_not_bring_them_back(client: Client, cast: people.Cast) -> None:
    item = factories.draft(cast.author)
    file = factories.attachment(item)
    line = f"Annex.pdf (PDF, 1 KB, {file.sha256[:8]})"
    assert line in _get(client, cast.author, item, "?as=md").content.decode().replace("\\", "")
    word = _get(client, cast.author, item, "?as=docx").content
    assert line in _parts(word)
    story = read_story(io.BytesIO(word))
    assert "attachments" not in story.values
    assert not story.unread


def test_a_copy_without_files_says_nothing_of_them(client: Client, cast: people.Cast) -> None:
    item = factories.draft(cast.author)
    assert "Attachments" not in _parts(_get(client, cast.author, item, "?as=docx").content)
