"""French is complete, no translation is fuzzy, and the compiled files are those of the texts.

``--compile`` writes the compiled files; without it they are compared.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import polib

LOCALE = Path("locale")
COMPLETE = {"fr"}
# French writes a no-break space there.
BREAKS = re.compile(r" [:;?!»]|« ")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


def main(arguments: list[str]) -> int:
    catalogues = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
    if "--compile" in arguments:
        for path in catalogues:
            polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
        return 0
    problems = [problem for path in catalogues for problem in _problems(path)]
    problems += [f"no catalogue for {code}" for code in COMPLETE if not (LOCALE / code).exists()]
    for problem in problems[:60]:
        print(problem)  # noqa: T201
    return 1 if problems else 0


def _problems(path: Path) -> list[str]:
    language = path.parts[1]
    catalogue = polib.pofile(str(path))
    found = [f"{language}: fuzzy: {entry.msgid[:80]}" for entry in catalogue.fuzzy_entries()]
    if language in COMPLETE:
        found += [f"{language}: missing: {entry.msgid[:80]}" for entry in catalogue.untranslated_entries()]
    if language == "fr":
        found += [f"{language}: a plain space: {entry.msgid[:80]}" for entry in catalogue if _breaks(entry)]
    found += [
        f"{language}: other placeholders: {entry.msgid[:80]}"
        for entry in catalogue.translated_entries()
        if not entry.msgid_plural and _placeholders(entry.msgid) != _placeholders(entry.msgstr)
    ]
    compiled = path.with_suffix(".mo")
    fresh = catalogue.to_binary()
    if not compiled.exists() or compiled.read_bytes() != fresh:
        found.append(f"{language}: the compiled file is not that of the texts; run: make messages")
    return found


def _breaks(entry: polib.POEntry) -> bool:
    return any(map(BREAKS.search, (entry.msgstr, *entry.msgstr_plural.values())))


def _placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
