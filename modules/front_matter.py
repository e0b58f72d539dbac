"""One content file: TOML between two lines ``+++``, then Markdown; every fault is told with file and line."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from prose.clean import clean_line

FENCE: Final = "+++"
Place = tuple[str | int, ...]
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w-]+)\s*=")
_NAME = re.compile(r'"([^"]+)"|([\w-]+)')
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


class ContentError(Exception):
    """A content file cannot be used: which file, which line, and why, as a sentence for its writer."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        super().__init__(file, line, reason)
        self.file = file
        self.line = line
        self.reason = reason

    def __str__(self) -> str:
        here = Path.cwd()
        shown = self.file.relative_to(here) if self.file.is_relative_to(here) else self.file
        return f"{shown}, line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Table:
    """A TOML table that knows where its keys stand, and gives only values of the type asked for."""

    file: Path
    values: dict[str, Any]
    lines: dict[Place, int]
    place: Place = ()

    def error(self, key: str, reason: str) -> ContentError:
        """Make the error for a key of this table, or for the table itself where the key is missing."""
        line = self.lines.get((*self.place, key)) or self.lines.get(self.place) or 1
        return ContentError(self.file, line, reason)

    def allow(self, *keys: str) -> None:
        """Refuse every key that is not in the list."""
        for key in self.values:
            if key not in keys:
                raise self.error(key, f"“{key}” is not a key of this place; it may hold {', '.join(keys)}.")

    def value(self, key: str, kind: type, what: str) -> Any:
        if key not in self.values:
            raise self.error(key, f"“{key}” is missing.")
        value = self.values[key]
        if type(value) is not kind:
            raise self.error(key, f"“{key}” must be {what}.")
        return value

    def text(self, key: str, most: int = 1_000) -> str:
        """Give one line of text, not empty and not longer than allowed."""
        return self._line(key, self.value(key, str, "a text"), most)

    def optional_text(self, key: str, most: int) -> str:
        return self.text(key, most) if key in self.values else ""

    def texts(self, key: str, least: int, most: int, each: int = 1_000) -> tuple[str, ...]:
        """Give a list of lines, as many as allowed."""
        values = self.value(key, list, "a list of texts")
        if not all(isinstance(value, str) for value in values):
            raise self.error(key, f"“{key}” must be a list of texts.")
        self._count(key, len(values), least, most)
        return tuple(self._line(key, value, each) for value in values)

    def number(self, key: str, least: int, most: int) -> int:
        number: int = self.value(key, int, "a whole number")
        if not least <= number <= most:
            raise self.error(key, f"“{key}” must be from {least} to {most}; it is {number}.")
        return number

    def table(self, key: str) -> Table:
        values = self.value(key, dict, "a table")
        return Table(self.file, values, self.lines, (*self.place, key))

    def tables(self, key: str, least: int, most: int) -> list[Table]:
        """Give the tables written ``[[key]]``, as many as allowed."""
        values = self.value(key, list, f"written as [[{key}]]")
        if not all(isinstance(value, dict) for value in values):
            raise self.error(key, f"“{key}” must be written as [[{key}]].")
        self._count(key, len(values), least, most)
        return [Table(self.file, value, self.lines, (*self.place, key, n)) for n, value in enumerate(values)]

    def _count(self, key: str, count: int, least: int, most: int) -> None:
        if not least <= count <= most:
            raise self.error(key, f"“{key}” must have {_from_to(least, most)}; it has {count}.")

    def _line(self, key: str, text: str, most: int) -> str:
        if not text.strip():
            raise self.error(key, f"“{key}” is empty.")
        if text != clean_line(text):
            raise self.error(key, f"“{key}” has a line break, double spaces or an invisible character.")
        if len(text) > most:
            raise self.error(key, f"“{key}” has {len(text)} characters; it may have {most}.")
        return text


def _from_to(least: int, most: int) -> str:
    return str(least) if least == most else f"{least} to {most}"


@dataclass(frozen=True, slots=True)
class Page:
    """A content file: its front matter, its Markdown, and the line on which the Markdown begins."""

    head: Table
    body: str
    first_line: int


def read_page(file: Path) -> Page:
    """Read a file with front matter."""
    lines = _read(file).splitlines()
    if not lines or lines[0].rstrip() != FENCE:
        raise ContentError(file, 1, f"The file must begin with a line {FENCE}.")
    end = next((at for at, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE), None)
    if end is None:
        raise ContentError(file, 1, f"The second line {FENCE} is missing.")
    head = _table(file, "\n".join(lines[1:end]), first_line=2)
    return Page(head, "\n".join(lines[end + 1 :]), end + 2)


def read_toml(file: Path) -> Table:
    """Read a file that is TOML throughout."""
    return _table(file, _read(file), first_line=1)


def _read(file: Path) -> str:
    if not file.is_file():
        raise ContentError(file, 1, "The file is missing.")
    data = file.read_bytes()
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ContentError(file, line, "The file is not UTF-8.") from error


def _table(file: Path, toml: str, first_line: int) -> Table:
    try:
        values = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found and found[1] else max(1, len(toml.splitlines()))
        reason = f"This is not TOML: {_AT_LINE.sub('', str(error))}."
        raise ContentError(file, first_line + line - 1, reason) from error
    return Table(file, values, _lines(toml.splitlines(), first_line))


def _lines(toml: Iterable[str], first_line: int) -> dict[Place, int]:
    """Note where keys and tables stand; the standard library's reader does not say."""
    found: dict[Place, int] = {(): first_line}
    opened: Counter[Place] = Counter()
    place: Place = ()
    for number, line in enumerate(toml, first_line):
        if header := _HEADER.match(line):
            names = [quoted or bare for quoted, bare in _NAME.findall(header[2])]
            place = _place(names, opened, repeated=header[1] == "[[")
            found.setdefault(place, number)
            found.setdefault(place[:-1], number)
        elif key := _KEY.match(line):
            found.setdefault((*place, key[1]), number)
    return found


def _place(names: list[str], opened: Counter[Place], *, repeated: bool) -> Place:
    place: Place = ()
    for name in names[:-1]:
        place = (*place, name)
        if opened[place]:
            place = (*place, opened[place] - 1)
    place = (*place, names[-1])
    if repeated:
        opened[place] += 1
        place = (*place, opened[place] - 1)
    return place
