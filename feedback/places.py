"""What a remark can be about: a section of the current edition, or a case study."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from casestudies.library import entries, with_texts
from casestudies.models import CaseStudy
from members.people import Person
from modules.choices import section_links
from modules.models import Edition, Section, section_address


@dataclass(frozen=True, slots=True)
class Place:
    """Where a remark belongs, and what readers call it."""

    title: str
    address: str
    edition: str = ""
    module_key: str = ""
    section_key: str = ""
    case_slug: str = ""
    # The numbers that its paragraphs have, if it has any.
    paragraphs: range = range(0)

    @property
    def key(self) -> str:
        return self.section_key or self.case_slug


def section_place(key: str) -> Place:
    """Give a section of the current edition; raises ``Http404`` where there is none."""
    sections = Section.objects.filter(edition__in=Edition.objects.current(), key=key)
    section = sections.select_related("module", "edition").first()
    if section is None:
        raise Http404
    return place_of(section)


def place_of(section: Section) -> Place:
    links = section_links([section.key])
    first = section.first_paragraph
    return Place(
        title=links[0][1] if links else section.key,
        address=section_address(section.module.key, section.key),
        edition=section.edition.number,
        module_key=section.module.key,
        section_key=section.key,
        paragraphs=range(first, first + section.paragraphs),
    )


def case_place(slug: str, person: Person, language: str) -> Place:
    """Give a case study that this reader may read; raises ``Http404`` for any other."""
    found = entries(with_texts(CaseStudy.objects.visible_to(person).filter(slug=slug), language), language)
    if not found:
        raise Http404
    entry = found[0]
    return Place(
        title=entry.text.title[:200],
        address=entry.case.get_absolute_url(),
        module_key=entry.case.module_key,
        case_slug=slug,
    )
