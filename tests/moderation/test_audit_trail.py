"""The audit trail: who may read what, filters, pages by key, a sheet without formulas, an index behind it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casestudies.workflow import SUBMISSIONS
from members import erasing, standing
from members.holdings import subject_of
from members.models import PeopleEvent, User
from members.record import Verb, note
from members.roles import Role
from moderation.audit import reading
from moderation.models import Event
from tests import factories, people

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> people.Cast:
    factories.edition()
    return people.cast()


def _page(client: Client, **asked: Any) -> str:
    response = client.get(reverse("moderation:audit_trail"), asked)
    assert response.status_code == 200
    return response.content.decode()


def _entries(client: Client, **asked: Any) -> list[tuple[str, str, str]]:
    leaf = client.get(reverse("moderation:audit_trail"), asked).context["leaf"]
    return [(entry.kind, getattr(entry.row, "reference", ""), entry.row.verb) for entry in leaf.entries]


def _sheet(client: Client, query: str = "") -> list[dict[str, str]]:
    response = client.post(reverse("moderation:audit_export") + query)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(b"".join(response).decode("utf-8-sig"))))


def _event(**fields: Any) -> Event:
    values = {
        "workflow": SUBMISSIONS.name,
        "item": 1,
        "reference": "CS-2026-0001",
        "verb": "claim",
        "source": "submitted",
        "target": "in_review",
        "at": NOON,
    }
    return Event.objects.create(**{**values, **fields})


def test_a_line_says_who_for_whom_what_when_and_which_text(
    as_user: Callable[[User], Client], cast: people.Cast
) -> None:
    item = people.submission_in("in_clearance", cast)
    factories.move(SUBMISSIONS, item, "clear", cast.contact_point, words="We agree.")
    (row,) = [row for row in _sheet(as_user(cast.auditor)) if row["move"] == "clear"]
    event = Event.objects.get(verb="clear")
    assert row == {
        "when_utc": f"{event.at:%Y-%m-%dT%H:%M:%SZ}",
        "kind": SUBMISSIONS.name,
        "reference": item.reference,
        "move": "clear",
        "from": "in_clearance",
        "to": "submitted",
        "who": cast.contact_point.full_name,
        "who_number": str(cast.contact_point.pk),
        "role": "contact_point",
        "for_administration": "Customs Service of Meridia",
        "to_whom": "",
        "text_sha256": event.revision_sha,
        "reason": "",
        "internal": "no",
        "words": "We agree.",
    }
    assert len(row["text_sha256"]) == 64
    page = _page(as_user(cast.auditor), move=f"{SUBMISSIONS.name}:clear")
    for words in (cast.contact_point.full_name, "National Contact Point", "We agree.", item.reference):
        assert words in page
    assert f"{event.at:%Y-%m-%d %H:%M:%S}" in page


def test_times_stay_utc_for_somebody_elsewhere(as_user: Callable[[User], Client], auditor: User) -> None:
    User.objects.filter(pk=auditor.pk).update(time_zone="Asia/Tokyo")
    _event(at=datetime(2026, 11, 2, 23, 30, tzinfo=UTC))
    browser = as_user(User.objects.get(pk=auditor.pk))
    assert "2026-11-02 23:30:00" in _page(browser)
    assert _entries(browser, since="2026-11-03") == []
    assert _entries(browser, since="2026-11-02", until="2026-11-02") != []


def test_record_of_people_is_in_it(
    as_user: Callable[[User], Client], auditor: User, administrator: User, contributor: User
) -> None:
    standing.change_roles(contributor, administrator, [], within=[Role.CONTRIBUTOR], seen=0)
    (row,) = [row for row in _sheet(as_user(auditor)) if row["move"] == "role_taken"]
    assert (row["kind"], row["who"], row["to_whom"]) == (
        "people",
        administrator.full_name,
        contributor.full_name,
    )
    assert (row["role"], row["for_administration"]) == ("contributor", "Customs Service of Meridia")


def test_words_are_for_those_to_whom_the_desk_opens_the_item(
    as_user: Callable[[User], Client], cast: people.Cast
) -> None:
    reviewed = people.submission_in("in_review", cast)
    _event(item=reviewed.pk, reference=reviewed.reference, words="Among ourselves.", internal=True)
    uncleared = people.submission_in("in_clearance", cast)
    factories.move(SUBMISSIONS, uncleared, "return", cast.contact_point, words="Name no supplier.")
    page = _page(as_user(cast.auditor))
    assert "Among ourselves." in page
    assert reviewed.get_desk_url() in page
    assert uncleared.reference in page
    assert "Name no supplier." not in page
    assert uncleared.get_desk_url() not in page
    assert "Name no supplier." not in str(_sheet(as_user(cast.auditor)))
    administrators = as_user(cast.administrator)
    for seen in (_page(administrators), str(_sheet(administrators))):
        assert reviewed.reference in seen
        assert "Among ourselves." not in seen


def test_filters(as_user: Callable[[User], Client], cast: people.Cast) -> None:
    item = people.submission_in("submitted", cast)
    _event(reference="CS-2020-0007", actor=cast.publisher, at=NOON - timedelta(days=400))
    note(Verb.ROLE_GIVEN, cast.administrator, cast.colleague, role="contributor")
    browser = as_user(cast.auditor)
    own = item.administration
    everything = _entries(browser)
    assert len(everything) == 4
    for asked, expected in (
        ({"reference": item.reference.lower()}, {"submit", "clear"}),
        ({"kind": SUBMISSIONS.name}, {"submit", "clear", "claim"}),
        ({"kind": "people"}, {"role_given"}),
        ({"move": f"{SUBMISSIONS.name}:clear"}, {"clear"}),
        ({"move": "people:role_given"}, {"role_given"}),
        ({"person": cast.contact_point.email}, {"clear"}),
        ({"person": "colleague"}, {"role_given"}),
        ({"person": cast.publisher.full_name}, {"claim"}),
        ({"person": "nobody of that name"}, set()),
        ({"administration": own.pk}, {"submit", "clear", "role_given"}),
        ({"until": "2026-01-01"}, {"claim"}),
        ({"since": "2026-01-01", "kind": SUBMISSIONS.name}, {"submit", "clear"}),
    ):
        shown = {verb for _kind, _reference, verb in _entries(browser, **asked)} - {"exported"}
        assert shown == expected, asked
        query = "?" + "&".join(f"{name}={value}" for name, value in asked.items())
        exported = {row["move"] for row in _sheet(browser, query)} - {"exported"}
        assert exported == expected, asked


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "yesterday"},
        {"since": "2026-02-02", "until": "2026-01-01"},
        {"kind": "letters"},
        {"move": "clear"},
        {"kind": "people", "move": "casestudies.submission:clear"},
        {"administration": "999999"},
        {"reference": "x" * 17},
        {"person": "x" * 121},
    ],
)
def test_a_wrong_filter_is_said_and_shows_nothing(
    as_user: Callable[[User], Client], auditor: User, asked: dict[str, str]
) -> None:
    browser = as_user(auditor)
    response = browser.get(reverse("moderation:audit_trail"), asked)
    assert response.status_code == 422
    assert response.context["form"].errors
    query = "?" + "&".join(f"{name}={value}" for name, value in asked.items())
    assert browser.post(reverse("moderation:audit_export") + query).status_code == 422
    assert not PeopleEvent.objects.exists()


@pytest.mark.parametrize(
    "asked", ["x", "_", "20261102T120000000000Z_x1", "20261102T120000000000Z_m" + "9" * 30]
)
def test_a_place_that_is_none_gives_the_first_page(
    as_user: Callable[[User], Client], auditor: User, asked: str
) -> None:
    _event()
    for name in ("after", "before"):
        assert len(_entries(as_user(auditor), **{name: asked})) == 1


def test_pages_by_key_lose_and_double_nothing(
    as_user: Callable[[User], Client], auditor: User, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both records, with many lines of the same moment, walked forth and back."""
    monkeypatch.setattr(reading, "PAGE", 3)
    monkeypatch.setattr(reading, "CHUNK", 4)
    for hours in (0, 0, 0, 0, 1, 1, 2):
        _event(at=NOON + timedelta(hours=hours))
        note(Verb.ROLE_GIVEN, administrator, auditor, at=NOON + timedelta(hours=hours))
    whole = sorted(
        [
            *((e.at, 1, e.pk) for e in Event.objects.all()),
            *((e.at, 0, e.pk) for e in PeopleEvent.objects.all()),
        ],
        reverse=True,
    )
    browser, walked, after, pages = as_user(auditor), [], "", []
    while True:
        leaf = browser.get(reverse("moderation:audit_trail"), {"after": after}).context["leaf"]
        pages.append(_places(leaf))
        walked += _places(leaf)
        _event(at=NOON + timedelta(days=1))  # what comes meanwhile shifts nothing
        if not leaf.older:
            break
        after = leaf.older
    assert walked == whole
    before, back = leaf.newer, []
    for page in reversed(pages[:-1]):
        leaf = browser.get(reverse("moderation:audit_trail"), {"before": before}).context["leaf"]
        back.append(_places(leaf) == page)
        before = leaf.newer
    assert back == [True] * (len(pages) - 1)
    assert before, "there are newer lines now"
    assert len(_sheet(browser)) == Event.objects.count() + PeopleEvent.objects.count()


def _places(leaf: reading.Leaf) -> list[tuple[datetime, int, int]]:
    return [tuple(reading.place_of(entry.row)) for entry in leaf.entries]


def test_cost_does_not_grow(as_user: Callable[[User], Client], cast: people.Cast) -> None:
    browser = as_user(cast.auditor)

    def cost() -> int:
        browser.get(reverse("moderation:audit_trail"))
        with CaptureQueriesContext(connection) as queries:
            _page(browser)
        asked = [
            query["sql"] for query in queries if "_event" in query["sql"] or "peopleevent" in query["sql"]
        ]
        assert not [sql for sql in asked if "COUNT(" in sql or " OFFSET " in sql]
        return len(queries)

    def add() -> None:
        people.submission_in("in_review", cast)
        note(Verb.ROLE_GIVEN, cast.administrator, cast.colleague, role="contributor")

    add()
    first = cost()
    for _ in range(7):
        add()
    assert first == cost() <= 12


def test_sheet_holds_no_formula_and_is_written_down(
    as_user: Callable[[User], Client], cast: people.Cast
) -> None:
    item = people.submission_in("in_review", cast)
    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", '"=1', "1;=1", "1,=1"]
    for words in hostile:
        _event(item=item.pk, reference=item.reference, words=words, key=uuid4())
    User.objects.filter(pk=cast.publisher.pk).update(full_name="=HYPERLINK(1)")
    _event(actor=cast.publisher)
    browser = as_user(cast.auditor)
    rows = _sheet(browser, "?since=2026-11-01")
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.lstrip()[:1] and cell.lstrip()[0] in "=+-@＝"]
    assert {"'=1+1", "'-1", "'＝1", "'=HYPERLINK(1)", "1;=1"} <= set(cells)
    written = PeopleEvent.objects.get(verb="exported")
    assert (written.actor, written.words) == (cast.auditor, "since=2026-11-01")
    assert "Took the audit trail out as a sheet" in _page(browser)


def test_the_record_of_an_export_holds_no_name(as_user: Callable[[User], Client], cast: people.Cast) -> None:
    browser = as_user(cast.auditor)
    for words, kept in (
        (cast.author.email, f"person={cast.author.pk}"),
        ("Zebedee", "person=nobody"),
    ):
        _sheet(browser, f"?person={words}")
        assert PeopleEvent.objects.latest("pk").words == kept


def test_erased_people_are_former_colleagues_here_too(
    as_user: Callable[[User], Client], cast: people.Cast
) -> None:
    people.submission_in("submitted", cast)
    name = cast.author.full_name
    assert name in _page(as_user(cast.auditor), kind=SUBMISSIONS.name)
    erasing.erase(subject_of(cast.author), cast.administrator, confirmed=True)
    page = _page(as_user(cast.auditor), kind=SUBMISSIONS.name)
    assert name not in page
    assert "A former colleague" in page


def test_export_needs_a_form_of_the_portal(cast: people.Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.auditor, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.post(reverse("moderation:audit_export")).status_code == 403
    assert not PeopleEvent.objects.exists()


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({}, "moderation_event_newest"),
        ({"kind": SUBMISSIONS.name}, "moderation_event_"),
        ({"reference": "CS-2026-0100"}, "moderation_event_"),
        ({"move": "reopen"}, "moderation_event_verb"),
        ({"since": NOON.date()}, "moderation_event_newest"),
    ],
)
def test_an_index_serves_every_page(auditor: User, asked: dict[str, Any], index: str) -> None:
    """The first page and one far behind begin in an index; the table is never read or sorted whole."""
    if connection.vendor != "postgresql":
        pytest.skip("The plan of PostgreSQL is what counts.")
    verbs = ("submit", "clear", "claim", "accept", "publish")
    Event.objects.bulk_create(
        Event(
            workflow=SUBMISSIONS.name,
            item=number,
            reference=f"CS-2026-{number:04}",
            verb="reopen" if number % 4000 == 0 else verbs[number % 5],
            source="submitted",
            target="in_review",
            actor=auditor,
            at=NOON + timedelta(minutes=number),
        )
        for number in range(20_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE moderation_event")
    far = reading.Place(NOON + timedelta(minutes=10_000), 1, 0)
    for place in (None, far):
        (_rank, found), *_people = reading._records(asked)
        found = found if place is None else found.filter(reading._beyond(place, 1, newer=False))
        plan = found.order_by("-at", "-pk")[: reading.PAGE + 1].explain()
        assert index in plan, plan
        assert "Seq Scan on moderation_event" not in plan, plan
