"""Files of people in a bucket: taken in, handed out, scanned, pruned as on a disk; a bucket that refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from moto.server import ThreadedMotoServer

from casestudies.attachments import retention, scanning
from casestudies.attachments.models import Attachment, Scan
from casestudies.attachments.scanner import Verdict
from casestudies.models import Submission
from casestudies.word.printing import printed
from guide_portal.environment.storages import storages as built
from guide_portal.storage import CONFIG, PrivateS3Storage, StorageRefused
from guide_portal.watching import parts
from members.models import User
from prose.pictures import keep_picture
from tests import factories
from tests.casestudies import hostile_files as files

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
BUCKET = "portal"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    address = f"http://{host}:{port}"
    _s3(address).create_bucket(Bucket=BUCKET)
    yield address
    running.stop()


def _s3(address: str) -> Any:
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    return boto3.client("s3", endpoint_url=address, **keys)


def _settings(address: str, bucket: str = BUCKET) -> dict[str, dict[str, Any]]:
    given = {
        "S3_BUCKET": bucket,
        "S3_ENDPOINT": address,
        "S3_REGION": "us-east-1",
        "S3_ACCESS_KEY": "key",
        "S3_SECRET_KEY": "secret",
    }
    return built(given, hashed_names=False)


@pytest.fixture(autouse=True)
def bucket(settings: Any, server: str) -> Any:
    settings.STORAGES = _settings(server)
    parts.forget()
    assert isinstance(storages["default"], PrivateS3Storage)
    return _s3(server)


@pytest.fixture
def item(contributor: User) -> Submission:
    return factories.draft(contributor)


def _send(client: Client, item: Submission) -> Any:
    address = reverse("casestudies:add_files", args=[item.reference])
    return client.post(address, {"files": SimpleUploadedFile("Annex.jpg", files.picture())}, follow=True)


def _keys(bucket: Any, folder: str) -> list[str]:
    return [
        found["Key"] for found in bucket.list_objects_v2(Bucket=BUCKET, Prefix=folder).get("Contents", [])
    ]


def test_a_file_is_taken_in_and_handed_out(
    as_user: SignIn, contributor: User, item: Submission, bucket: Any
) -> None:
    client = as_user(contributor)
    _send(client, item)
    file = Attachment.objects.get()
    assert _keys(bucket, file.stored_as) == [file.stored_as]
    kept = bucket.get_object(Bucket=BUCKET, Key=file.stored_as)["Body"].read()
    response = client.get(file.get_absolute_url())
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == kept
    assert response["Content-Disposition"].startswith("attachment")
    part = client.get(file.get_absolute_url(), headers={"range": "bytes=2-5"})
    assert part.status_code == 206
    assert b"".join(part.streaming_content) == kept[2:6]
    assert client.head(file.get_absolute_url())["Content-Length"] == str(len(kept))


def test_nobody_gets_it_around_the_portal(as_user: SignIn, item: Submission, other_contributor: User) -> None:
    file = factories.attachment(item)
    assert as_user(other_contributor).get(file.get_absolute_url()).status_code == 404
    assert Client().get(file.get_absolute_url()).status_code == 404
    address = default_storage.url(file.stored_as)
    assert "X-Amz-Algorithm=AWS4-HMAC-SHA256" in address, "no address without a signature of version 4"


def test_a_file_is_never_written_over() -> None:
    names = [default_storage.save("attachments/same", ContentFile(words)) for words in (b"one", b"two")]
    assert names[0] != names[1]
    with default_storage.open(names[0]) as first:
        assert first.read() == b"one"


def test_a_missing_file_is_not_there(as_user: SignIn, contributor: User, item: Submission) -> None:
    file = factories.attachment(item)
    default_storage.delete(file.stored_as)
    assert as_user(contributor).get(file.get_absolute_url()).status_code == 404


def test_files_that_nobody_needs_go(item: Submission, bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in _keys(bucket, "attachments/"):
        bucket.delete_object(Bucket=BUCKET, Key=key)
    kept = factories.attachment(item)
    factories.attachment(item, removed_at=timezone.now() - timedelta(days=31))
    default_storage.save(f"attachments/{uuid4().hex}", ContentFile(b"stray"))
    assert retention.prune() == (1, 0), "what is fresh may still be on its way"
    monkeypatch.setattr(retention, "STRAY_AFTER", timedelta(seconds=-5))
    assert retention.prune() == (0, 1)
    assert _keys(bucket, "attachments/") == [kept.stored_as]


def test_files_are_scanned(item: Submission, bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    clean = factories.attachment(item, scan=Scan.WAITING)
    bad = factories.attachment(item, scan=Scan.WAITING, sha256="b" * 64)
    bucket.put_object(Bucket=BUCKET, Key=bad.stored_as, Body=b"bad")
    verdict = {b"bad": Verdict.INFECTED, b"0123456789": Verdict.CLEAN}
    monkeypatch.setattr(scanning, "verdict_on", lambda content: verdict[content])
    done = scanning.scan_waiting()
    assert (done.clean, done.infected) == (1, 1)
    assert Attachment.objects.get(pk=clean.pk).scan == Scan.CLEAN
    assert _keys(bucket, bad.stored_as) == []


def test_a_word_file_and_a_picture_come_in(as_user: SignIn, contributor: User, client: Client) -> None:
    factories.edition()
    factories.topic()
    paper = SimpleUploadedFile("ours.docx", printed(factories.complete_story(), title="A copy", foot=""))
    as_user(contributor).post("/en/contribute/from-word/", {"file": paper, "key": uuid4()}, follow=True)
    assert Submission.objects.get().draft["title"] == factories.complete_story()["title"]
    name = keep_picture(files.picture())
    response = client.get(reverse("prose_picture", args=[name]))
    assert response.status_code == 200
    assert b"".join(response.streaming_content)[:2] == b"\xff\xd8"
    assert client.get(reverse("prose_picture", args=[f"{'0' * 32}.png"])).status_code == 404


def test_it_is_ready(bucket: Any) -> None:
    assert parts.storage() == {}
    assert _keys(bucket, "readyz/") == []


@pytest.mark.parametrize("fault", ["no such bucket", "no server"])
def test_a_bucket_that_refuses_is_said_and_nothing_is_acknowledged(
    settings: Any,
    server: str,
    as_user: SignIn,
    item: Submission,
    monkeypatch: pytest.MonkeyPatch,
    *,
    fault: str,
) -> None:
    file = factories.attachment(item)
    monkeypatch.setitem(CONFIG, "retries", {"total_max_attempts": 1})
    settings.STORAGES = (
        _settings("http://127.0.0.1:9", BUCKET) if fault == "no server" else _settings(server, "other")
    )
    client = as_user(item.author)
    before = Attachment.objects.count()
    page = _send(client, item).content.decode()
    assert "could not be kept" in page
    assert Attachment.objects.count() == before
    client.raise_request_exception = False
    response = client.get(file.get_absolute_url())
    assert response.status_code == (503 if fault == "no server" else 404)
    with pytest.raises(StorageRefused):
        parts.storage()
