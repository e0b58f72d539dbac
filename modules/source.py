"""The files of an edition, read and checked: what comes out of here can be loaded as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from modules.bodies import Block, check_prose, read_blocks
from modules.front_matter import ContentError, Page, Table, read_page
from modules.structure import FILE, Structure, read_structure

CONTENT: Final = Path(__file__).parent / "content" / "edition-1"
NOTES: Final = "facilitators"
MODULE_FILE: Final = "module.md"
# Part of the fingerprint. Raise it when the same files give other HTML, plain text or numbers.
RENDERING: Final = b"1"
Key = tuple[str, str]
"""A module or section key and a language."""


@dataclass(frozen=True, slots=True)
class ModuleWords:
    title: str
    also_known_as: str
    question: str
    standfirst: str
    brief: tuple[str, ...]
    objectives: tuple[str, ...]
    audience: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Decision:
    title: str
    decide: str
    delegate: str
    cannot: str


@dataclass(frozen=True, slots=True)
class Question:
    ask: str
    good: str
    warning: str


@dataclass(frozen=True, slots=True)
class Pitfall:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SectionWords:
    title: str
    message: str
    decision: Decision | None
    questions: tuple[Question, ...]
    pitfalls: tuple[Pitfall, ...]
    body: str
    blocks: tuple[Block, ...]
    head: Table


@dataclass(frozen=True, slots=True)
class NoteWords:
    objectives: tuple[str, ...]
    minutes: int
    activity: str
    discussion: tuple[str, ...]
    collect: str
    if_short: str
    background: str


@dataclass(frozen=True, slots=True)
class Guide:
    """An edition as its files say: official languages complete, other languages as far as they go."""

    structure: Structure
    modules: dict[Key, ModuleWords]
    sections: dict[Key, SectionWords]
    notes: dict[Key, NoteWords]
    sha256: str


def read_guide(folder: Path = CONTENT) -> Guide:
    """Read and check every file of an edition; raise ``ContentError`` on the first fault."""
    structure = read_structure(folder)
    guide = Guide(structure, {}, {}, {}, fingerprint(folder))
    for language in _languages(folder):
        _refuse_strays(folder / language, structure)
        _read_language(folder / language, language, guide)
    _check_agreement(guide)
    return guide


def fingerprint(folder: Path) -> str:
    """Give a SHA-256 over the names and contents of all files of the edition."""
    digest = hashlib.sha256(RENDERING)
    for file in sorted([folder / FILE, *folder.rglob("*.md")]):
        name = file.relative_to(folder).as_posix().encode()
        data = file.read_bytes()
        digest.update(b"%d %s %d " % (len(name), name, len(data)) + data)
    return digest.hexdigest()


def _languages(folder: Path) -> list[str]:
    found = sorted(entry.name for entry in folder.iterdir() if entry.is_dir())
    for name in found:
        if name not in dict(settings.LANGUAGES):
            raise ContentError(folder / name, 1, f"“{name}” is not a language of the portal.")
    return [
        *settings.OFFICIAL_LANGUAGES,
        *(name for name in found if name not in settings.OFFICIAL_LANGUAGES),
    ]


def _refuse_strays(folder: Path, structure: Structure) -> None:
    """Refuse files that nobody would read: most often a misspelt key."""
    expected = {folder / module.key / MODULE_FILE for module in structure.modules}
    for section in structure.sections:
        expected.add(folder / section.module / f"{section.key}.md")
        expected.add(folder / NOTES / section.module / f"{section.key}.md")
    for file in sorted(folder.rglob("*.md")):
        if file not in expected:
            raise ContentError(file, 1, f"{FILE} names no module or section for this file.")


def _read_language(folder: Path, language: str, guide: Guide) -> None:
    """Read what there is; in an official language every file must be there."""
    must = language in settings.OFFICIAL_LANGUAGES
    keys = frozenset(section.key for section in guide.structure.sections)
    for module in guide.structure.modules:
        if (file := folder / module.key / MODULE_FILE).is_file() or must:
            guide.modules[module.key, language] = _module(read_page(file))
        for section in module.sections:
            name = f"{section.key}.md"
            if (file := folder / module.key / name).is_file() or must:
                guide.sections[section.key, language] = _section(read_page(file), keys)
            if (file := folder / NOTES / module.key / name).is_file() or must:
                guide.notes[section.key, language] = _note(read_page(file))


def _module(page: Page) -> ModuleWords:
    head = page.head
    head.allow("title", "also_known_as", "question", "standfirst", "brief", "objectives", "audience")
    check_prose(page)
    return ModuleWords(
        title=head.text("title", 160),
        also_known_as=head.text("also_known_as", 160),
        question=head.text("question", 110),
        standfirst=head.text("standfirst", 260),
        brief=head.texts("brief", 3, 3, each=200),
        objectives=head.texts("objectives", 3, 4),
        audience=head.text("audience"),
        purpose=page.body.strip(),
    )


def _section(page: Page, keys: Container[str]) -> SectionWords:
    head = page.head
    head.allow("title", "message", "decision", "questions", "pitfalls")
    blocks = read_blocks(page, keys)
    if not 3 <= len(blocks) <= 6:  # noqa: PLR2004 - the length of a section
        raise ContentError(
            head.file, page.first_line, f"A section has 3 to 6 paragraphs; this one has {len(blocks)}."
        )
    return SectionWords(
        title=head.text("title", 70),
        message=head.text("message", 140),
        decision=_decision(head.table("decision")) if "decision" in head.values else None,
        questions=tuple(_question(entry) for entry in head.tables("questions", 2, 3)),
        pitfalls=tuple(_pitfall(entry) for entry in head.tables("pitfalls", 2, 3)),
        body=page.body.strip(),
        blocks=blocks,
        head=head,
    )


def _decision(entry: Table) -> Decision:
    entry.allow("title", "decide", "delegate", "cannot")
    return Decision(
        entry.text("title", 160), entry.text("decide"), entry.text("delegate"), entry.text("cannot")
    )


def _question(entry: Table) -> Question:
    entry.allow("ask", "good", "warning")
    ask = entry.text("ask")
    # The Arabic mark is a sign of its own.
    if not ask.endswith(("?", "؟")):
        raise entry.error("ask", "“ask” must end with a question mark.")
    return Question(ask, entry.text("good"), entry.text("warning"))


def _pitfall(entry: Table) -> Pitfall:
    entry.allow("title", "text")
    return Pitfall(entry.text("title", 160), entry.text("text"))


def _note(page: Page) -> NoteWords:
    head = page.head
    head.allow("objectives", "minutes", "activity", "discussion", "collect", "if_short")
    check_prose(page)
    return NoteWords(
        objectives=head.texts("objectives", 1, 4),
        minutes=head.number("minutes", 15, 40),
        activity=head.text("activity"),
        discussion=head.texts("discussion", 2, 3),
        collect=head.text("collect"),
        if_short=head.text("if_short"),
        background=page.body.strip(),
    )


def _check_agreement(guide: Guide) -> None:
    """Every language has the same blocks, questions and pitfalls, so that numbers mean the same."""
    first = settings.OFFICIAL_LANGUAGES[0]
    for (key, language), words in guide.sections.items():
        original = guide.sections[key, first]
        for what, reason in _disagreements(words, original, f"the text in “{first}”"):
            line = words.blocks[0].line if what == "blocks" else words.head.error(what, "").line
            raise ContentError(words.head.file, line, f"{reason} (language “{language}”).")


def _disagreements(words: SectionWords, original: SectionWords, other: str) -> Iterator[tuple[str, str]]:
    for what, name in (("blocks", "paragraphs"), ("questions", "questions"), ("pitfalls", "pitfalls")):
        here, there = len(getattr(words, what)), len(getattr(original, what))
        if here != there:
            yield what, f"This text has {here} {name} and {other} has {there}"
    if [block.kind for block in words.blocks] != [block.kind for block in original.blocks]:
        yield "blocks", f"The list stands at another place than in {other}"
    if (words.decision is None) != (original.decision is None):
        yield "decision", f"Only one of this text and {other} has a decision"
