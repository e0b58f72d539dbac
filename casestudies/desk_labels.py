"""Names for what the desk shows and filters by: regions, topics, modules, sections and case officers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import get_language

from casestudies.choices import AUDIENCES_AT_DESK
from members.models import Region, User
from members.roles import Role
from modules.models import Edition, ModuleText, SectionText, Topic, reading_languages, section_address

TEXT: CharField[str, str] = CharField(max_length=200)
Rows = QuerySet[Any, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Name:
    """One thing with its name; ``parent`` is the module of a topic or section, an officer's administration."""

    code: str
    name: str
    parent: str = ""
    number: str = ""


@dataclass(slots=True)
class DeskLabels:
    """Every name a page of the desk needs, by kind and code, in order."""

    region: dict[str, Name] = field(default_factory=dict)
    topic: dict[str, Name] = field(default_factory=dict)
    module: dict[str, Name] = field(default_factory=dict)
    section: dict[str, Name] = field(default_factory=dict)
    officer: dict[str, Name] = field(default_factory=dict)

    def modules_of(self, topics: Iterable[str]) -> list[str]:
        """Give the numbers of the modules that these topics belong to, each once."""
        keys = dict.fromkeys(self.topic[code].parent for code in topics if code in self.topic)
        return sorted(self.module[key].number for key in keys if key in self.module)

    def topics_of(self, module: str) -> list[str]:
        return [topic.code for topic in self.topic.values() if topic.parent == module]

    def choices(self) -> dict[str, list[tuple[Any, Any]]]:
        """Give the choices of those of the story's fields that are rows of the guide, or that the desk says anew."""
        sections = [(name.code, f"{name.number} {name.name}") for name in self.section.values()]
        return {
            "topics": [(name.code, name.name) for name in self.topic.values()],
            "sections": sections,
            "audience": AUDIENCES_AT_DESK,
        }

    def section_links(self, keys: Iterable[str]) -> list[tuple[str, str]]:
        """Give ``(address, "3.2 Title")`` for these sections, in the given order."""
        found = [self.section[key] for key in keys if key in self.section]
        return [(section_address(name.parent, name.code), f"{name.number} {name.name}") for name in found]

    def colleagues(self, administration: int | None, holder: int | None) -> list[tuple[str, str]]:
        """Give the case officers to whom a submission can be given: not its holder, nobody who acts for it."""
        own = str(administration or "")
        return [
            (name.code, name.name)
            for name in self.officer.values()
            if name.code != str(holder or "") and not (own and name.parent == own)
        ]


def desk_labels(*, sections: bool = False) -> DeskLabels:
    """Read every name in one query; sections only where a text is shown."""
    wanted = reading_languages(get_language() or "en")
    parts = [_regions(), _topics(), _modules(wanted), _officers(), *([_sections(wanted)] if sections else [])]
    first, *others = parts
    rows = list(first.union(*others, all=True))
    # Of two languages the better one comes first, and stays.
    rows.sort(key=lambda row: (row[5], row[6], wanted.index(row[4]) if row[4] else 0, row[1]))
    labels = DeskLabels()
    for kind, code, name, parent, _language, position, number in rows:
        shown = f"{position}.{number}" if kind == "section" else str(position)
        getattr(labels, kind).setdefault(code, Name(code, name, parent, shown))
    return labels


# Each gives kind, code, name, parent, language, position, number: the columns of the union.


def _regions() -> Rows:
    return Region.objects.order_by().values_list(
        _word("region"), "code", _named(), _word(), _word(), "position", _zero()
    )


def _topics() -> Rows:
    return Topic.objects.order_by().values_list(
        _word("topic"), "code", _named(), "module_key", _word(), _zero(), _zero()
    )


def _modules(wanted: list[str]) -> Rows:
    texts = ModuleText.objects.filter(module__edition__in=Edition.objects.current(), language__in=wanted)
    return texts.order_by().values_list(
        _word("module"), "module__key", "title", _word(), "language", "module__number", _zero()
    )


def _sections(wanted: list[str]) -> Rows:
    texts = SectionText.objects.filter(section__edition__in=Edition.objects.current(), language__in=wanted)
    return texts.order_by().values_list(
        _word("section"),
        "section__key",
        "title",
        "section__module__key",
        "language",
        "section__module__number",
        "section__number",
    )


def _officers() -> Rows:
    officers = User.objects.filter(is_active=True, roles_held__role=Role.CASE_OFFICER)
    administration = Coalesce(Cast("administration", TEXT), _word())
    return officers.order_by().values_list(
        _word("officer"), Cast("pk", TEXT), "full_name", administration, _word(), _zero(), _zero()
    )


def _word(text: str = "") -> Value:
    return Value(text, output_field=TEXT)


def _zero() -> Value:
    return Value(0, output_field=IntegerField())


def _named() -> str:
    return "name_fr" if (get_language() or "").startswith("fr") else "name_en"
