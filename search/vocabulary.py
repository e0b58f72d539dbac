"""The words of the index, counted by audience, and the nearest of them to a word that was not found.

A word is suggested only to somebody who may read a text with it: it is counted for the audience of its
texts, and forgotten with the last of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import Q

from search.fulltext import bytewise
from search.models import Entry, Vocable
from search.words import family, fold, forms, words

SHORTEST: Final = 4
LONGEST: Final = 30
LONG_WORD: Final = 6  # from here two letters may be wrong, below one
COMPARED: Final = 3_000
AT_ONCE: Final = 200

Identity = tuple[str, str, str]


class Known(NamedTuple):
    word: str
    folded: str
    language: str
    texts: int


def recount(before: Entry | None, after: Entry | None) -> None:
    """Count the words of a text anew, given its entry as it was and as it is."""
    old, new = _identities(before), _identities(after)
    _add({**dict.fromkeys(old - new, -1), **dict.fromkeys(new - old, 1)})


def count_all(entries: Iterable[Entry], *, gone: bool = False) -> None:
    """Count the words of many entries that are new, or that are about to go."""
    change = -1 if gone else 1
    changes: Counter[Identity] = Counter()
    for entry in entries:
        changes.update(_identities(entry))
    _add({identity: change * texts for identity, texts in changes.items()})


def _identities(entry: Entry | None) -> set[Identity]:
    if entry is None:
        return set()
    spelt = {word.spelt for text in (entry.title, entry.byline, entry.text) for word in words(text)}
    return {(entry.language, entry.audience, word) for word in spelt if _is_countable(word)}


def _is_countable(word: str) -> bool:
    return (
        SHORTEST <= len(word) <= LONGEST
        and len(fold(word)) >= SHORTEST
        and not any(c.isdigit() for c in word)
    )


def _add(changes: Mapping[Identity, int]) -> None:
    listed = list(changes.items())
    for start in range(0, len(listed), AT_ONCE):
        portion = listed[start : start + AT_ONCE]
        _upsert(portion)
        _forget_gone(identity for identity, change in portion if change < 0)


def _forget_gone(lowered: Iterable[Identity]) -> None:
    """Forget which of these words no text has any more, without looking at all words that there are."""
    words_of: dict[tuple[str, str], list[str]] = {}
    for language, audience, word in lowered:
        words_of.setdefault((language, audience), []).append(word)
    for (language, audience), spelt in words_of.items():
        Vocable.objects.filter(language=language, audience=audience, word__in=spelt, texts__lte=0).delete()


def _upsert(changes: Sequence[tuple[Identity, int]]) -> None:
    rows = [
        (language, audience, word, (folded := fold(word)), folded[:1], len(folded), change)
        for (language, audience, word), change in changes
    ]
    values = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_vocable (language, audience, word, folded, initial, length, texts) "  # noqa: S608 - marks
            f"VALUES {values} ON CONFLICT (language, audience, word) "
            "DO UPDATE SET texts = search_vocable.texts + excluded.texts",
            [value for row in rows for value in row],
        )


def nearest(spelt: Collection[str], language: str, audiences: Iterable[str]) -> dict[str, str]:
    """Give for each word that no visible text has the nearest that one has; one query at most.

    At most two letters differ (one in words under six letters), the first or second letter is right, and
    among equally near words the reader's language goes first, then the word in more texts.
    """
    asked = [word for word in spelt if _is_countable(word)]
    if not asked:
        return {}
    known = _alike(asked, audiences)
    found = {word: _nearest(word, known, language) for word in asked}
    return {word: near for word, near in found.items() if near}


def _alike(asked: Iterable[str], audiences: Iterable[str]) -> list[Known]:
    alike = Q()
    for word in map(fold, asked):
        alike |= Q(initial__in=[word[0], word[1]], length__range=(len(word) - 2, len(word) + 2))
    vocables = Vocable.objects.filter(alike, audience__in=sorted(audiences), texts__gt=0)
    rows = vocables.order_by("-texts", bytewise("word"), "language", "audience")
    return [Known(*row) for row in rows.values_list("word", "folded", "language", "texts")[:COMPARED]]


def _nearest(spelt: str, known: Iterable[Known], language: str) -> str:
    folded = fold(spelt)
    bound = 2 if len(folded) >= LONG_WORD else 1
    best: tuple[tuple[int, bool, int, str], str] | None = None
    for candidate in known:
        apart = distance(folded, candidate.folded, bound)
        if apart > bound:
            continue
        if apart == 0 or _same_stem(spelt, candidate):
            return ""  # the word is known: it is not what was mistyped
        order = (apart, candidate.language != language, -candidate.texts, candidate.word)
        if best is None or order < best[0]:
            best = (order, candidate.word)
    return best[1] if best else ""


def _same_stem(spelt: str, candidate: Known) -> bool:
    of_family = family(candidate.language)
    return not set(forms(spelt, of_family)).isdisjoint(forms(candidate.word, of_family))


def distance(a: str, b: str, bound: int) -> int:
    """Count the letters to change, add, drop or swap to get from one word to the other; stop past the bound."""
    if abs(len(a) - len(b)) > bound:
        return bound + 1
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > bound:
            return bound + 1
        before, last = last, row
    return last[-1]
