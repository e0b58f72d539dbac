"""The stored files, wherever the default storage keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import PurePosixPath
from typing import IO, Any, Final

from django.core.files.storage import default_storage

BLOCK: Final = 256 * 1024


def names(folder: str = "") -> Iterator[str]:
    """Give the names of all stored files, in their order."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(filter(None, files)):
        yield str(PurePosixPath(folder, name))
    for name in sorted(filter(None, folders)):
        yield from names(str(PurePosixPath(folder, name)))


def blocks(file: IO[bytes] | Any) -> Iterator[bytes]:
    """Read a file in pieces."""
    while block := file.read(BLOCK):
        yield block


def digest_of_stored(name: str) -> str:
    """Give the SHA-256 of a stored file."""
    digest = sha256()
    with default_storage.open(name) as file:
        for block in blocks(file):
            digest.update(block)
    return digest.hexdigest()
