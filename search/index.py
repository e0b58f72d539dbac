"""What can be found is put here by the apps that own it, and taken out when it may no longer be read.

An app calls ``replace`` when it publishes a thing and ``remove`` when it withdraws it, in the same
transaction, and reads what it gives after ``await_turn``; and registers with ``register_source`` all that
it has published, from which ``manage.py rebuild_search`` makes the index anew without interrupting the
search. Locks are taken in one order: what is published, then the index, then ``moderation.freshness``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from search import filtering, vocabulary
from search.fulltext import ANYWHERE, TITLE
from search.models import PUBLIC, Entry
from search.words import family, fold, forms, words

LONGEST_TEXT: Final = 200_000
MOST_FORMS: Final = 8_000  # a tsvector ends at one megabyte
MOST_COUNTED: Final = 9
AT_ONCE: Final = 500
_INVISIBLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A published text in one language, as its app gives it.

    ``kind`` is ``section``, ``module`` or ``case_study``; ``key`` is the same in all languages and
    editions; ``address`` is the page in this language; ``byline`` says where it stands or who it is
    from, in words that everybody in the audience may read; facets are keys and codes, not names.
    """

    kind: str
    key: str
    language: str
    address: str
    title: str
    text: str
    audience: str = PUBLIC
    byline: str = ""
    module: str = ""
    region: str = ""
    topics: Sequence[str] = ()
    year: int | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What an app has published, for a rebuild.

    ``things`` names all of it by kind and key, kinds being those of ``kinds``; ``texts`` gives the texts of
    one thing as it is published now, none where it is not (any more).
    """

    kinds: tuple[str, ...]
    things: Callable[[], Iterable[tuple[str, str]]]
    texts: Callable[[str, str], Iterable[Text]]


_sources: dict[str, Source] = {}


def register_source(name: str, source: Source) -> None:
    """Have what this source gives indexed at every rebuild; ``name`` is the app's."""
    _sources[name] = source


def await_turn() -> None:
    """Wait until nobody else writes here, and keep others waiting until this transaction ends.

    Texts share words, and two transactions would wait for each other. What is read from here on is what
    will be found: read before, it could undo what somebody else has withdrawn meanwhile. Whoever searches
    does not wait. SQLite has one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE search_vocable IN SHARE ROW EXCLUSIVE MODE")


@transaction.atomic
def put(text: Text) -> None:
    """Index one text, in place of what was known of it; the same text again changes nothing."""
    await_turn()
    values = _values(text)
    identity = {"kind": text.kind, "key": text.key, "language": text.language}
    entry, created = Entry.objects.select_for_update().get_or_create(**identity, defaults=values)
    if created:
        vocabulary.recount(None, entry)
        return
    if text.updated is None:
        values["updated"] = entry.updated
    if all(getattr(entry, name) == value for name, value in values.items()):
        return
    after = Entry(**identity, **values)
    vocabulary.recount(entry, after)
    Entry.objects.filter(pk=entry.pk).update(**values)


@transaction.atomic
def put_many(texts: Iterable[Text]) -> None:
    """Index many texts, as ``put`` does one; those not known yet cost a few statements for all together."""
    await_turn()
    given = {(text.kind, text.key, text.language): text for text in texts}
    # With the kind, which the index on identities begins with.
    kinds, keys = {text.kind for text in given.values()}, {text.key for text in given.values()}
    known = set(Entry.objects.filter(kind__in=kinds, key__in=keys).values_list("kind", "key", "language"))
    for identity in known & given.keys():
        put(given[identity])
    new = [
        Entry(kind=kind, key=key, language=language, **_values(text))
        for (kind, key, language), text in given.items()
        if (kind, key, language) not in known
    ]
    Entry.objects.bulk_create(new, batch_size=AT_ONCE)
    vocabulary.count_all(new)


@transaction.atomic
def replace(kind: str, key: str, texts: Iterable[Text]) -> None:
    """Index a thing in the languages it is published in, and forget it in all others."""
    await_turn()
    given = list(texts)
    for text in given:
        put(text)
    _forget(Entry.objects.filter(kind=kind, key=key).exclude(language__in=[text.language for text in given]))


def remove(kind: str, key: str) -> None:
    """Forget a thing in all languages; nothing happens when it was not known."""
    _forget(Entry.objects.filter(kind=kind, key=key))


@transaction.atomic
def remove_many(kind: str, keys: Sequence[str]) -> None:
    """Forget many things in all languages, as ``remove`` does one."""
    await_turn()
    entries = Entry.objects.filter(kind=kind, key__in=keys)
    vocabulary.count_all(entries.defer("stems", "tokens"), gone=True)
    entries.delete()


def rebuild(said: Callable[[str, int], None] | None = None) -> int:
    """Index everything the sources give and forget the rest; tells after each source how many texts it had."""
    total = 0
    for name, source in _sources.items():
        known = Entry.objects.filter(kind__in=source.kinds).values_list("kind", "key")
        things = dict.fromkeys([*source.things(), *known])
        count = sum(_renew(source, kind, key) for kind, key in things)
        if said is not None:
            said(name, count)
        total += count
    _forget(Entry.objects.exclude(kind__in=[kind for source in _sources.values() for kind in source.kinds]))
    return total


@transaction.atomic
def _renew(source: Source, kind: str, key: str) -> int:
    """Index one thing as it is published now, whatever became of it since the rebuild began."""
    await_turn()
    texts = list(source.texts(kind, key))
    replace(kind, key, texts)
    return len(texts)


@transaction.atomic
def _forget(entries: Any) -> None:
    await_turn()
    for entry in entries.select_for_update().order_by("pk"):
        vocabulary.recount(entry, None)
        entry.delete()


def _values(text: Text) -> dict[str, Any]:
    title, byline = _clean(text.title)[:300], _clean(text.byline)[:300]
    body = _clean(text.text[:LONGEST_TEXT])
    return {
        "audience": text.audience,
        "address": text.address,
        "title": title,
        "byline": byline,
        "module": text.module,
        "region": text.region,
        "topics": _listed(text.topics),
        "year": text.year,
        "updated": text.updated or timezone.now(),
        "text": body,
        **_compared(title, f"{byline} {body}", text.language, _filters(text)),
    }


def _clean(text: str) -> str:
    """Take out what no reader sees: control characters, overrides of direction, runs of space."""
    return " ".join(_INVISIBLE.sub(" ", text).split())


def _listed(topics: Iterable[str]) -> str:
    names = sorted(set(topics))
    return f"|{'|'.join(names)}|" if names else ""


def _filters(text: Text) -> list[str]:
    return filtering.tokens(
        {
            "kind": [text.kind],
            "module": [text.module],
            "region": [text.region],
            "topic": sorted(set(text.topics)),
            "language": [text.language],
            "year": [str(text.year or "")],
        }
    )


def _compared(title: str, body: str, language: str, filters: list[str]) -> dict[str, Any]:
    """Give what is compared: the forms with their weight, and the tokens of the full-text index."""
    of_family = family(language)
    spelt_title = [word.spelt for word in words(title)]
    spelt_body = [word.spelt for word in words(body)]
    in_title = dict.fromkeys(_forms(spelt_title, of_family))
    counts = Counter(_forms(spelt_body, of_family))
    shown = [*in_title, *(form for form in counts if form not in in_title)][:MOST_FORMS]
    stems = " ".join(f"{form}={_weight(counts[form], form in in_title)}" for form in shown)
    title_tokens = [*in_title, *map(fold, spelt_title)]
    tokens = [f"{of_family}{TITLE}{token}" for token in title_tokens if token]
    tokens += [
        f"{of_family}{ANYWHERE}{token}" for token in [*title_tokens, *shown, *map(fold, spelt_body)] if token
    ]
    return {
        "length": len(spelt_body),
        "stems": f" {stems} ",
        "tokens": " ".join([*filters, *list(dict.fromkeys(tokens))[: 2 * MOST_FORMS]]),
    }


def _forms(spelt: Iterable[str], of_family: str) -> Iterator[str]:
    return (form for word in spelt for form in forms(word, of_family))


def _weight(count: int, in_title: bool) -> str:
    """Write how often a form occurs in one character: a digit in the text, a letter when the title has it."""
    bounded = min(count, MOST_COUNTED)
    return "abcdefghij"[bounded] if in_title else str(bounded)
