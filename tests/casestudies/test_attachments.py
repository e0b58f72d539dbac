"""Files beside the words of a draft: adding, removing, limits, the scanner, retention."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casestudies import drafts
from casestudies.attachments import drawer, intake
from casestudies.attachments.models import Attachment
from casestudies.drafts import NotWritable
from casestudies.models import CaseStudy, Submission
from casestudies.reviewing import reviewed
from casestudies.states import S
from casestudies.story import fingerprint
from casestudies.submissions import words_of
from casestudies.workflow import SUBMISSIONS
from members.models import User
from moderation.refusals import MoveIncomplete
from tests import factories
from tests.casestudies import hostile_files as files
from tests.threads import at_once, window_of

pytestmark = pytest.mark.django_db

Browser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path


@pytest.fixture
def item(contributor: User) -> Submission:
    return factories.draft(contributor)


def _stored() -> list[str]:
    return default_storage.listdir("attachments")[1] if default_storage.exists("attachments") else []


def _file(name: str = "Annex.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, files.picture() if content is None else content)


def _add(client: Client, item: Submission, *sent: SimpleUploadedFile, **words: Any) -> Any:
    url = reverse("casestudies:add_files", args=[item.reference])
    return client.post(url, {"files": list(sent), "step": "story", **words}, follow=True)


def _attach(client: Client, item: Submission, size: tuple[int, int] = (40, 30)) -> Attachment:
    _add(client, item, _file(f"Annex {size[0]}.jpg", files.picture(size=size)))
    item.refresh_from_db()
    return Attachment.objects.get(pk=item.draft["attachments"][-1]["id"])


def test_file_is_listed_with_its_size_and_kind(as_user: Browser, item: Submission) -> None:
    page = _add(as_user(item.author), item, _file()).content.decode()
    file = Attachment.objects.get()
    assert "“Annex.jpg” is attached." in page
    assert file.get_absolute_url() in page
    assert "Picture, 1 KB" in page
    assert item.writers.filter(pk=item.author.pk).exists()


def test_each_file_has_its_own_answer(as_user: Browser, item: Submission) -> None:
    page = _add(as_user(item.author), item, _file(), _file("evil.pdf", files.HTML)).content.decode()
    assert "“Annex.jpg” is attached." in page
    assert page.count("“evil.pdf” cannot be read") == 2  # on top, and beside the field
    assert Attachment.objects.count() == len(_stored()) == 1


def test_words_typed_beside_a_file_are_saved_with_it(as_user: Browser, item: Submission) -> None:
    words = {"seen": drafts.seen(item, "story"), "situation": "Typed beside a file.", "actions": "x"}
    response = _add(as_user(item.author), item, _file(), **words)
    item.refresh_from_db()
    assert item.draft["situation"] == "Typed beside a file."
    assert len(item.draft["attachments"]) == 1
    assert response.redirect_chain[-1][0].endswith("#attachments")


def test_words_come_back_when_they_cannot_be_saved(as_user: Browser, item: Submission) -> None:
    words = {"seen": "older", "situation": "Mine.", "actions": "x"}
    response = _add(as_user(item.author), item, _file(), **words)
    assert response.status_code == 409
    assert "Mine." in response.content.decode()
    item.refresh_from_db()
    assert len(item.draft["attachments"]) == 1


def test_saving_the_form_takes_chosen_files_along(as_user: Browser, item: Submission) -> None:
    url = reverse("casestudies:edit", args=[item.reference, "story"])
    data = {"seen": drafts.seen(item, "story"), "step": "story", "continue": "1", "files": [_file()]}
    as_user(item.author).post(url, data)
    assert Attachment.objects.count() == 1


def test_an_open_form_is_no_conflict_after_a_file_was_added(as_user: Browser, item: Submission) -> None:
    opened = drafts.seen(item, "story")
    _attach(as_user(item.author), item)
    saved = drafts.save(item, "story", {"situation": "New."}, expected=opened, actor=item.author)
    assert (saved.draft["situation"], len(saved.draft["attachments"])) == ("New.", 1)


def test_a_move_from_before_the_file_is_refused(as_user: Browser, item: Submission) -> None:
    before = item.version
    _attach(as_user(item.author), item)
    assert item.version == before + 1


def test_the_same_file_twice_is_one_file(as_user: Browser, item: Submission) -> None:
    client = as_user(item.author)
    _attach(client, item)
    assert "is attached already" in _add(client, item, _file("Annex 40.jpg")).content.decode()
    assert Attachment.objects.count() == len(_stored()) == 1


def test_removed_file_leaves_the_draft(as_user: Browser, item: Submission) -> None:
    client = as_user(item.author)
    file = _attach(client, item)
    url = reverse("casestudies:remove_file", args=[item.reference, file.pk])
    for _twice in range(2):
        assert client.post(url, {"step": "story"}).status_code == 302
    item.refresh_from_db()
    file.refresh_from_db()
    assert item.draft["attachments"] == []
    assert file.removed_at is not None
    assert client.get(file.get_absolute_url()).status_code == 404


def test_text_that_is_with_others_keeps_its_files(as_user: Browser, item: Submission) -> None:
    client = as_user(item.author)
    file = _attach(client, item)
    factories.move(SUBMISSIONS, item, "submit", item.author)
    page = _add(client, item, _file(content=files.picture("PNG"))).content.decode()
    assert "not with you now" in page
    client.post(reverse("casestudies:remove_file", args=[item.reference, file.pk]))
    file.refresh_from_db()
    assert file.removed_at is None
    assert Attachment.objects.count() == len(_stored()) == 1


def test_the_seal_covers_the_files(as_user: Browser, item: Submission) -> None:
    file = _attach(as_user(item.author), item)
    factories.move(SUBMISSIONS, item, "submit", item.author)
    revision = item.current
    assert revision is not None
    assert revision.content["attachments"][0]["sha256"] == file.sha256
    changed = [{**revision.content["attachments"][0], "sha256": "0" * 64}]
    assert fingerprint({**revision.content, "attachments": changed}) != revision.sha256
    assert list(revision.attachments.all()) == [file]


def test_file_of_a_sent_text_is_kept_with_it(
    as_user: Browser, item: Submission, contact_point: User, case_officer: User
) -> None:
    file = _attach(as_user(item.author), item)
    for verb, who in (("submit", item.author), ("clear", contact_point), ("claim", case_officer)):
        factories.move(SUBMISSIONS, item, verb, who)
    factories.point(item, case_officer)
    factories.move(SUBMISSIONS, item, "request_changes", case_officer)
    as_user(item.author).post(reverse("casestudies:remove_file", args=[item.reference, file.pk]))
    item.refresh_from_db()
    file.refresh_from_db()
    assert item.draft["attachments"] == []
    assert file.removed_at is None
    assert as_user(case_officer).get(file.get_absolute_url()).status_code == 200


def test_differences_show_files(as_user: Browser, item: Submission) -> None:
    file = _attach(as_user(item.author), item)
    assert words_of(item.draft)["attachments"] == f"Annex 40.jpg (Picture, 1 KB, {file.sha256[:8]})"
    factories.move(SUBMISSIONS, item, "submit", item.author)
    revision = item.current
    assert revision is not None
    before = type(revision)(content={**revision.content, "attachments": []}, html={})
    changed = {entry.passage.field.key: entry.difference for entry in reviewed(revision, before, [])}
    assert not changed["attachments"].unchanged


def test_unattributed_text_is_not_sent_with_a_file_that_names_the_administration(
    as_user: Browser, item: Submission
) -> None:
    item.draft = factories.complete_story(audience="unattributed")
    item.save()
    _add(as_user(item.author), item, _file("customs_service-of-MERIDIA plan.jpg"))
    with pytest.raises(MoveIncomplete, match="names your administration"):
        factories.move(SUBMISSIONS, item, "submit", item.author)


# Limits


def test_file_over_its_limit(as_user: Browser, item: Submission, settings: Any) -> None:
    settings.ATTACHMENT_MAX_BYTES = 100_000
    page = _add(as_user(item.author), item, _file("big.pdf", b"%PDF-" + bytes(200_000)), _file())
    assert "“big.pdf” is larger than 98 KB" in page.content.decode()
    assert Attachment.objects.count() == len(_stored()) == 1


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("ATTACHMENTS_MOST", "at most 1 files"),
        ("ATTACHMENTS_MAX_BYTES", "would be larger than"),
        ("ADMINISTRATION_MAX_BYTES", "your administration may take"),
    ],
)
def test_limits_of_contribution_and_administration(
    as_user: Browser, item: Submission, settings: Any, setting: str, words: str
) -> None:
    first = _attach(as_user(item.author), item)
    setattr(settings, setting, 1 if setting == "ATTACHMENTS_MOST" else first.size + 10)
    assert words in _add(as_user(item.author), item, _file(content=files.picture("PNG"))).content.decode()
    assert Attachment.objects.count() == len(_stored()) == 1


def test_many_large_files_at_once_do_not_fill_the_disk(
    as_user: Browser, item: Submission, settings: Any, tmp_path: Path
) -> None:
    settings.UPLOAD_KEPT_AT_MOST = settings.ATTACHMENTS_MAX_BYTES = 50_000
    sent = [_file(f"{n}.pdf", b"%PDF-" + bytes(40_000)) for n in range(3)]
    page = _add(as_user(item.author), item, *sent).content.decode()
    assert page.count("would be larger than 49 KB together") == 4
    assert not Attachment.objects.exists()
    assert not list(tmp_path.glob("*.upload*"))


def test_body_beyond_anything_sensible_is_not_read(
    as_user: Browser, item: Submission, settings: Any, tmp_path: Path
) -> None:
    settings.UPLOAD_READ_AT_MOST = 10_000
    response = _add(as_user(item.author), item, _file("big.pdf", bytes(20_000)))
    assert response.status_code == 413
    assert "too large" in response.content.decode()
    assert not Attachment.objects.exists()
    assert not list(tmp_path.glob("*.upload*"))


def test_broken_upload_leaves_nothing(as_user: Browser, item: Submission, tmp_path: Path) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\n'
        + files.picture()[:90]
    )
    url = reverse("casestudies:add_files", args=[item.reference])
    as_user(item.author).post(url, body, content_type="multipart/form-data; boundary=b")
    assert not Attachment.objects.exists()
    assert not _stored()
    assert not list(tmp_path.glob("*.upload*"))


def test_upload_without_a_length_leaves_nothing(as_user: Browser, item: Submission, tmp_path: Path) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n\r\nx\r\n--b--\r\n'
    url = reverse("casestudies:add_files", args=[item.reference])
    kind = "multipart/form-data; boundary=b"
    response = as_user(item.author).post(
        url, body, content_type=kind, headers={}, CONTENT_LENGTH="", follow=True
    )
    assert "Choose a file first." in response.content.decode()
    assert not Attachment.objects.exists()
    assert not list(tmp_path.glob("*.upload*"))


def test_full_disk_is_a_sentence(as_user: Browser, item: Submission, tmp_path: Path) -> None:
    (tmp_path / "media").write_text("a file where the folder should be")
    page = _add(as_user(item.author), item, _file()).content.decode()
    assert "could not be kept just now" in page
    assert not Attachment.objects.exists()


# The virus scanner


class _Scanner(threading.Thread):
    """Answers like clamd: reads the stream to its end and says what it found."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.seen: list[bytes] = []

    def run(self) -> None:
        while True:
            try:
                line, _address = self.socket.accept()
            except OSError:
                return
            with line, line.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack("!L", stream.read(4))[0]:
                    content += stream.read(size)
                self.seen.append(content)
                infected = files.EICAR in content or b"INFECTED" in content
                line.sendall(b"stream: Eicar-Test FOUND\0" if infected else b"stream: OK\0")


@pytest.fixture
def scanner(settings: Any) -> Iterator[_Scanner]:
    thread = _Scanner()
    thread.start()
    settings.CLAMD_URL = f"tcp://127.0.0.1:{thread.socket.getsockname()[1]}"
    yield thread
    thread.socket.shutdown(socket.SHUT_RDWR)
    thread.socket.close()


@pytest.fixture
def silent(settings: Any) -> None:
    """A scanner is configured, and nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        settings.CLAMD_URL = f"tcp://127.0.0.1:{closed.getsockname()[1]}"


def test_scanner_sees_what_was_sent(as_user: Browser, item: Submission, scanner: _Scanner) -> None:
    assert _attach(as_user(item.author), item).scan == "clean"
    assert scanner.seen == [files.picture()]


def test_infected_file_is_refused(as_user: Browser, item: Submission, scanner: _Scanner) -> None:
    page = _add(as_user(item.author), item, _file(content=files.picture() + files.EICAR)).content.decode()
    assert "holds a virus and was not kept" in page
    assert not Attachment.objects.exists()
    assert not _stored()


@pytest.mark.usefixtures("silent")
def test_file_waits_for_a_scanner_that_does_not_answer(as_user: Browser, item: Submission) -> None:
    client = as_user(item.author)
    file = _attach(client, item)
    assert file.scan == "waiting"
    page = client.get(reverse("casestudies:edit", args=[item.reference, "story"])).content.decode()
    assert "Being checked for viruses" in page
    assert client.get(file.get_absolute_url()).status_code == 404
    with pytest.raises(MoveIncomplete, match="still being checked"):
        factories.move(SUBMISSIONS, item, "submit", item.author)
    assert "still being checked" in client.get(item.get_absolute_url()).content.decode()


def _scan() -> str:
    said = StringIO()
    call_command("scan_files", stdout=said)
    return said.getvalue()


@pytest.mark.usefixtures("silent")
def test_waiting_file_is_scanned_later(as_user: Browser, item: Submission, settings: Any) -> None:
    file = _attach(as_user(item.author), item)
    assert "1 still waiting" in _scan()
    found = _Scanner()
    found.start()
    settings.CLAMD_URL = f"tcp://127.0.0.1:{found.socket.getsockname()[1]}"
    assert "1 clean" in _scan()
    assert "none waits" in _scan()
    found.socket.close()
    file.refresh_from_db()
    assert file.scan == "clean"
    factories.move(SUBMISSIONS, item, "submit", item.author)


@pytest.mark.usefixtures("silent")
def test_file_found_infected_later_is_taken_out(as_user: Browser, item: Submission, settings: Any) -> None:
    client = as_user(item.author)
    file = _attach(client, item)
    with default_storage.open(file.stored_as, "wb") as stored:
        stored.write(b"INFECTED")
    found = _Scanner()
    found.start()
    settings.CLAMD_URL = f"tcp://127.0.0.1:{found.socket.getsockname()[1]}"
    assert "1 infected" in _scan()
    found.socket.close()
    item.refresh_from_db()
    assert item.draft["attachments"] == []
    assert not _stored()
    page = client.get(reverse("casestudies:edit", args=[item.reference, "story"])).content.decode()
    assert "held a virus and was removed on" in page


# Retention


def test_removed_files_are_deleted_after_thirty_days(as_user: Browser, item: Submission) -> None:
    client = as_user(item.author)
    old, young, kept = (_attach(client, item, (n, 9)) for n in (40, 41, 42))
    now = timezone.now()
    for file, days in ((old, 31), (young, 29)):
        Attachment.objects.filter(pk=file.pk).update(removed_at=now - timedelta(days=days))
    for _twice in range(2):
        call_command("prune_files", stdout=StringIO())
    assert set(Attachment.objects.all()) == {young, kept}
    assert {f"attachments/{name}" for name in _stored()} == {young.stored_as, kept.stored_as}


def test_stray_bytes_are_deleted_and_fresh_ones_wait(item: Submission, tmp_path: Path) -> None:
    import os

    from django.core.files.base import ContentFile

    for name in ("old", "fresh"):
        default_storage.save(f"attachments/{name}", ContentFile(b"x"))
    day_before = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(tmp_path / "media" / "attachments" / "old", (day_before, day_before))
    call_command("prune_files", stdout=StringIO())
    assert _stored() == ["fresh"]


def test_a_connection_that_ends_when_the_row_is_stored_leaves_its_bytes(
    item: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = drawer.put

    def ends(*given: Any) -> None:
        put(*given)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(drawer, "put", ends)
    with pytest.raises(OperationalError):
        intake.take(item, [_file("plan.jpg", files.picture())], item.author)
    assert [f"attachments/{name}" for name in _stored()] == [Attachment.objects.get().stored_as]


def test_a_file_for_a_text_that_has_left_is_not_kept(item: Submission) -> None:
    factories.move(SUBMISSIONS, item, "submit", item.author)
    with pytest.raises(NotWritable):
        intake.take(item, [_file("plan.jpg", files.picture())], item.author)
    assert _stored() == []


# Published


def test_readers_find_the_files_on_the_case_page(
    client: Client, item: Submission, contact_point: User, case_officer: User, publisher: User
) -> None:
    factories.edition()
    client.force_login(item.author, backend="allauth.account.auth_backends.AuthenticationBackend")
    file = _attach(client, item)
    people = {"contributor": item.author, "contact_point": contact_point}
    people |= {"officer": case_officer, "publisher": publisher}
    for verb, who in factories.PATHS[S.PUBLISHED]:
        factories.move(SUBMISSIONS, item, verb, people[who])
    client.logout()
    page = client.get(CaseStudy.objects.get().get_absolute_url()).content.decode()
    assert file.get_absolute_url() in page
    assert "Picture, 1 KB" in page
    client.force_login(case_officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "1 file, 1 KB" in client.get(item.get_desk_url()).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.threads
def test_two_uploads_at_once_are_both_kept(file_database: None, settings: Any, contributor: User) -> None:
    item = factories.draft(contributor)
    settings.ATTACHMENTS_MOST = 3
    windows = [window_of(contributor) for _ in range(4)]

    def send(n: int) -> Callable[[], None]:
        return lambda: _add(windows[n], item, _file(f"{n}.jpg", files.picture(size=(20 + n, 9))))

    at_once(*[send(n) for n in range(4)])
    item.refresh_from_db()
    assert len(item.draft["attachments"]) == Attachment.objects.count() == len(_stored()) == 3


def test_unknown_file_is_not_found(as_user: Browser, item: Submission) -> None:
    url = reverse("casestudies:remove_file", args=[item.reference, uuid4()])
    assert as_user(item.author).post(url).status_code == 302
