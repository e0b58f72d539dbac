"""What an archive says of itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Final

FORMAT: Final = 1
NAME: Final = "manifest.json"
# Called with one line about what has just been done.
Say = Callable[[str], object]


class ArchiveRefused(Exception):
    """Nothing was written; the sentence says why."""


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table: ``last`` is the highest number it ever gave a row, so that none is given twice."""

    name: str
    fields: list[str]
    rows: int
    sha256: str
    last: int | None = None

    @property
    def member(self) -> str:
        return f"database/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One stored file under the name the storage knows it by."""

    name: str
    size: int
    sha256: str

    @property
    def member(self) -> str:
        return f"files/{self.name}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of an archive with their hashes."""

    made_at: str
    migrations: list[str]
    tables: list[TableEntry] = field(default_factory=list)
    files: list[FileEntry] = field(default_factory=list)
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)

    @property
    def entries(self) -> list[TableEntry | FileEntry]:
        return [*self.tables, *self.files]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def from_json(text: str) -> Manifest:
    """Read a manifest; raises ``ArchiveRefused`` where it is none, or one of another format."""
    try:
        data: dict[str, Any] = json.loads(text)
        if data["format"] != FORMAT:
            raise ArchiveRefused(
                f"The archive has format {data['format']}; this version reads format {FORMAT}."
            )
        return Manifest(
            made_at=str(data["made_at"]),
            migrations=[str(name) for name in data["migrations"]],
            tables=[TableEntry(**table) for table in data["tables"]],
            files=[FileEntry(**file) for file in data["files"]],
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise ArchiveRefused("The archive's manifest cannot be read: the file is damaged.") from fault
