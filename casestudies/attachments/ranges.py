"""One part of a file, as a browser asks for it when a download was interrupted (RFC 9110, 14)."""

from __future__ import annotations

import re
from typing import IO, Final

_ONE_RANGE: Final = re.compile(r"bytes=\s*(\d{0,15})-(\d{0,15})\s*")


class NotSatisfiable(ValueError):
    """The part that was asked for does not exist."""


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """Give first and last byte; None where the whole file is the answer (no range, several, another unit)."""
    if not header.startswith("bytes=") or "," in header:
        return None
    found = _ONE_RANGE.fullmatch(header)
    if found is None or not (found[1] or found[2]):
        raise NotSatisfiable
    if not found[1]:
        first, last = max(size - int(found[2]), 0), size - 1
        if int(found[2]) == 0:
            raise NotSatisfiable
    else:
        first, last = int(found[1]), min(int(found[2] or size), size - 1)
    if first > last:
        raise NotSatisfiable
    return first, last


class Slice:
    """A part of an open file, read like a file; closing it closes the file."""

    def __init__(self, file: IO[bytes], first: int, last: int) -> None:
        file.seek(first)
        self._file, self._left = file, last - first + 1

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        piece = self._file.read(wanted)
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        self._file.close()
