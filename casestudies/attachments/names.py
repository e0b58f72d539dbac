"""The name of a file as people see it: one line, no path, and an ending that fits what is inside."""

from __future__ import annotations

import re
from typing import Final

from casestudies.attachments.kinds import FileKind
from prose.clean import clean_line

LONGEST: Final = 100
# What a name must not hold on some system, or where a name becomes an address.
_NOT_IN_NAMES = re.compile(r"[<>:\"|?*%#&;`$\x7f]")
_ENDING = re.compile(r"\.([A-Za-z][A-Za-z0-9]{1,4})$")


def shown_name(sent: str, kind: FileKind | None = None) -> str:
    """Give the normalised name; ``kind`` puts the right ending in place of a wrong one."""
    line = clean_line(sent)
    base = re.split(r"[/\\]", line)[-1]
    base = _NOT_IN_NAMES.sub(" ", base)
    base = re.sub(r"\s+", " ", base).strip().rstrip(" .")
    if kind is None:
        return base[-LONGEST:]
    stem, ending = _parted(base, kind)
    return f"{stem[: LONGEST - len(ending) - 1].strip(' .') or 'file'}.{ending}"


def _parted(base: str, kind: FileKind) -> tuple[str, str]:
    found = _ENDING.search(base)
    if found is None:
        return base, kind.suffix
    stem, ending = base[: found.start()], found[1].lower()
    return stem, ending if ending in {kind.suffix, *kind.also} else kind.suffix
