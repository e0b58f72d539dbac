"""What the pages cost does not grow with 5,000 remarks and 20 editions."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from feedback.models import Answer, Feedback
from feedback.states import S
from members.models import User
from modules.models import Change, Citation, Edition
from modules.starting import copy_contents
from tests import factories, people

pytestmark = pytest.mark.django_db

MANY = 5_000
EDITIONS = 20
STATES = (S.RECEIVED, S.TRIAGED, S.PLANNED, S.NO_CHANGE, S.CLOSED)


@pytest.fixture
def cast(db: None) -> people.Cast:
    factories.edition()
    return people.cast()


def _fill(cast: people.Cast, first: int, last: int) -> None:
    """Store remarks as they would be after years, without playing every move."""
    now = timezone.now()
    made = Feedback.objects.bulk_create(
        [
            Feedback(
                reference=f"FB-2020-{n:05}",
                author=cast.delegate,
                administration=cast.delegate.administration,
                state=STATES[n % len(STATES)],
                state_since=now - timedelta(minutes=n),
                received_at=now - timedelta(days=20),
                answered_at=now - timedelta(days=n % 19),
                edition="1",
                module_key="strategic-alignment",
                section_key=("mission-first", "scorecard")[n % 2],
                section_title="1.1 Mission first",
                language=("en", "fr")[n % 2],
                kind="unclear",
                words=f"Remark {n} on who signs the form.",
                shown=n % len(STATES) > 1,
                form_key=uuid4(),
            )
            for n in range(first, last)
        ],
        batch_size=500,
    )
    Answer.objects.bulk_create(
        [
            Answer(
                feedback=one,
                words="Yes.",
                html="<p>Yes.</p>",
                drafted_by=cast.officer,
                released_at=now,
                released_by=cast.publisher,
                shown=True,
            )
            for one in made
            if one.shown
        ],
        batch_size=500,
    )
    _cite(made, first)


def _cite(made: list[Feedback], first: int) -> None:
    """Cite every remark that is closed, in as many editions as there may be."""
    closed = [one for one in made if one.state == S.CLOSED][::-1]
    for n in range(EDITIONS if first else 1):
        edition = Edition.objects.create(
            number=f"{first}.{n}",
            reference=f"ED-2020-{first + n:04}",
            state=Edition.State.DISCARDED,
            published_on=timezone.now().date(),
        )
        copy_contents(Edition.objects.current().get(), edition)
        change = Change.objects.create(
            edition=edition, section_key="mission-first", significance="medium", note_en="It says so."
        )
        Citation.objects.bulk_create(
            [Citation(change=change, reference=one.reference) for one in closed[n::EDITIONS]]
        )
        # Last, as the database keeps what was published.
        Edition.objects.filter(pk=edition.pk).update(state=Edition.State.SUPERSEDED)


def _cost(client: Client, url: str, person: User | None) -> int:
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url)
        b"".join(response) if response.streaming else response.content  # type: ignore[call-overload]
    assert response.status_code == 200
    return len(queries)


def test_pages_cost_the_same_with_very_many(client: Client, cast: people.Cast) -> None:
    pages = {
        "feedback:outcomes": (None, 6),
        "modules:module": (None, 12),
        "feed_feedback": (None, 4),
        "feed_guide": (None, 6),
        "modules:editions": (None, 4),
        "modules:edition": (None, 6),
        "modules:edition_module": (None, 8),
        "modules:changes": (None, 8),
        "modules:desk_editions": (cast.editor, 14),
        "feedback:mine": (cast.delegate, 10),
        "feedback:desk": (cast.officer, 14),
        "feedback:figures": (cast.officer, 10),
        "feedback:sheet": (cast.officer, 6),
    }
    arguments = {
        "modules:module": ["strategic-alignment"],
        "modules:edition": ["1"],
        "modules:edition_module": ["1", "strategic-alignment"],
        "modules:changes": ["0.0"],
    }
    urls = {name: reverse(name, args=arguments.get(name, [])) for name in pages}
    urls["feedback:desk"] += "?show=implemented"
    _fill(cast, 0, 2 * len(STATES))
    remark = Feedback.objects.filter(state=S.PLANNED).first()
    assert remark is not None
    pages["detail"], urls["detail"] = (cast.officer, 26), remark.get_desk_url()
    pages["own"], urls["own"] = (cast.delegate, 12), remark.get_absolute_url()
    few = {name: _cost(Client(), urls[name], person) for name, (person, _most) in pages.items()}
    _fill(cast, 2 * len(STATES), MANY)
    many = {name: _cost(Client(), urls[name], person) for name, (person, _most) in pages.items()}
    assert few == many
    assert {name: n for name, n in many.items() if n > pages[name][1]} == {}
