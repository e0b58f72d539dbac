"""The Secretariat's figures: counted as they are said to be, and safe as a sheet."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from feedback import figures
from feedback.workflow import REMARKS
from moderation import clock
from tests import factories, people
from tests.factories import move
from tests.feedback.paths import coming, remark_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> people.Cast:
    return people.cast()


@pytest.fixture
def desk(client: Client, cast: people.Cast) -> Client:
    client.force_login(cast.auditor, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _answered_after(days: int, cast: people.Cast) -> None:
    with clock.at(datetime(2026, 5, 1, tzinfo=UTC)):
        item = factories.remark(cast.author)
    move(REMARKS, item, "acknowledge", cast.officer)
    with clock.at(datetime(2026, 5, 1 + days, tzinfo=UTC)):
        move(REMARKS, item, "no_change", cast.officer, words="No.")


def test_figures_are_what_they_say(cast: people.Cast) -> None:
    for days in (2, 4, 9):
        _answered_after(days, cast)
    planned = remark_in("planned", cast)
    follower = factories.remark(cast.delegate)
    move(REMARKS, follower, "merge", cast.officer, data={"into": planned})
    factories.change(coming(), planned)
    factories.publish_edition(coming())
    waiting = factories.remark(cast.author, capacity="official")
    found = figures.facts(None, None)
    total = figures.total(found)
    assert (total.received, total.answered, total.changed) == (5, 5, 2)  # not what waits for clearance
    assert waiting.received_at is None
    may = figures.total(figures.facts(date(2026, 4, 1), date(2026, 6, 30)))
    assert (may.received, may.median_days) == (3, 4)


def test_every_table_adds_up(cast: people.Cast) -> None:
    for language in ("en", "fr"):
        factories.remark(cast.author, language=language)
    factories.guest_remark()
    found = figures.facts(None, None)
    for table in figures.tables(found):
        assert sum(line.received for line in table.lines) == 3, table.title


def test_page_reads_as_tables(desk: Client, cast: people.Cast) -> None:
    factories.remark(cast.author)
    page = desk.get(reverse("feedback:figures")).content.decode()
    assert page.count("<caption") == 4
    assert "Strategic Alignment" in page


def test_a_period_that_ends_before_it_begins_is_a_sentence(desk: Client) -> None:
    response = desk.get(reverse("feedback:figures"), {"since": "2026-05-01", "until": "2026-04-01"})
    assert response.status_code == 422
    assert "before the beginning" in response.content.decode()


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =HYPERLINK(1)"])
def test_words_never_become_a_formula(desk: Client, cast: people.Cast, words: str) -> None:
    factories.remark(cast.author, words=words)
    content = b"".join(desk.get(reverse("feedback:sheet")))  # type: ignore[call-overload]
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[1][-1].startswith("'")


def test_sheet_names_nobody(desk: Client, cast: people.Cast) -> None:
    factories.remark(cast.author)
    factories.guest_remark()
    content = b"".join(desk.get(reverse("feedback:sheet"))).decode()  # type: ignore[call-overload]
    assert "Author" not in content
    assert "@" not in content
