"""The titles of case studies, for lists that know only their short names."""

from __future__ import annotations

from collections.abc import Sequence

from casestudies.library import best_text, with_texts
from casestudies.models import CaseStudy
from members.people import Person
from modules.registry import Title


def titles(keys: Sequence[str], language: str, person: Person) -> dict[str, Title]:
    """Give title and address of those that this person may read; two queries."""
    cases = with_texts(CaseStudy.objects.visible_to(person).filter(slug__in=keys), language)
    found = [(case, best_text(case, language)) for case in cases]
    return {case.slug: Title(text.title, case.get_absolute_url(), text.language) for case, text in found}
