"""The counts that the database keeps are those of the case studies, whatever happens to these."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from casestudies import counting, publishing
from casestudies.models import CaseStudy
from casestudies.tallies import FILTERS
from members.models import Region, User
from modules.models import Topic
from tests import factories, people

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 11, 1, tzinfo=UTC)
STEPS = 60
CHOICES: dict[str, list[Any]] = {
    "module": ["strategic-alignment", "ict-governance", ""],
    "language": ["en", "fr"],
    "year": [2020, 2021, None],
}


def _kept() -> dict[tuple[str, str], tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT asked, value, strangers, members FROM casestudies_tally")
        return {(asked, value): (s, m) for asked, value, s, m in cursor.fetchall() if s or m}


def _recounted() -> dict[tuple[str, str], tuple[int, int]]:
    """Count every question anew, in Python and one case study at a time."""
    strangers: Counter[tuple[str, str]] = Counter()
    members: Counter[tuple[str, str]] = Counter()
    for case in CaseStudy.objects.published():
        year = "" if case.last_year is None else str(case.last_year)
        fixed = [case.module_key, str(case.region_id or ""), "", case.language, year]
        seen = set()
        for topic in ["*", *map(str, case.topics.values_list("pk", flat=True))]:
            fixed[2] = topic
            for bits in range(2 ** len(FILTERS)):
                place = [value if bits >> at & 1 else "*" for at, value in enumerate(fixed)]
                for at in range(len(FILTERS)):
                    if bits >> at & 1 and place[at] != "*":
                        seen.add(("|".join([*place[:at], "?", *place[at + 1 :]]), place[at]))
        members.update(seen)
        if case.audience != "members":
            strangers.update(seen)
    return {key: (strangers[key], count) for key, count in members.items()}


def _publish(chance: random.Random) -> None:
    case = CaseStudy.objects.create(
        slug=f"case-{chance.random()}",
        published_at=MOMENT if chance.random() < 0.7 else None,
        audience=chance.choice(["public", "members", "unattributed"]),
        region=chance.choice([None, *Region.objects.all()]),
        module_key=chance.choice(CHOICES["module"]),
        language=chance.choice(CHOICES["language"]),
        last_year=chance.choice(CHOICES["year"]),
    )
    case.topics.set(chance.sample(list(Topic.objects.all()), k=2))


def _change(chance: random.Random) -> None:
    """A new text takes the place of the old one, for other readers, under other topics."""
    for case in _some(chance):
        case.audience = chance.choice(["public", "members"])
        case.language, case.module_key = chance.choice(CHOICES["language"]), chance.choice(CHOICES["module"])
        case.last_year, case.published_at = chance.choice(CHOICES["year"]), MOMENT
        case.save()
        case.topics.set(chance.sample(list(Topic.objects.all()), k=chance.randrange(3)))


def _retract(chance: random.Random) -> None:
    for case in _some(chance):
        publishing.retract(case, "Wrong.", MOMENT)


def _restore(chance: random.Random) -> None:
    for case in _some(chance):
        publishing.restore(case, MOMENT)


def _move_all(chance: random.Random) -> None:
    region = chance.choice(list(Region.objects.all()))
    CaseStudy.objects.filter(language=chance.choice(CHOICES["language"])).update(region=region)


def _delete(chance: random.Random) -> None:
    for case in _some(chance):
        case.delete()


def _nothing_came_of_it(chance: random.Random) -> None:
    with transaction.atomic():
        _publish(chance)
        transaction.set_rollback(True)


def _some(chance: random.Random) -> list[CaseStudy]:
    cases = list(CaseStudy.objects.all())
    return chance.sample(cases, k=min(1, len(cases)))


MOVES: list[Callable[[random.Random], None]] = [
    *([_publish] * 3),
    _change,
    _retract,
    _restore,
    _move_all,
    _delete,
    _nothing_came_of_it,
]


@pytest.fixture
def shelves(db: None) -> None:
    for code in ("EUR", "WCA"):
        factories.region(code)
    for code in ("T1", "T2", "T3"):
        factories.topic(code)


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_right_after_anything(shelves: None, seed: int) -> None:
    chance = random.Random(seed)
    for step in range(STEPS):
        chance.choice(MOVES)(chance)
        if step % 5 == 0 or step == STEPS - 1:
            assert _kept() == _recounted()
    assert CaseStudy.objects.exists()
    CaseStudy.objects.all().delete()
    assert _kept() == {}


def test_what_the_library_shows_is_what_its_filters_find(shelves: None, delegate: User) -> None:
    chance = random.Random(7)
    for _ in range(25):
        _publish(chance)
    offered = {**CHOICES, "region": ["EUR", "WCA"], "topic": ["T1", "T2", "T3"]}
    for person in (AnonymousUser(), delegate):
        for _ in range(15):
            names = chance.sample(FILTERS, k=chance.randrange(len(FILTERS) + 1))
            chosen = {name: chance.choice([value for value in offered[name] if value]) for name in names}
            counted = counting.counts(person, chosen)
            for name, values in offered.items():
                for value in filter(None, values):
                    found = counting.search(person, {**chosen, name: value}).count()
                    assert counted[name].get(value, 0) == found, (chosen, name, value)


def test_moves_keep_the_counts(db: None) -> None:
    cast = people.cast()
    for audience in ("public", "members"):
        people.submission_in("published", cast, audience=audience)
    people.submission_in("submitted", cast)
    assert _kept() == _recounted() != {}
