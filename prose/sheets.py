"""Sheets (CSV): lines as they are read, and no cell that a spreadsheet takes for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

# What OWASP names, and the wide signs that some spreadsheets take for the same.
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


class _Line:
    """What ``csv`` writes into, line by line."""

    def write(self, line: str) -> str:
        return line


def safe_cell(text: str) -> str:
    """Keep a sheet from taking somebody's words for a formula."""
    begins = {text[:1], text.lstrip()[:1]}
    return f"'{text}" if begins & _FORMULA else text


def sheet(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Give a sheet line by line; every cell is quoted and safe."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
    yield "\ufeff"  # without it, spreadsheets read accents wrongly
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])
