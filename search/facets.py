"""Filters of a result: what can be chosen, and how many things each choice would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from search.filtering import NAMES, Chosen
from search.ranking import Candidate

SHORT_LIST: Final = 8

Labels = Callable[[], Iterable[tuple[str, str]]]
_registered: dict[str, Labels] = {}


@dataclass(frozen=True, slots=True)
class Choice:
    """One box to tick; ``count`` is unknown when there were too many results to count."""

    value: str
    label: str
    count: int | None
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    choices: tuple[Choice, ...]

    @property
    def is_open(self) -> bool:
        """Whether it shows its choices at first: a short list, or one in which something is chosen."""
        return len(self.choices) <= SHORT_LIST or any(choice.chosen for choice in self.choices)


def register_labels(name: str, labels: Labels) -> None:
    """Have the choices of ``module``, ``region`` or ``topic`` named, in this order.

    ``labels`` is called once a page in the reader's language and gives (value, name) pairs; a choice
    without results is shown, and cannot be ticked.
    """
    _registered[name] = labels


def title_of(name: str) -> str:
    return {
        "kind": _("Kind"),
        "module": _("Module"),
        "region": _("Region"),
        "topic": _("Topic"),
        "language": _("Language"),
        "year": _("Year"),
    }[name]


def kinds() -> dict[str, str]:
    return {
        "module": _("Modules of the guide"),
        "section": _("Sections of the guide"),
        "case_study": _("Case studies"),
    }


def kind_name(kind: str) -> str:
    """Name what one hit is, in the singular."""
    names = {
        "module": _("Module of the guide"),
        "section": _("Section of the guide"),
        "case_study": _("Case study"),
    }
    return names.get(kind, kind)


def language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return code


def all_labels() -> dict[str, dict[str, str]]:
    """Give the names of the choices that are known beforehand."""
    return {"kind": kinds()} | {name: dict(labels()) for name, labels in _registered.items()}


def known(chosen: Chosen, candidates: Iterable[Candidate], labels: Mapping[str, Mapping[str, str]]) -> Chosen:
    """Drop what nobody offered: values that are neither named nor found."""
    found = list(candidates)
    offered = {
        n: set(labels.get(n, ())) | {v for c in found for v in values(c, n)} for n in NAMES if chosen.get(n)
    }
    kept = {name: [value for value in chosen[name] if value in offered[name]] for name in offered}
    return {name: chosen_values for name, chosen_values in kept.items() if chosen_values}


def values(candidate: Candidate, name: str) -> tuple[str, ...]:
    """Give a row's values of a facet."""
    if name == "topic":
        return candidate.topics
    value = getattr(candidate, name)
    return (str(value),) if value else ()


def narrowed(candidates: Iterable[Candidate], chosen: Chosen, *, without: str = "") -> list[Candidate]:
    """Keep the rows that have one of the chosen values of each facet."""
    filters = [(name, set(wanted)) for name, wanted in chosen.items() if name != without]
    return [c for c in candidates if all(not wanted.isdisjoint(values(c, name)) for name, wanted in filters)]


def counted(
    candidates: Sequence[Candidate],
    chosen: Chosen,
    labels: Mapping[str, Mapping[str, str]],
    *,
    complete: bool,
) -> list[Facet]:
    """Count each facet's choices under the other facets' filters; a facet with nothing to choose is left out."""
    facets = [_facet(name, candidates, chosen, labels.get(name, {}), complete=complete) for name in NAMES]
    return [facet for facet in facets if facet.choices]


def _facet(
    name: str, candidates: Sequence[Candidate], chosen: Chosen, labels: Mapping[str, str], *, complete: bool
) -> Facet:
    things = {
        (value, c.thing) for c in narrowed(candidates, chosen, without=name) for value in values(c, name)
    }
    counts = Counter(value for value, _thing in things)
    ticked = chosen.get(name, ())
    unnamed = sorted(
        {value for c in candidates for value in values(c, name)} - set(labels), reverse=name == "year"
    )
    choices = (
        Choice(value, label_of(name, value, labels), counts[value] if complete else None, value in ticked)
        for value in [*labels, *unnamed]
    )
    return Facet(name, title_of(name), tuple(choices))


def label_of(name: str, value: str, labels: Mapping[str, str]) -> str:
    return labels.get(value) or (language_name(value) if name == "language" else value)
