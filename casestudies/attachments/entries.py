"""The files of a text as the text itself lists them, in words for pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casestudies.attachments.kinds import BY_TYPE

KEY: Final = "attachments"
KB: Final = 1024
MB: Final = 1024 * KB
Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """One file as a page lists it."""

    id: str
    name: str
    size: int
    content_type: str
    sha256: str = ""
    waiting: bool = False

    def get_absolute_url(self) -> str:
        return reverse("attachments:file", args=[self.id, self.name])

    @property
    def about(self) -> str:
        """Kind and size: “PDF, 120 KB”."""
        kind = BY_TYPE.get(self.content_type)
        return f"{kind.label}, {size_words(self.size)}" if kind else size_words(self.size)


def entries(content: Mapping[str, Any]) -> list[Entry]:
    """Give the list as it stands in a text; texts older than attachments have none."""
    return list(content.get(KEY) or [])


def listed(files: list[Entry]) -> list[Listed]:
    return [Listed(f["id"], f["name"], f["size"], f["type"], f["sha256"]) for f in files]


def in_lines(files: list[Entry]) -> list[str]:
    """Give one line for each file; the check sum shows that one was replaced under the same name."""
    return [f"{f.name} ({f.about}, {f.sha256[:8]})" for f in listed(files)]


def size_words(size: int) -> str:
    """Say a size the way people do: “120 KB”, “1.4 MB”."""
    if size < MB:
        return _("%(n)s KB") % {"n": number_format(max(1, round(size / KB)))}
    whole = size % MB == 0
    return _("%(n)s MB") % {"n": number_format(size / MB, decimal_pos=0 if whole else 1)}


def together(files: list[Entry]) -> str:
    """Say how many there are and how large: “3 files, 410 KB”."""
    count = ngettext("%(n)d file", "%(n)d files", len(files)) % {"n": len(files)}
    return f"{count}, {size_words(sum(f['size'] for f in files))}"
