"""A small edition: three sections in English and French, one module and one section in Arabic too."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from modules.loading import load_guide
from modules.models import Edition

CONTENT = Path(__file__).parent / "content" / "edition-1"
ALIGNMENT = "/en/guide/strategic-alignment/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small edition, to be broken."""
    return Path(shutil.copytree(CONTENT, tmp_path / "edition-1"))


@pytest.fixture
def edit(folder: Path) -> Callable[..., None]:
    """Replace words in one file of the copy; the words must be there."""

    def change(name: str, old: str, new: str) -> None:
        file = folder / name
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


@pytest.fixture
def small_guide(db: None) -> Edition:
    """The small edition, loaded and current."""
    return load_guide(CONTENT).edition
