"""What an edition says beside what it was made from: sections, introductions, facilitators' notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from moderation.states import Tone, Words
from modules.dressing import SOURCE
from modules.models import Change, Edition, FacilitatorNote, Module, ModuleText, Section, SectionText, Written


class Standing(StrEnum):
    """How a section's text in one language stands."""

    MISSING = "missing"
    BEHIND = "behind"
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


STANDINGS: dict[Standing, tuple[Words, Tone]] = {
    Standing.MISSING: (_("Missing"), Tone.BAD),
    Standing.BEHIND: (_("Behind the English text"), Tone.WAIT),
    Standing.NEW: (_("New"), Tone.INFO),
    Standing.CHANGED: (_("Changed"), Tone.INFO),
    Standing.SAME: (_("As it was"), Tone.DRAFT),
}


@dataclass(slots=True, kw_only=True)
class Compared:
    """Words of an edition in every language, beside those they were made from."""

    edition: Edition
    texts: Mapping[str, Written]
    old_texts: Mapping[str, Written]
    changes: list[Change] = field(default_factory=list)
    approved: frozenset[tuple[str, str]] = frozenset()

    of: ClassVar[type[Written]]
    # What the names of its addresses begin with.
    route: ClassVar[str] = "desk_"
    # Whether readers are owed a note when it changes.
    is_told: ClassVar[bool] = True

    @property
    def key(self) -> str:
        raise NotImplementedError

    @property
    def number(self) -> str:
        raise NotImplementedError

    @property
    def title(self) -> str:
        raise NotImplementedError

    @property
    def url(self) -> str:
        raise NotImplementedError

    def address(self, name: str, *more: object) -> str:
        return reverse(f"modules:{self.route}{name}", args=[self.edition.reference, self.key, *more])

    def write_url(self, language: str) -> str:
        return self.address("write", language)

    @property
    def changes_url(self) -> str:
        """Where readers are told of a change of it; its notes stand beneath."""
        return self.address("change_new")

    def standing(self, language: str) -> Standing:
        text, old = self.texts.get(language), self.old_texts.get(language)
        source = self.texts.get(SOURCE)
        if text is None:
            return Standing.MISSING
        if source is not None and text.translated_from != source.sha256:
            return Standing.BEHIND
        if old is None:
            return Standing.NEW
        return Standing.SAME if old.sha256 == text.sha256 else Standing.CHANGED

    def is_approved(self, language: str) -> bool:
        """Whether a language reviewer approved exactly these words."""
        text = self.texts.get(language)
        return text is not None and (language, text.sha256) in self.approved

    @property
    def changed(self) -> bool:
        """Whether it says something else than before in one of the official languages."""
        return any(
            _sha(self.old_texts.get(language)) != _sha(self.texts.get(language))
            for language in settings.OFFICIAL_LANGUAGES
        )


@dataclass(slots=True, kw_only=True)
class ComparedSection(Compared):
    """One section of an edition, with what it was made from."""

    section: Section
    old: Section | None
    resources: frozenset[str] = frozenset()
    old_resources: frozenset[str] = frozenset()

    of = SectionText

    @property
    def key(self) -> str:
        return self.section.key

    @property
    def number(self) -> str:
        return f"{self.section.module.number}.{self.section.number}"

    @property
    def title(self) -> str:
        return getattr(self.texts.get(SOURCE), "title", "") or self.section.key

    @property
    def url(self) -> str:
        return self.address("section")

    @property
    def moved(self) -> bool:
        """Whether it has another key or stands in another module than before."""
        return self.old is not None and (
            self.old.key != self.section.key or self.old.module.key != self.section.module.key
        )

    @property
    def referred(self) -> bool:
        """Whether it refers to other tools and references than before."""
        return self.old is not None and (
            self.old_resources != self.resources or set(self.old.references) != set(self.section.references)
        )

    @property
    def changed(self) -> bool:
        """Whether readers of the official languages are owed a note."""
        reworded = any(
            self.old_texts[language].sha256 != self.texts[language].sha256
            for language in settings.OFFICIAL_LANGUAGES
            if language in self.texts and language in self.old_texts
        )
        added = set(self.section.predecessors) - set(self.old.predecessors if self.old else ())
        return self.old is None or reworded or self.moved or self.referred or bool(added)


@dataclass(slots=True, kw_only=True)
class ComparedIntroduction(Compared):
    """The introduction of a module."""

    module: Module

    of = ModuleText
    route = "desk_module_"

    @property
    def key(self) -> str:
        return self.module.key

    @property
    def number(self) -> str:
        return str(self.module.number)

    @property
    def title(self) -> str:
        return getattr(self.texts.get(SOURCE), "title", "") or self.module.key

    @property
    def url(self) -> str:
        return reverse("modules:desk_module", args=[self.edition.reference, self.key])


@dataclass(slots=True, kw_only=True)
class ComparedGuidance(Compared):
    """The facilitators' notes of a section."""

    section: ComparedSection

    of = FacilitatorNote
    route = "desk_guidance_"
    is_told = False

    @property
    def key(self) -> str:
        return self.section.key

    @property
    def number(self) -> str:
        return self.section.number

    @property
    def title(self) -> str:
        return self.section.title

    @property
    def url(self) -> str:
        return reverse("modules:desk_guidance", args=[self.edition.reference, self.key])


@dataclass(frozen=True, slots=True)
class Whole:
    """Every text of an edition in order."""

    sections: list[ComparedSection]
    introductions: list[ComparedIntroduction]
    guidance: list[ComparedGuidance]

    def __iter__(self) -> Iterator[Compared]:
        return chain(self.introductions, self.sections, self.guidance)

    @property
    def told(self) -> list[Compared]:
        """Give what readers see: they are owed a note where it changes."""
        return [*self.introductions, *self.sections]


def _sha(text: Written | None) -> str:
    return text.sha256 if text else ""
