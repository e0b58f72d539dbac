"""The guide as a publication: editions, what they hold, and what changed in them and why."""

from modules.models.changes import (
    Change,
    Citation,
    CitationQuerySet,
    ReviewLanguage,
    SectionCare,
    Significance,
)
from modules.models.editions import Approval, Edition, EditionQuerySet, Tabling
from modules.models.guide import (
    FacilitatorNote,
    Module,
    ModuleText,
    ReadingMark,
    Resource,
    Section,
    SectionText,
    Topic,
    Written,
    reading_languages,
    section_address,
)

__all__ = [
    "Approval",
    "Change",
    "Citation",
    "CitationQuerySet",
    "Edition",
    "EditionQuerySet",
    "FacilitatorNote",
    "Module",
    "ModuleText",
    "ReadingMark",
    "Resource",
    "ReviewLanguage",
    "Section",
    "SectionCare",
    "SectionText",
    "Significance",
    "Tabling",
    "Topic",
    "Written",
    "reading_languages",
    "section_address",
]
