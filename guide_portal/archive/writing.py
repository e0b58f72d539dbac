"""Writes an archive: rows from one snapshot, then files, then the manifest; read back before it gets its name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.utils import timezone

from guide_portal.archive import files, tables
from guide_portal.archive.manifest import NAME, ArchiveRefused, FileEntry, Manifest, Say, TableEntry
from guide_portal.archive.reading import verify
from guide_portal.archive.snapshot import snapshot

OWNER_ONLY: Final = 0o600
EVERY: Final = 100


def write(path: Path, *, using: str = DEFAULT_DB_ALIAS, say: Say = lambda _line: None) -> Manifest:
    """Write everything to a file that must not exist yet; while it is written it is called ``….partial``.

    Raises ``ArchiveRefused``, and leaves no file, when it cannot be done or does not read back as written.
    """
    if path.exists():
        raise ArchiveRefused(f"{path} exists already. A backup overwrites nothing.")
    if tables.is_behind(using):
        raise ArchiveRefused("Migrations wait to be made. Run “manage.py migrate” first.")
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, OWNER_ONLY)
        with os.fdopen(descriptor, "w+b") as file:
            with ZipFile(file, "w") as archive:
                _everything(archive, using, say)
            file.flush()
            os.fsync(file.fileno())
        say("Reading it back …")
        manifest = verify(partial)
        # Refuses where another process has taken the name meanwhile.
        os.link(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def _everything(archive: ZipFile, using: str, say: Say) -> None:
    with snapshot(using):
        manifest = Manifest(timezone.now().isoformat(), tables.migrations(using))
        for model in tables.tables():
            entry = _table(archive, model, using)
            manifest.tables.append(entry)
            if entry.rows:
                say(f"{entry.name}: {entry.rows}")
    # After the snapshot, so that every file its rows name is there; a file is never changed once stored.
    for name in files.names():
        if found := _file(archive, name):
            manifest.files.append(found)
            if len(manifest.files) % EVERY == 0:
                say(f"files: {len(manifest.files)} …")
    say(f"files: {len(manifest.files)}")
    with archive.open(_member(NAME), "w", force_zip64=True) as member:
        member.write(manifest.to_json().encode())


def _table(archive: ZipFile, model: type[Model], using: str) -> TableEntry:
    name = model._meta.db_table
    names = [field.attname for field in tables.fields_of(model)]
    with archive.open(_member(f"database/{name}.jsonl"), "w", force_zip64=True) as member:
        rows, _size, digest = _pour(tables.lines(model, using), member.write)
    return TableEntry(name, names, rows, digest, tables.last_number(model, using))


def _file(archive: ZipFile, name: str) -> FileEntry | None:
    try:
        stored = default_storage.open(name)
    except FileNotFoundError:
        return None  # deleted since it was listed
    with stored, archive.open(_member(f"files/{name}", ZIP_STORED), "w", force_zip64=True) as member:
        _blocks, size, digest = _pour(files.blocks(stored), member.write)
    return FileEntry(name, size, digest)


def _pour(pieces: Iterable[bytes], take: Callable[[bytes], object]) -> tuple[int, int, str]:
    count, size, digest = 0, 0, sha256()
    for piece in pieces:
        take(piece)
        digest.update(piece)
        count += 1
        size += len(piece)
    return count, size, digest.hexdigest()


def _member(name: str, compression: int = ZIP_DEFLATED) -> ZipInfo:
    member = ZipInfo(name, timezone.now().timetuple()[:6])
    member.compress_type = compression
    member.external_attr = OWNER_ONLY << 16
    return member
