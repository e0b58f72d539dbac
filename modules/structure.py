"""What is the same in every language: the order of the guide, Annex I, topics, tools and references."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from modules.front_matter import Table, read_toml

FILE: Final = "structure.toml"
KINDS: Final = ("wco_tool", "reference")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*$")
_RESOURCE_KEY = re.compile(r"[A-Za-z0-9]+(?:-[a-z0-9]+)*$")
# Documented case studies: the library knows them, the guide only says where they belong.
_CASE = re.compile(r"CS-\d{2}$")


@dataclass(frozen=True, slots=True)
class Bilingual:
    en: str
    fr: str


@dataclass(frozen=True, slots=True)
class AnnexBullet:
    """One bullet of Annex I, in the note's words and in French."""

    code: str
    module: str
    words: Bilingual


@dataclass(frozen=True, slots=True)
class SectionPlan:
    key: str
    module: str
    number: str
    position: int
    annex: tuple[str, ...]
    references: tuple[str, ...]
    tools: tuple[str, ...]

    @property
    def resources(self) -> tuple[str, ...]:
        """The keys of the tools and references beside it, without case studies."""
        return tuple(key for key in (*self.tools, *self.references) if not _CASE.match(key))


@dataclass(frozen=True, slots=True)
class ModulePlan:
    key: str
    number: int
    sections: tuple[SectionPlan, ...]


@dataclass(frozen=True, slots=True)
class TopicPlan:
    code: str
    module: str
    name: Bilingual
    covers: Bilingual


@dataclass(frozen=True, slots=True)
class ResourcePlan:
    key: str
    kind: str
    name: Bilingual
    about: Bilingual
    url: str


@dataclass(frozen=True, slots=True)
class Structure:
    """An edition before its words."""

    number: str
    date: dt.date
    note: str
    note_fr: str
    modules: tuple[ModulePlan, ...]
    annex: tuple[AnnexBullet, ...]
    topics: tuple[TopicPlan, ...]
    resources: tuple[ResourcePlan, ...]

    @property
    def sections(self) -> list[SectionPlan]:
        return [section for module in self.modules for section in module.sections]


def read_structure(folder: Path) -> Structure:
    """Read and check ``structure.toml``; raise ``ContentError`` on the first fault."""
    table = read_toml(folder / FILE)
    table.allow("number", "date", "note", "note_fr", "annex", "module", "topic", "resource")
    number = table.text("number", 12)
    if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)*", number):
        raise table.error("number", "“number” must be written like 1 or 4.2.")
    date: dt.date = table.value("date", dt.date, "a date such as 2026-11-24")
    _once(table.tables("resource", 0, 200), "key")
    resources = [_resource(entry) for entry in table.tables("resource", 0, 200)]
    annex = [_bullet(entry) for entry in _named_tables(table, "annex")]
    known = _Known(frozenset(bullet.code for bullet in annex), frozenset(r.key for r in resources))
    module_tables = table.tables("module", 1, 20)
    modules = [_module(entry, at, known) for at, entry in enumerate(module_tables, start=1)]
    topics = [_topic(entry) for entry in table.tables("topic", 0, 40)]
    _once(module_tables, "key")
    _once([section for entry in module_tables for section in entry.tables("section", 1, 40)], "key")
    _once(table.tables("topic", 0, 40), "code")
    _known_modules([*_named_tables(table, "annex"), *table.tables("topic", 0, 40)], [m.key for m in modules])
    return Structure(
        number,
        date,
        table.text("note"),
        table.optional_text("note_fr", 1_000),
        tuple(modules),
        tuple(annex),
        tuple(topics),
        tuple(resources),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    annex: frozenset[str]
    resources: frozenset[str]


def _named_tables(table: Table, key: str) -> list[Table]:
    entries = table.table(key)
    return [entries.table(name) for name in entries.values]


def _bullet(entry: Table) -> AnnexBullet:
    entry.allow("module", "en", "fr")
    return AnnexBullet(
        str(entry.place[-1]), entry.text("module"), Bilingual(entry.text("en"), entry.text("fr"))
    )


def _module(entry: Table, number: int, known: _Known) -> ModulePlan:
    entry.allow("key", "section")
    key = _slug(entry)
    sections = [
        _section(section, key, number, position, known)
        for position, section in enumerate(entry.tables("section", 1, 40), start=1)
    ]
    return ModulePlan(key, number, tuple(sections))


def _section(entry: Table, module: str, number: int, position: int, known: _Known) -> SectionPlan:
    entry.allow("key", "annex", "references", "tools")
    for key in ("references", "tools"):
        for name in entry.texts(key, 0, 40):
            if name not in known.resources and not _CASE.match(name):
                raise entry.error(key, f"There is no tool or reference “{name}”.")
    annex = entry.texts("annex", 0, 20)
    if unknown := [code for code in annex if code not in known.annex]:
        raise entry.error("annex", f"Annex I has no bullet “{unknown[0]}”.")
    return SectionPlan(
        _slug(entry),
        module,
        f"{number}.{position}",
        position,
        annex,
        entry.texts("references", 0, 40),
        entry.texts("tools", 0, 40),
    )


def _topic(entry: Table) -> TopicPlan:
    entry.allow("code", "module", "name_en", "name_fr", "covers_en", "covers_fr")
    return TopicPlan(
        entry.text("code", 8), entry.text("module"), _both(entry, "name", 200), _both(entry, "covers")
    )


def _resource(entry: Table) -> ResourcePlan:
    entry.allow("key", "kind", "name_en", "name_fr", "about_en", "about_fr", "url")
    key = entry.text("key", 40)
    if not _RESOURCE_KEY.match(key):
        raise entry.error("key", f"“{key}” cannot be a key: use letters, digits and hyphens.")
    kind = entry.text("kind")
    if kind not in KINDS:
        raise entry.error("kind", f"“kind” must be one of {', '.join(KINDS)}.")
    url = entry.optional_text("url", 500)
    if url and not re.match(r"https?://[^\s<>\"]+$", url):
        raise entry.error("url", "“url” must be a complete address of the web.")
    return ResourcePlan(key, kind, _both(entry, "name", 200), _both(entry, "about", 300), url)


def _both(entry: Table, name: str, most: int = 1_000) -> Bilingual:
    return Bilingual(entry.text(f"{name}_en", most), entry.text(f"{name}_fr", most))


def _slug(entry: Table) -> str:
    key = entry.text("key", 60)
    if not _SLUG.match(key):
        raise entry.error("key", f"“{key}” cannot be a key: use small letters, digits and hyphens.")
    return key


def _once(entries: Iterable[Table], key: str) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.text(key)
        if name in seen:
            raise entry.error(key, f"“{name}” stands here a second time.")
        seen.add(name)


def _known_modules(entries: Sequence[Table], keys: Sequence[str]) -> None:
    for entry in entries:
        if entry.text("module") not in keys:
            raise entry.error("module", f"There is no module “{entry.text('module')}”.")


def sections_by_bullet(structure: Structure) -> Mapping[str, list[SectionPlan]]:
    """Say which sections treat each bullet of Annex I; a bullet without one has an empty list."""
    return {
        bullet.code: [section for section in structure.sections if bullet.code in section.annex]
        for bullet in structure.annex
    }
