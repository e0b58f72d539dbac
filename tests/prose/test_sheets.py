"""Sheets hold words, never formulas."""

from __future__ import annotations

import csv
import io

import pytest

from prose.sheets import safe_cell, sheet


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\n", "\t", "\r"])
def test_a_cell_never_begins_a_formula(sign: str, before: str) -> None:
    cell = safe_cell(f"{before}{sign}1+1")
    assert cell == f"'{before}{sign}1+1"


@pytest.mark.parametrize("text", ["", "Words.", "1-1", "a=b", "“=1”", "'quoted'"])
def test_words_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text


def test_a_sheet_reads_back_and_no_separator_or_quote_opens_a_cell() -> None:
    rows = [["a", 'b";=1', "c,=1\nd"], ["=1", "é", "文"]]
    written = "".join(sheet(rows))
    assert written.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline="")))
    assert read == [rows[0], ["'=1", "é", "文"]]
