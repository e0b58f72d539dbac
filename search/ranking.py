"""The same rows in the same order on both databases.

The full-text index of the database only says *which* rows match; neither database's own rank is used.

1. At most ``CANDIDATES`` rows are taken, in an order that both databases give alike: the reader's
   language, every word in the title, newest, then key by its bytes. They are found in the order of an
   index, so a word that stands in every text costs no more than one that stands in a hundred.
2. For these, the database cuts the weight of each word out of the entry's own list of forms; no text and
   no list travels.
3. The score is counted here in whole numbers: a word in the title, how often it occurs, how long the
   text is. Reader's language first, then more of the words, then the score, newest, key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Case, F, IntegerField, QuerySet, TextField, Value, When
from django.db.models.functions import Collate, StrIndex, Substr

from search.fulltext import ANYWHERE, TITLE, Clauses, bytewise, matches
from search.models import Entry, EntryQuerySet
from search.query import Query
from search.words import FAMILIES, LONGEST_WORD, OTHER, STEMMERS, family, forms

CANDIDATES: Final = 100
MOST_FORMS_OF_A_WORD: Final = 2

IN_TITLE: Final = 100
IN_TEXT: Final = (0, 20, 32, 40, 46, 50, 53, 56, 58, 60)
ONLY_BEGINS: Final = 5
FOUND: Final = ("pk", "kind", "key", "language", "module", "region", "topics", "year", "updated", "length")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that matches, with what orders and filters it."""

    pk: int
    kind: str
    key: str
    language: str
    module: str
    region: str
    topics: tuple[str, ...]
    year: int | None
    updated: datetime
    matched: int
    score: int

    @property
    def thing(self) -> tuple[str, str]:
        """What it is a text of, whatever the language."""
        return self.kind, self.key


def ranked(entries: EntryQuerySet, query: Query, clauses: Clauses, language: str) -> list[Candidate]:
    """Give the matching entries, best first. More than ``CANDIDATES`` says that some were cut off.

    One query where the reader's language has as many as that, two where the others are looked through too.
    """
    own, other = _by_family(clauses, language)
    most = CANDIDATES + 1
    found = _weighed(matching(entries.filter(language=language), own, most), query)
    if len(found) < most:
        others = matching(entries.exclude(language=language), other, most - len(found))
        found += _weighed(others, query)
    return sorted(
        found, key=lambda c: (c.language != language, -c.matched, -c.score, _newest(c), c.key, c.kind)
    )


def _by_family(clauses: Clauses, language: str) -> tuple[Clauses, Clauses]:
    """Part what is asked of the reader's language from what is asked of the others.

    A text has the words of its own language's family only; said so, the database foresees how few there are.
    """
    of_family = family(language)
    own = [asked for name, asked in zip(FAMILIES, clauses, strict=True) if name == of_family]
    # Languages without a family of their own share one.
    other = [
        asked
        for name, asked in zip(FAMILIES, clauses, strict=True)
        if name != of_family or of_family == OTHER
    ]
    return own, other


def matching(entries: EntryQuerySet, clauses: Clauses, wanted: int) -> QuerySet[Entry, Any]:
    """Give the ids of at most ``wanted`` entries that match, in the order both databases share.

    Each part is cut off for itself, in the order of an index: so a database finds the newest texts with a
    word that stands everywhere without reading all of them, and orders only the few that are left.
    """
    in_title, anywhere = (
        _newest_of(entries.filter(matches(clauses, place)), wanted) for place in (TITLE, ANYWHERE)
    )
    found = Entry.objects.filter(pk__in=in_title.union(anywhere, all=True))
    titled = Case(When(matches(clauses, TITLE), then=0), default=1, output_field=IntegerField())
    return found.order_by(titled, *_newest_first()).values("pk")[:wanted]


def _weighed(found: QuerySet[Entry, Any], query: Query) -> list[Candidate]:
    patterns = _patterns(query)
    weights = {f"w{i}": _cut(pattern) for i, pattern in enumerate(patterns)}
    chosen = Entry.objects.filter(pk__in=found).annotate(**weights)
    return [_candidate(row, patterns) for row in chosen.values_list(*FOUND, *weights)]


def _newest_of(entries: EntryQuerySet, wanted: int) -> QuerySet[Entry, Any]:
    newest = entries.order_by(*_newest_first()).values("pk")[:wanted]
    # SQLite takes a limit in a part of a union only one level down.
    return Entry.objects.filter(pk__in=newest).order_by().values("pk")


def _newest_first() -> tuple[str | Collate, ...]:
    return "-updated", bytewise("key"), bytewise("kind"), bytewise("language")


def _newest(candidate: Candidate) -> float:
    return -candidate.updated.timestamp()


# For each form of each word: how it is written in the list of forms, by family.
Pattern = tuple[int, dict[str, str]]


def _patterns(query: Query) -> list[Pattern]:
    patterns = []
    for number, word in enumerate(query.words):
        for nth in range(MOST_FORMS_OF_A_WORD):
            by_family = {
                of_family: f" {found[nth]}="
                for of_family in FAMILIES
                if word.spelt in query.spelt(of_family) and len(found := forms(word.spelt, of_family)) > nth
            }
            if by_family:
                patterns.append((number, by_family))
    return patterns


def _cut(pattern: Pattern) -> Substr:
    """Cut a form and its weight out of an entry's list; what is cut begins otherwise when it is not there."""
    _number, by_family = pattern
    nothing = by_family.get(OTHER, "=")
    cases = [
        When(language=of_family, then=Value(text))
        for of_family in STEMMERS
        if (text := by_family.get(of_family, "=")) != nothing
    ]
    sought = Case(*cases, default=Value(nothing), output_field=TextField()) if cases else Value(nothing)
    return Substr(F("stems"), StrIndex(F("stems"), sought), LONGEST_WORD + 3)


def _candidate(row: Sequence[Any], patterns: Iterable[Pattern]) -> Candidate:
    pk, kind, key, language, module, region, topics, year, updated, length, *cuts = row
    weights = _weights(family(language), patterns, cuts)
    return Candidate(
        pk=pk,
        kind=kind,
        key=key,
        language=language,
        module=module,
        region=region,
        topics=tuple(filter(None, topics.split("|"))),
        year=year,
        updated=updated,
        matched=len(weights),
        score=sum(_points(weight, length) for weight in weights.values()) or ONLY_BEGINS,
    )


def _weights(of_family: str, patterns: Iterable[Pattern], cuts: Iterable[str]) -> dict[int, str]:
    """Give the best weight of each word that the entry has."""
    best: dict[int, str] = {}
    for (number, by_family), cut in zip(patterns, cuts, strict=True):
        sought = by_family.get(of_family)
        if sought and cut.startswith(sought):
            # A letter, which is a word of the title, is greater than any digit.
            best[number] = max(best.get(number, ""), cut[len(sought)])
    return best


def _points(weight: str, length: int) -> int:
    titled = weight.isalpha()
    count = ord(weight) - ord("a") if titled else int(weight)
    # The same word says more about a short text than about a long one.
    return IN_TITLE * titled + IN_TEXT[count] * 400 // (300 + min(length, 3_000) // 10)
