"""Backup, wipe, restore: every row and file is there again, on either database, or nothing is."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import AutoField, UUIDField

from casestudies.models import CaseStudy
from guide_portal import archive
from guide_portal.archive import files, restoring, tables
from guide_portal.archive.snapshot import snapshot
from letters.models import Letter
from members.models import Administration, Region, User
from members.roles import Role
from moderation.models import Event
from modules.models import Edition
from search.fulltext import ASK
from search.models import Entry
from tests import factories
from tests.databases import another_database

OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def small(db: None, tmp_path: Path) -> Iterator[str]:
    """A database that holds three rows, beside one file."""
    with another_database("sqlite", tmp_path) as alias:
        region = Region.objects.using(alias).create(code="EU", name_en="Europe", name_fr="Europe")
        for slug in ("meridia", "valoria"):
            Administration.objects.using(alias).create(slug=slug, name_en=slug, name_fr=slug, region=region)
        default_storage.save("attachments/abc", ContentFile(b"0123456789" * 100_000))
        yield alias


@pytest.fixture
def kept(small: str, tmp_path: Path) -> Path:
    """An archive of the small database; its file is gone from the storage."""
    archive.write(tmp_path / "kept.zip", using=small)
    default_storage.delete("attachments/abc")
    return tmp_path / "kept.zip"


@pytest.fixture
def target(kept: Path, tmp_path: Path) -> Iterator[str]:
    """An empty database to restore into."""
    with another_database("sqlite", tmp_path, "target") as alias:
        yield alias


def _a_portal_in_use() -> None:
    administration = factories.administration("Customs Service of Meridia")
    people = {
        "contributor": factories.person("contributor", Role.CONTRIBUTOR, administration=administration),
        "contact_point": factories.person("contact_point", Role.CONTACT_POINT, administration=administration),
        "officer": factories.person("officer", Role.CASE_OFFICER),
        "publisher": factories.person("publisher", Role.PUBLISHER),
    }
    factories.edition()
    item = factories.submission_in("published", **people)
    factories.attachment(item, sealed=True)
    factories.point(item, people["officer"])
    factories.guest_remark()
    factories.invitation(people["contact_point"])
    # The highest number of its table: nobody may get it again.
    factories.access_request(administration).delete()


def _digests(using: str) -> dict[str, str]:
    return {
        model._meta.db_table: sha256(b"".join(tables.lines(model, using))).hexdigest()
        for model in tables.tables()
    }


def _found(using: str, token: str) -> int:
    with connections[using].cursor() as cursor:
        vendor = connections[using].vendor
        term = f'"{token}"' if vendor == "sqlite" else f"'{token}'"
        cursor.execute(ASK[vendor], [term])
        return len(cursor.fetchall())


def _counted(using: str) -> list[tuple[object, ...]]:
    """What the library counts, which each database keeps for itself."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT asked, value, strangers, members FROM casestudies_tally WHERE members > 0 ORDER BY 1, 2"
        )
        return sorted(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_backup_wipe_restore_on_both_databases(tmp_path: Path) -> None:
    _a_portal_in_use()
    before, token = _digests("default"), Entry.objects.exclude(tokens="")[0].tokens.split()[0]
    first = archive.write(tmp_path / "first.zip")
    files_before = {name: files.digest_of_stored(name) for name in files.names()}
    assert len(first.files) == 1
    assert first.rows > 100

    with another_database(OTHER[connection.vendor], tmp_path, "other") as other:
        default_storage.delete(first.files[0].name)
        archive.restore(tmp_path / "first.zip", using=other)
        assert _digests(other) == before
        assert {name: files.digest_of_stored(name) for name in files.names()} == files_before
        assert _found(other, token) == _found("default", token) > 0
        assert _counted(other) == _counted("default") != []
        second = archive.write(tmp_path / "second.zip", using=other)
        assert [(t.name, t.rows, t.sha256) for t in second.tables] == [
            (t.name, t.rows, t.sha256) for t in first.tables
        ]
        _guards_are_on(other)
        _numbers_go_on(other, first)

    with another_database(connection.vendor, tmp_path, "back") as back:
        archive.restore(tmp_path / "second.zip", using=back)
        assert _digests(back) == before
        assert _found(back, token) == _found("default", token)
        _guards_are_on(back)


def _guards_are_on(using: str) -> None:
    for rows, change in (
        (Event.objects, {"words": "otherwise"}),
        (Edition.objects.filter(state="published"), {"note": "otherwise"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(using):
            rows.using(using).update(**change)


def _numbers_go_on(using: str, manifest: archive.Manifest) -> None:
    """The next row gets a number that no row ever had, a deleted one either."""
    last = {table.name: table.last for table in manifest.tables}
    with transaction.atomic(using):
        highest = User.objects.using(using).order_by("-pk")[0].pk
        made = User.objects.using(using).create(email="next@customs.example", full_name="Next")
        assert made.pk > highest
        made.delete(using=using)
    assert (last["members_accessrequest"] or 0) > 0
    assert not factories.AccessRequest.objects.using(using).exists()
    assert tables.last_number(factories.AccessRequest, using) == last["members_accessrequest"]


def test_what_is_written_meanwhile_is_not_in_it_and_nobody_waits(small: str, tmp_path: Path) -> None:
    with snapshot(small):
        before = Region.objects.using(small).count()
        elsewhere = connections[small].copy()
        elsewhere.connect()
        with elsewhere.cursor() as cursor:
            cursor.execute(
                "INSERT INTO members_region (code, name_en, name_fr, position) VALUES ('X','X','X',9)"
            )
        elsewhere.close()
        assert Region.objects.using(small).count() == before
    assert Region.objects.using(small).count() == before + 1


def test_the_archive_is_its_owners_alone_and_overwrites_nothing(kept: Path, small: str) -> None:
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert not kept.with_name("kept.zip.partial").exists()
    with pytest.raises(archive.ArchiveRefused, match="exists already"):
        archive.write(kept, using=small)


def test_hashes_are_those_that_anybody_can_count(kept: Path) -> None:
    with ZipFile(kept) as zip_file:
        manifest = json.loads(zip_file.read("manifest.json"))
        for table in manifest["tables"]:
            content = zip_file.read(f"database/{table['name']}.jsonl")
            assert sha256(content).hexdigest() == table["sha256"]
            assert content.count(b"\n") == table["rows"]
    assert manifest["files"] == [
        {"name": "attachments/abc", "size": 1_000_000, "sha256": sha256(b"0123456789" * 100_000).hexdigest()}
    ]


def test_a_restored_copy_is_the_same(kept: Path, small: str, target: str) -> None:
    archive.restore(kept, using=target)
    assert _digests(target) == _digests(small)
    assert default_storage.open("attachments/abc").read() == b"0123456789" * 100_000


def test_one_changed_byte_is_noticed_before_anything_is_written(kept: Path, target: str) -> None:
    whole = kept.read_bytes()
    for at in (0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999):
        content = bytearray(whole)
        content[int(len(content) * at)] ^= 1
        kept.write_bytes(content)
        with pytest.raises(archive.ArchiveRefused):
            archive.restore(kept, using=target)
    assert not Region.objects.using(target).exists()
    assert list(files.names()) == []


def test_half_an_archive_is_refused(kept: Path) -> None:
    kept.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    with pytest.raises(archive.ArchiveRefused):
        archive.verify(kept)


def test_rows_that_were_altered_with_a_zip_tool_are_refused(kept: Path, tmp_path: Path, target: str) -> None:
    """The checksums of the zip are right then; those of the manifest are not."""
    forged = tmp_path / "forged.zip"
    with ZipFile(kept) as old, ZipFile(forged, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"meridia", b"Meridia"))
    with pytest.raises(archive.ArchiveRefused, match="members_administration"):
        archive.restore(forged, using=target)
    assert not Administration.objects.using(target).exists()


def test_an_installation_that_holds_anything_is_refused(kept: Path, target: str) -> None:
    Region.objects.using(target).create(code="X", name_en="X", name_fr="X")
    with pytest.raises(archive.ArchiveRefused, match="members_region"):
        archive.restore(kept, using=target)
    assert Region.objects.using(target).get().code == "X"


def test_a_storage_that_holds_other_files_is_refused(kept: Path, target: str) -> None:
    default_storage.save("attachments/abc", ContentFile(b"something else"))
    with pytest.raises(archive.ArchiveRefused, match="storage is not empty"):
        archive.restore(kept, using=target)
    assert default_storage.open("attachments/abc").read() == b"something else"
    assert not Region.objects.using(target).exists()


def test_other_migrations_are_refused(kept: Path, target: str) -> None:
    with connections[target].cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('members', '9999_later', '2026-01-01')"
        )
    with pytest.raises(archive.ArchiveRefused, match="9999_later"):
        archive.restore(kept, using=target)
    assert not Region.objects.using(target).exists()


def test_an_interrupted_restore_leaves_nothing_and_can_be_started_again(
    kept: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(name: str) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(restoring.files, "digest_of_stored", stop)
        with pytest.raises(KeyboardInterrupt):
            archive.restore(kept, using=target)
    assert not Region.objects.using(target).exists()
    archive.restore(kept, using=target)
    assert Region.objects.using(target).count() == 1


def test_a_killed_restore_takes_up_its_own_files(kept: Path, target: str) -> None:
    default_storage.save("attachments/abc", ContentFile(b"0123456789" * 100_000))
    archive.restore(kept, using=target)
    assert list(files.names()) == ["attachments/abc"]


def test_rows_that_do_not_read_back_are_not_committed(
    kept: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = tables.values
    monkeypatch.setattr(
        tables, "values", lambda model, line: values(model, line.replace(b"meridia", b"merida"))
    )
    with pytest.raises(archive.ArchiveRefused, match="members_administration"):
        archive.restore(kept, using=target)
    assert not Region.objects.using(target).exists()


def test_commands_say_what_they_did(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("backup", kept, verify=True)
    call_command("restore", kept, verify_only=True)
    said = capsys.readouterr().out
    assert "Every row and file is as it was backed up" in said
    assert "Verified" in said
    with pytest.raises(CommandError, match="no file"):
        call_command("restore", kept.with_name("none.zip"), verify_only=True)


def test_every_table_is_kept_or_named_as_left_out() -> None:
    labels = {model._meta.label for model in tables.tables()}
    assert {
        "members.User",
        "letters.Letter",
        "mfa.Authenticator",
        "django_tasks_database.DBTaskResult",
    } <= labels
    assert not labels & tables.LEFT_OUT
    # Both databases sort these in the same way, so that both count the same hash.
    assert {type(m._meta.pk).__name__ for m in tables.tables() if not isinstance(m._meta.pk, AutoField)} <= {
        UUIDField.__name__
    }
    assert Letter in tables.tables()
    assert CaseStudy in tables.tables()
