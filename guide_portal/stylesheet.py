"""A few stylesheets and scripts out of many small files, without a build step.

``static/css/ORDER`` names the files of ``css/portal.css``: the frame and the reading of the guide.
``ORDER.browse`` and ``ORDER.rooms`` name those of ``css/browse.css`` (every other public page) and
``css/rooms.css`` (forms, rooms and desks), ``ORDER.ar`` those of ``css/arabic.css``, so that a first visit
to a module fetches no rule it does not need. ``static/js/ORDER.module`` names the scripts of a module's
page, ``ORDER.reading-list`` those of the reading list and of what can be put on it.
This finder joins them whenever a part is newer, so that the server, ``collectstatic`` and the tests all serve
the same files.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

# Each joined file and the list of its parts, which stand in the same folder as their list.
JOINED = {
    "css/portal.css": "css/ORDER",
    "css/browse.css": "css/ORDER.browse",
    "css/rooms.css": "css/ORDER.rooms",
    "css/arabic.css": "css/ORDER.ar",
    "js/module.js": "js/ORDER.module",
    "js/reading-list.js": "js/ORDER.reading-list",
}
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = re.compile(r"""("[^"]*"|'[^']*')""")


class StylesheetFinder(BaseFinder):
    """Finds the joined files, each written afresh when one of its parts has changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source = Path(settings.BASE_DIR) / "static"
        self.built = Path(settings.DATA_DIR) / "stylesheet"
        self.storage = FileSystemStorage(location=self.built)

    def check(self, **kwargs: Any) -> list[Any]:
        del kwargs
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        del kwargs
        if path not in JOINED:
            return []
        sheet = str(self._write(path))
        return [sheet] if find_all else sheet

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        del ignore_patterns
        for path in JOINED:
            self._write(path)
            yield path, self.storage

    def _write(self, path: str) -> Path:
        order = self.source / JOINED[path]
        parts = [order.parent / line for line in order.read_text().split()]
        sheet = self.built / path
        newest = max(part.stat().st_mtime_ns for part in [*parts, order, Path(__file__)])
        if not sheet.exists() or sheet.stat().st_mtime_ns < newest:
            sheet.parent.mkdir(parents=True, exist_ok=True)
            # Written beside, under a name of its own, and moved: nobody else ever reads half a sheet.
            draft = sheet.with_suffix(f".{token_hex(8)}.tmp")
            joined = "\n".join(part.read_text() for part in parts)
            draft.write_text(compact(joined) if path.endswith(".css") else without_notes(joined))
            draft.replace(sheet)
        return sheet


def compact(css: str) -> str:
    """Drop comments and white space that no value needs; strings stay as they are."""
    pieces = STRING.split(COMMENT.sub("", css))
    # Every other piece is a string. White space before one, or after, may separate two values.
    pieces[::2] = [_close_up(piece) for piece in pieces[::2]]
    return "".join(pieces).strip()


def without_notes(script: str) -> str:
    """Drop lines that are only a comment, and white space at the ends of lines."""
    lines = (line.strip() for line in script.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _close_up(css: str) -> str:
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    # Only after a colon: the space in “.a :hover” means “inside”.
    return css.replace(": ", ":").replace(";}", "}")
