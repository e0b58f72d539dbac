"""Reads an archive and compares every byte with what its manifest says."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from guide_portal.archive import files
from guide_portal.archive.manifest import NAME, ArchiveRefused, FileEntry, Manifest, TableEntry, from_json


def verify(path: Path) -> Manifest:
    """Give the manifest of an archive of which every row and file is as it was written."""
    with opened(path) as (archive, manifest):
        del archive
        return manifest


@contextmanager
def opened(path: Path) -> Iterator[tuple[ZipFile, Manifest]]:
    """Open an archive and verify all of it; raises ``ArchiveRefused`` with what is wrong."""
    try:
        archive = ZipFile(path)
    except FileNotFoundError as fault:
        raise ArchiveRefused(f"There is no file {path}.") from fault
    except (BadZipFile, OSError) as fault:
        raise ArchiveRefused(f"{path} is damaged, or no archive of the portal.") from fault
    with archive:
        yield archive, _verified(archive)


def _verified(archive: ZipFile) -> Manifest:
    try:
        manifest = from_json(archive.read(NAME).decode())
        listed = [NAME, *(entry.member for entry in manifest.entries)]
        if sorted(archive.namelist()) != sorted(listed):
            raise ArchiveRefused("The archive does not hold what its manifest names: it is damaged.")
        for entry in manifest.entries:
            _compare(archive, entry)
    except (BadZipFile, zlib.error, EOFError, KeyError, UnicodeDecodeError, NotImplementedError) as fault:
        raise ArchiveRefused(f"The archive is damaged ({fault}).") from fault
    return manifest


def _compare(archive: ZipFile, entry: TableEntry | FileEntry) -> None:
    digest, size, rows = sha256(), 0, 0
    with archive.open(entry.member) as member:
        for block in files.blocks(member):
            digest.update(block)
            size += len(block)
            rows += block.count(b"\n")
    counted, expected = (rows, entry.rows) if isinstance(entry, TableEntry) else (size, entry.size)
    if counted != expected or digest.hexdigest() != entry.sha256:
        raise ArchiveRefused(f"{entry.member} is not what was backed up: the archive is damaged.")
