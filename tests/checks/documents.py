"""Documents that say again what stands elsewhere; ``--write`` brings them up to date.

``docs/workflow.md`` shows the tables of moves as they are in code, the two handbooks in ``docs/`` are the
help pages of the portal in English, and ``docs/reliability.md`` names tests, which must exist.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import tomllib
from pathlib import Path

import django

DOCUMENT = Path("docs/workflow.md")
HANDBOOKS = {
    Path("docs/contributors-handbook.md"): Path("guide_portal/content/en/help_contributors.md"),
    Path("docs/editors-handbook.md"): Path("guide_portal/content/en/help_editors.md"),
}
RELIABILITY = Path("docs/reliability.md")
TEST = re.compile(r"`(tests/[a-z_/]+\.py)::(\w+)`")
ROW = re.compile(r"^\| (?!what |figure |---)(.+?) \| (.*) \|$", re.MULTILINE)
HEAD = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n", re.DOTALL)
KEY = re.compile(r"^(## .+?) \{#[a-z-]+\}$", re.MULTILINE)
LINK = re.compile(r"(?<!!)\[([^\]\[]+)\]\(\.\./[^)]*\)")
BEGIN, END = "<!-- table: {} -->", "<!-- end -->"


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    fresh = {DOCUMENT: _fresh(DOCUMENT.read_text(encoding="utf-8"))}
    fresh.update({document: _handbook(page) for document, page in HANDBOOKS.items()})
    if "--write" in arguments:
        for document, text in fresh.items():
            document.write_text(text, encoding="utf-8")
        return 0
    old = [document for document, text in fresh.items() if not _says(document, text)]
    for document in old:
        print(f"{document} is out of date; run: python -m tests.checks.documents --write")  # noqa: T201
    unheld = unheld_lines(RELIABILITY.read_text(encoding="utf-8"))
    for line in unheld:
        print(f"{RELIABILITY}: {line}")  # noqa: T201
    return 1 if old or unheld else 0


def unheld_lines(text: str) -> list[str]:
    """Say which tests do not exist, and which lines name neither a test nor a reason."""
    gone = [f"{path}::{name} does not exist" for path, name in TEST.findall(text) if name not in _tests(path)]
    return gone + [f"nothing holds: {what}" for what, held in ROW.findall(text) if len(held.strip()) < 20]


def _tests(path: str) -> set[str]:
    file = Path(path)
    if not file.is_file():
        return set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def _says(document: Path, text: str) -> bool:
    return document.is_file() and document.read_text(encoding="utf-8") == text


def _handbook(page: Path) -> str:
    """Give a help page as a document: with its title, without keys and links that only the portal has."""
    source = page.read_text(encoding="utf-8")
    head = tomllib.loads(HEAD.search(source)[1])
    body = LINK.sub(r"\1", KEY.sub(r"\1", HEAD.sub("", source))).replace("../../../static/", "../static/")
    return f"# {head['title']}\n\n{head['standfirst']}\n{body}"


def _fresh(text: str) -> str:
    from moderation.registry import workflows

    for workflow in workflows():
        begin = BEGIN.format(workflow.name)
        if begin not in text:
            return f"{begin} is missing"
        before, rest = text.split(begin, 1)
        _old, after = rest.split(END, 1)
        text = f"{before}{begin}\n{_table(workflow)}\n{END}{after}"
    return text


def _table(workflow) -> str:  # noqa: ANN001
    rows = ["| move | from | to | who | what must hold | words |", "|---|---|---|---|---|---|"]
    for move in workflow.moves:
        target = move.target if isinstance(move.target, str) else " or ".join(move.targets)
        who = ", ".join(_name(party) for party in move.who) or "nobody: it happens by itself"
        guards = ", ".join(guard.__name__.replace("_", " ") for guard in move.guards) or "–"
        sources = ", ".join(move.sources)
        rows.append(f"| {move.name} | {sources} | {target} | {who} | {guards} | {move.say} |")
    return "\n".join(rows)


def _name(party) -> str:  # noqa: ANN001
    return getattr(party, "label", None) or party.__name__.replace("_", " ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
