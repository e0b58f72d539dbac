"""A zip file to take away: readable JSON and text, and stored files, written piece by piece."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

# Beyond this it goes to a temporary file, which is gone when it is closed.
IN_MEMORY: Final = 4 * 1024 * 1024
OWNER_ONLY: Final = 0o600


class Bundle:
    """What goes into the zip, in the order in which it is written."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive

    def json(self, name: str, data: Any) -> None:
        self.text(name, json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2) + "\n")

    def rows(self, name: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Write a list, unless it is empty."""
        if found := list(rows):
            self.json(name, found)

    def text(self, name: str, text: str) -> None:
        self.archive.writestr(_member(name, ZIP_DEFLATED), text)

    def stored(self, name: str, stored_as: str) -> None:
        """Copy a stored file; one that is gone leaves a word in its place."""
        try:
            file = default_storage.open(stored_as)
        except FileNotFoundError:
            self.text(f"{name}.missing.txt", "The portal no longer holds this file.\n")
            return
        with file, self.archive.open(_member(name, ZIP_STORED), "w", force_zip64=True) as member:
            shutil.copyfileobj(file, member)


def bundled(fill: Callable[[Bundle], None]) -> IO[bytes]:
    """Give a zip file, ready to be read; it never stands in memory as a whole."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever reads it closes it
    with ZipFile(file, "w") as archive:
        fill(Bundle(archive))
    file.seek(0)
    return file


def _member(name: str, compression: int) -> ZipInfo:
    member = ZipInfo(name, timezone.now().timetuple()[:6])
    member.compress_type = compression
    member.external_attr = OWNER_ONLY << 16
    return member


def keep(file: IO[bytes], path: Path) -> None:
    """Write a zip file to a path that does not exist yet, for its owner alone."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
    with file, os.fdopen(descriptor, "wb") as kept:
        shutil.copyfileobj(file, kept)
