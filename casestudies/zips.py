"""Bounds on archives from people, asked before anything in them is unpacked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from zipfile import ZipInfo

MEGABYTE: Final = 1024 * 1024
_ENCRYPTED: Final = 0x1


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many parts an archive may have, how large they may be together, and how much one may shrink."""

    entries: int
    unpacked: int
    ratio: int

    def are_broken_by(self, entries: list[ZipInfo]) -> bool:
        unpacked = sum(entry.file_size for entry in entries)
        return len(entries) > self.entries or unpacked > self.unpacked or any(map(self._is_bomb, entries))

    def _is_bomb(self, entry: ZipInfo) -> bool:
        return entry.file_size > MEGABYTE and entry.file_size > self.ratio * max(entry.compress_size, 1)


def has_password(entries: Iterable[ZipInfo]) -> bool:
    return any(entry.flag_bits & _ENCRYPTED for entry in entries)
