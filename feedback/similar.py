"""Which remarks say much the same: worked out for the page that shows them, and kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from feedback.models import Feedback
from search.words import family, forms, is_stop_word, words

# So many stems in common, and so large a part of the shorter one.
LEAST_COMMON = 3
LEAST_PART = 0.34


def stems_of(remark: Feedback) -> frozenset[str]:
    """Give the stems of a remark without the words that say nothing."""
    kin = family(remark.language)
    said = (word.spelt for word in words(remark.words) if not is_stop_word(word.spelt, kin))
    return frozenset(form for spelt in said for form in forms(spelt, kin)[:1])


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    common = len(one & other)
    return common >= LEAST_COMMON and common >= LEAST_PART * min(len(one), len(other))


def similar_to(remark: Feedback, others: Iterable[Feedback]) -> list[Feedback]:
    """Give those of the others, about the same place, that say much the same."""
    own, place = stems_of(remark), _place(remark)
    return [
        other
        for other in others
        if other.pk != remark.pk and _place(other) == place and alike(own, stems_of(other))
    ]


def together(remarks: Sequence[Feedback]) -> list[tuple[Feedback, int]]:
    """Put similar remarks behind one another, each with how many others are like it; places stay in order."""
    stems = {remark.pk: stems_of(remark) for remark in remarks}
    kin = {
        one.pk: [
            other.pk
            for other in remarks
            if other.pk != one.pk and _place(other) == _place(one) and alike(stems[one.pk], stems[other.pk])
        ]
        for one in remarks
    }
    by_pk, taken, ordered = {remark.pk: remark for remark in remarks}, set[int](), list[Feedback]()
    for place in dict.fromkeys(map(_place, remarks)):
        for remark in remarks:
            if _place(remark) == place and remark.pk not in taken:
                group = [remark.pk, *(pk for pk in kin[remark.pk] if pk not in taken)]
                taken.update(group)
                ordered.extend(by_pk[pk] for pk in group)
    return [(remark, len(kin[remark.pk])) for remark in ordered]


def here(remark: Feedback) -> str:
    """Give the key of its section as it is called today, where the query asked for it."""
    found: str = getattr(remark, "here", remark.section_key)
    return found


def _place(remark: Feedback) -> tuple[str, str]:
    return here(remark), remark.case_slug
