"""Who may have a file, and how it is handed out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from casestudies.attachments.models import Attachment
from casestudies.models import Submission
from casestudies.states import S
from casestudies.workflow import SUBMISSIONS
from members.models import User
from tests import factories, people

pytestmark = pytest.mark.django_db

OWN = {"author", "colleague", "contact_point"}
DESK = {"officer", "second_officer", "publisher", "auditor"}
EVERYBODY = {"anonymous", *people.Cast.__dataclass_fields__}
MEMBERS = OWN | DESK | {"delegate", "other_contributor", "other_contact_point", "editor", "language_reviewer"}
MEMBERS |= {"administrator"}

# What is asked for: how it came about, and who gets it; everybody else gets 404.
CASES: dict[str, set[str]] = {
    "draft": OWN,
    "waiting for the scanner": set(),
    "removed": set(),
    "in clearance": OWN,
    "cleared": OWN | DESK,
    "new file after changes were asked": OWN,
    "accepted": OWN | DESK,
    "withdrawn": OWN,
    "live for everybody": EVERYBODY,
    "live for members": MEMBERS,
    "live without a name": EVERYBODY,
    "letter of the administration in a draft": OWN,
    "letter of the administration once cleared": OWN | DESK,
    "letter recorded by the Secretariat": OWN | DESK,
    "letter of a published case": OWN | DESK,
}


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def _moved(cast: people.Cast, state: str, **changes: Any) -> Attachment:
    """Give a file that was in the draft when the moves to this state began."""
    who = {"contributor": cast.author, "contact_point": cast.contact_point}
    who |= {"officer": cast.officer, "publisher": cast.publisher}
    item = factories.draft(cast.author, **changes)
    file = factories.attachment(item)
    for verb, person in factories.PATHS[state]:
        if verb == "request_changes":
            factories.point(item, cast.officer)
        factories.move(SUBMISSIONS, item, verb, who[person])
    return file


def _letter(cast: people.Cast, state: str, **fields: Any) -> Attachment:
    return factories.attachment(_moved(cast, state).submission, kind="letter", **fields)


def _waiting(cast: people.Cast) -> Attachment:
    return factories.attachment(factories.draft(cast.author), scan="waiting")


def _removed(cast: people.Cast) -> Attachment:
    file = _moved(cast, S.DRAFT)
    Attachment.objects.update(removed_at=file.uploaded_at)
    return file


def _new_file_in_changes(cast: people.Cast) -> Attachment:
    item = _moved(cast, S.CHANGES_REQUESTED).submission
    item.refresh_from_db()
    return factories.attachment(item)


def _withdrawn(cast: people.Cast) -> Attachment:
    file = _moved(cast, S.SUBMITTED)
    factories.move(SUBMISSIONS, file.submission, "withdraw", cast.contact_point)
    return file


MAKE: dict[str, Callable[[people.Cast], Attachment]] = {
    "draft": lambda cast: _moved(cast, S.DRAFT),
    "waiting for the scanner": _waiting,
    "removed": _removed,
    "in clearance": lambda cast: _moved(cast, S.IN_CLEARANCE),
    "cleared": lambda cast: _moved(cast, S.SUBMITTED),
    "new file after changes were asked": _new_file_in_changes,
    "accepted": lambda cast: _moved(cast, S.ACCEPTED),
    "withdrawn": _withdrawn,
    "live for everybody": lambda cast: _moved(cast, S.PUBLISHED),
    "live for members": lambda cast: _moved(cast, S.PUBLISHED, audience="members"),
    "live without a name": lambda cast: _moved(cast, S.PUBLISHED, audience="unattributed"),
    "letter of the administration in a draft": lambda cast: _letter(cast, S.DRAFT),
    "letter of the administration once cleared": lambda cast: _letter(cast, S.SUBMITTED),
    "letter recorded by the Secretariat": lambda cast: _letter(
        cast, S.IN_CLEARANCE, uploaded_by=cast.officer
    ),
    "letter of a published case": lambda cast: _letter(cast, S.PUBLISHED, sealed=True),
}


@pytest.mark.parametrize("case", sorted(CASES))
def test_file_is_for_those_who_may_have_it(client: Client, case: str) -> None:
    cast = people.cast()
    url = MAKE[case](cast).get_absolute_url()
    cells: list[tuple[str, User | None]] = [("anonymous", None), *cast.items()]
    for who, person in cells:
        client.logout()
        if person is not None:
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        for method in (client.get, client.head):
            status = method(url).status_code
            assert status == (200 if who in CASES[case] else 404), f"{who}: {status}"


def test_file_of_an_older_text_is_not_for_readers(client: Client) -> None:
    cast = people.cast()
    file = _moved(cast, S.PUBLISHED)
    assert client.get(file.get_absolute_url()).status_code == 200
    live = Submission.objects.get().case_study
    type(live).objects.update(live=None)
    assert client.get(file.get_absolute_url()).status_code == 404


def test_role_taken_away_closes_the_file(client: Client) -> None:
    cast = people.cast()
    file = _moved(cast, S.DRAFT)
    client.force_login(cast.author, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(file.get_absolute_url()).status_code == 200
    cast.author.roles_held.all().delete()
    assert client.get(file.get_absolute_url()).status_code == 404


@pytest.fixture
def live(db: None) -> Attachment:
    return _moved(people.cast(), S.PUBLISHED)


def test_headers_keep_browsers_from_opening_it(client: Client, live: Attachment) -> None:
    Attachment.objects.update(name="Наш план.pdf")
    live.refresh_from_db()
    response = client.get(live.get_absolute_url(), headers={"Accept-Encoding": "gzip, br"})
    assert b"".join(response) == b"0123456789"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%D0%9D%D0%B0%D1%88%20%D0%BF%D0%BB%D0%B0%D0%BD.pdf"
    )
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert (response["Content-Length"], response["Accept-Ranges"]) == ("10", "bytes")
    assert "Content-Encoding" not in response
    assert "public" in response["Cache-Control"]


def test_what_somebody_signed_in_gets_is_private(client: Client, live: Attachment) -> None:
    client.force_login(live.uploaded_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(live.get_absolute_url())["Cache-Control"] == "private, no-store"


def test_head_has_no_body(client: Client, live: Attachment) -> None:
    response = client.head(live.get_absolute_url())
    assert (response["Content-Length"], response.content) == ("10", b"")


def test_known_file_is_not_sent_again(client: Client, live: Attachment) -> None:
    tag = client.get(live.get_absolute_url())["ETag"]
    assert client.get(live.get_absolute_url(), headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("bytes=0-3", (206, b"0123", "bytes 0-3/10")),
        ("bytes=4-", (206, b"456789", "bytes 4-9/10")),
        ("bytes=-2", (206, b"89", "bytes 8-9/10")),
        ("bytes=8-99", (206, b"89", "bytes 8-9/10")),
        ("bytes=-99", (206, b"0123456789", "bytes 0-9/10")),
        ("bytes=10-", (416, b"", "bytes */10")),
        ("bytes=5-2", (416, b"", "bytes */10")),
        ("bytes=-0", (416, b"", "bytes */10")),
        ("bytes=-", (416, b"", "bytes */10")),
        ("bytes=x", (416, b"", "bytes */10")),
        ("bytes=" + "9" * 5000 + "-", (416, b"", "bytes */10")),
        ("bytes=0-1,4-5", (200, b"0123456789", None)),
        ("pages=1-2", (200, b"0123456789", None)),
    ],
)
def test_part_of_a_file(
    client: Client, live: Attachment, asked: str, answer: tuple[int, bytes, str | None]
) -> None:
    response = client.get(live.get_absolute_url(), headers={"Range": asked})
    content = b"".join(response) if response.streaming else response.content
    assert (response.status_code, content, response.get("Content-Range")) == answer
    assert response["Content-Length"] == str(len(content))


def test_part_of_a_file_that_changed_is_the_whole_file(client: Client, live: Attachment) -> None:
    response = client.get(live.get_absolute_url(), headers={"Range": "bytes=0-1", "If-Range": '"older"'})
    assert response.status_code == 200


def test_another_name_is_another_address(client: Client, live: Attachment) -> None:
    url = live.get_absolute_url()
    assert client.get(url.replace("Annex.pdf", "invoice.exe")).status_code == 404
    assert client.post(url).status_code == 405


def test_file_missing_in_the_storage_is_not_found(client: Client, live: Attachment) -> None:
    default_storage.delete(live.stored_as)
    assert client.get(live.get_absolute_url()).status_code == 404


def test_a_file_of_another_administration_cannot_be_brought_along(client: Client) -> None:
    cast = people.cast()
    foreign = _moved(cast, S.DRAFT)
    item = factories.draft(cast.other_contributor)
    item.draft = {**item.draft, "attachments": [foreign.entry]}
    item.save()
    factories.move(SUBMISSIONS, item, "submit", cast.other_contributor)
    assert not foreign.sealed_in.exists()
