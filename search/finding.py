"""Finds what somebody may read, by what he typed.

Tried in this order until something is found: texts with every word; texts whose word begins like the
last one typed; texts with any of the words. One thing shows once, in the reader's language where that
has the words. At most eleven queries, and those of the registered lists of names, whatever the size of the
index; three where a frequent word is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.core.paginator import Page, Paginator

from search import facets, snippets, vocabulary
from search.facets import Facet
from search.filtering import NAMES, Chosen, narrow
from search.fulltext import Clauses
from search.models import Entry, EntryQuerySet
from search.query import Query
from search.ranking import CANDIDATES, Candidate, ranked
from search.snippets import Part
from search.words import family

PAGE: Final = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """One found thing, as it is shown."""

    kind: str
    key: str
    language: str
    address: str
    title: Sequence[Part]
    snippet: Sequence[Part]
    byline: str
    kind_label: str
    module_label: str
    region_label: str
    year: int | None
    right_to_left: bool
    languages: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Results:
    """What was found: ``capped`` when there was more than is counted, ``loosened`` when only some words match."""

    query: str
    page: Page[Candidate]
    hits: Sequence[Hit] = ()
    facets: Sequence[Facet] = ()
    chosen: Chosen = field(default_factory=dict)
    without_filters: int = 0
    capped: bool = False
    loosened: bool = False
    suggestion: str = ""

    @property
    def most(self) -> int:
        """How many are counted; beyond it only that there are more is said."""
        return CANDIDATES

    @property
    def total(self) -> int:
        return int(self.page.paginator.count)


@dataclass(frozen=True, slots=True)
class _Found:
    """What matched before any filter, and what has to be asked to find it again."""

    candidates: Sequence[Candidate]
    clauses: Clauses
    loosened: bool = False

    @property
    def capped(self) -> bool:
        return len(self.candidates) > CANDIDATES


def find(
    text: str, language: str, audiences: Iterable[str], chosen: Chosen | None = None, page: int = 1
) -> Results:
    """Give one page of what somebody in these audiences finds; any text is an acceptable query."""
    query = Query.read(text)
    if not query.words:
        return Results(query.text.strip(), _pages([], 1))
    entries = Entry.objects.visible_to(audiences)
    found = _found(entries, query, language)
    labels = facets.all_labels()
    kept = (chosen or {}) if found.capped else facets.known(chosen or {}, found.candidates, labels)
    rows = _filtered(entries, query, found, kept, language)
    shown = _pages(_once(rows), page)
    nothing = not found.candidates or found.loosened
    return Results(
        query=query.text.strip(),
        page=shown,
        hits=_hits(entries, list(shown), query, labels),
        facets=facets.counted(found.candidates, kept, labels, complete=not found.capped)
        if found.candidates
        else (),
        chosen=kept,
        without_filters=len(_once(found.candidates)),
        capped=len(rows) > CANDIDATES,
        loosened=found.loosened,
        suggestion=_suggestion(query, language, audiences) if nothing else "",
    )


def _found(entries: EntryQuerySet, query: Query, language: str) -> _Found:
    found = _Found((), ())
    for clauses, loosened in _attempts(query):
        found = _Found(ranked(entries, query, clauses, language), clauses, loosened)
        if found.candidates:
            break
    return found


def _attempts(query: Query) -> list[tuple[Clauses, bool]]:
    attempts = [(query.clauses(), False)]
    if query.last:
        attempts.append((query.clauses(beginning=True), False))
    if len(query.words) > 1:
        attempts.append((query.any_word(), True))
    return attempts


def _filtered(
    entries: EntryQuerySet, query: Query, found: _Found, chosen: Chosen, language: str
) -> Sequence[Candidate]:
    """Narrow what was found; where some was cut off, the database looks again among what the filters leave."""
    if found.capped and chosen:
        return ranked(entries, query, narrow(found.clauses, chosen), language)
    return facets.narrowed(found.candidates, chosen)


def _once(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Keep the first row of each thing: the reader's language, or else the best."""
    first: dict[tuple[str, str], Candidate] = {}
    for candidate in candidates:
        first.setdefault(candidate.thing, candidate)
    return list(first.values())


def _pages(candidates: Sequence[Candidate], number: int) -> Page[Candidate]:
    return Paginator(candidates, PAGE).get_page(number)


def _hits(
    entries: EntryQuerySet, shown: Sequence[Candidate], query: Query, labels: Mapping[str, Mapping[str, str]]
) -> list[Hit]:
    """Read what the rows of one page show; two queries, and no text of any other row."""
    if not shown:
        return []
    read = entries.defer("stems", "tokens").in_bulk([candidate.pk for candidate in shown])
    languages = _languages(entries, shown)
    # A row can vanish between two queries; then the page is one shorter.
    return [_hit(read[c.pk], query, labels, languages.get(c.thing, ())) for c in shown if c.pk in read]


def _languages(entries: EntryQuerySet, shown: Sequence[Candidate]) -> dict[tuple[str, str], list[str]]:
    same = entries.filter(kind__in={c.kind for c in shown}, key__in={c.key for c in shown})
    order = [code for code, _name in settings.LANGUAGES]
    languages: dict[tuple[str, str], list[str]] = {}
    for kind, key, language in same.values_list("kind", "key", "language"):
        languages.setdefault((kind, key), []).append(language)
    for codes in languages.values():
        codes.sort(key=lambda code: (order.index(code) if code in order else len(order), code))
    return languages


def _hit(
    entry: Entry, query: Query, labels: Mapping[str, Mapping[str, str]], languages: Iterable[str]
) -> Hit:
    is_wanted = snippets.wanted(query, family(entry.language))
    named = {name: labels.get(name, {}) for name in NAMES}
    return Hit(
        kind=entry.kind,
        key=entry.key,
        language=entry.language,
        address=entry.address,
        title=snippets.marked(entry.title, is_wanted),
        snippet=snippets.snippet(entry.text, is_wanted),
        byline=entry.byline,
        kind_label=facets.kind_name(entry.kind),
        module_label=named["module"].get(entry.module, ""),
        region_label=named["region"].get(entry.region, ""),
        year=entry.year,
        right_to_left=entry.language in settings.LANGUAGES_BIDI,
        languages=[(code, facets.language_name(code)) for code in languages],
    )


def _suggestion(query: Query, language: str, audiences: Iterable[str]) -> str:
    """Write the query again with the nearest known words, or give nothing."""
    near = vocabulary.nearest([word.spelt for word in query.words], language, audiences)
    text = query.text
    for word in reversed(query.words):
        if word.spelt in near:
            text = text[: word.start] + near[word.spelt] + text[word.end :]
    return " ".join(text.split()) if near else ""
