"""Many case studies at once, to see how the portal behaves when there are many; nobody wrote them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from casestudies import indexing
from casestudies.models import CaseStudy, CaseText, Illustration
from members.models import Region
from moderation import freshness
from moderation.models import Audience
from modules.models import Edition, Section, SectionText, Topic
from search import index
from search.words import words

PREFIX = "generated-"
AT_ONCE = 1_000
FIRST_YEAR, YEARS = 2005, 20
EVERY_TENTH = 10  # is for Members only
EVERY_FOURTH = 4  # is written in French
PASSAGES = ("situation", "actions", "difficulties")
TITLE, SUMMARY, PASSAGE = 6, 25, 40  # words


class NothingToDrawFrom(Exception):
    """The guide, its topics or its texts are not there yet."""


@dataclass(frozen=True, slots=True)
class Store:
    """What generated case studies are made of; the words occur as often as they do in the guide."""

    words: dict[str, list[str]]
    topics: Sequence[Topic]
    regions: Sequence[Region]
    sections: dict[str, list[str]]

    @classmethod
    def read(cls) -> Store:
        store = cls(
            {language: _words_of_guide(language) for language in settings.OFFICIAL_LANGUAGES},
            list(Topic.objects.all()),
            list(Region.objects.all()),
            _sections_by_module(),
        )
        if not store.topics or not store.regions or not all(store.words.values()):
            raise NothingToDrawFrom
        return store


def _words_of_guide(language: str) -> list[str]:
    texts = SectionText.objects.filter(section__edition__in=Edition.objects.current(), language=language)
    plain = texts.order_by("section__module__number", "section__number").values_list("plain", flat=True)
    return [word.spelt for text in plain for word in words(text)]


def _sections_by_module() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for module, key in Section.objects.filter(edition__in=Edition.objects.current()).values_list(
        "module__key", "key"
    ):
        found.setdefault(module, []).append(key)
    return found


def generate(count: int, seed: int) -> Iterator[int]:
    """Publish ``count`` more case studies; gives after each batch how many are made. Same seed, same words."""
    store = Store.read()
    first = CaseStudy.objects.filter(slug__startswith=PREFIX).count() + 1
    now = timezone.now()
    for start in range(first, first + count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, first + count))
        _publish([_Made(store, number, seed, now) for number in numbers])
        yield numbers.stop - first
    freshness.touch()


def remove() -> int:
    """Take all generated case studies away again; gives how many there were."""
    removed = 0
    while slugs := list(
        CaseStudy.objects.filter(slug__startswith=PREFIX).values_list("slug", flat=True)[:AT_ONCE]
    ):
        with transaction.atomic():
            index.remove_many(indexing.KIND, slugs)
            CaseStudy.objects.filter(slug__in=slugs).delete()
        removed += len(slugs)
    freshness.touch()
    return removed


class _Made:
    """One case study with its texts; drawn from its number and the seed alone."""

    def __init__(self, store: Store, number: int, seed: int, now: datetime) -> None:
        self.store = store
        # Words to fill pages with, not secrets.
        self.random = random.Random(f"{seed}-{number}")  # noqa: S311
        self.topics = self.random.sample(store.topics, k=min(2, len(store.topics)))
        self.case = self._case(number, now)
        keys = store.sections.get(self.case.module_key, [])
        self.sections = self.random.sample(keys, k=min(2, len(keys)))
        self.texts = [self._text(language) for language in settings.OFFICIAL_LANGUAGES]

    def _case(self, number: int, now: datetime) -> CaseStudy:
        year = FIRST_YEAR + self.random.randrange(YEARS)
        return CaseStudy(
            slug=f"{PREFIX}{number}",
            origin=CaseStudy.Origin.CONTRIBUTED,
            region=self.random.choice(self.store.regions),
            attribution=f"Generated administration {number}",
            audience=Audience.PUBLIC if number % EVERY_TENTH else Audience.MEMBERS,
            module_key=self.topics[0].module_key,
            language="en" if number % EVERY_FOURTH else "fr",
            years=str(year),
            last_year=year,
            status=self.random.choice(("pilot", "live", "completed", "stopped")),
            published_at=now - timedelta(minutes=number),
        )

    def _text(self, language: str) -> CaseText:
        title, summary = self._sentence(language, TITLE), f"{self._sentence(language, SUMMARY)}."
        whole = language == self.case.language
        prose = {key: f"{self._sentence(language, PASSAGE)}." for key in PASSAGES if whole}
        return CaseText(
            case_study=self.case,
            language=language,
            title=title[:120],
            summary=summary,
            summary_html=f"<p>{summary}</p>",
            whole=whole,
            html={key: f"<p>{text}</p>" for key, text in prose.items()},
            lessons=[self._sentence(language, TITLE) for _ in range(3)] if whole else [],
            plain="\n\n".join([summary, *prose.values()]),
        )

    def _sentence(self, language: str, length: int) -> str:
        return " ".join(self.random.choices(self.store.words[language], k=length)).capitalize()


@transaction.atomic
def _publish(made: Sequence[_Made]) -> None:
    CaseStudy.objects.bulk_create([one.case for one in made])
    CaseText.objects.bulk_create([text for one in made for text in one.texts])
    Illustration.objects.bulk_create(
        Illustration(case_study=one.case, section_key=key, position=position)
        for one in made
        for position, key in enumerate(one.sections)
    )
    through: Any = CaseStudy.topics.through
    through.objects.bulk_create(
        through(casestudy_id=one.case.pk, topic_id=topic.pk) for one in made for topic in one.topics
    )
    index.put_many(
        indexing.text_of(one.case, text, [topic.code for topic in one.topics])
        for one in made
        for text in one.texts
    )
