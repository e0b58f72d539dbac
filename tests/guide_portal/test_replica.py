"""Who reads from the replica, and who never does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from guide_portal import replica
from guide_portal.environment.databases import databases
from members.models import User
from modules.models import Edition
from tests import factories

URL = "postgresql://portal@db/portal"


@pytest.fixture
def beside(settings: Any) -> Iterator[Any]:
    """A second connection to the same database stands for a replica that is never behind."""
    own = {**connections["default"].settings_dict}
    connections.databases["replica"] = own
    wrapper = connections["replica"]
    # Django's test case lets only the databases of the settings be connected to.
    wrapper.ensure_connection = lambda: None if wrapper.connection else wrapper.connect()
    yield wrapper
    connections["replica"].close()
    del connections["replica"]
    del connections.databases["replica"]


@pytest.fixture
def router() -> replica.Router:
    return replica.Router()


def _reading(may: bool) -> Any:
    class Reading:
        def __enter__(self) -> None:
            self.token = replica._may_read.set(may)

        def __exit__(self, *_error: object) -> None:
            replica._may_read.reset(self.token)

    return Reading()


def test_without_the_variable_there_is_none() -> None:
    assert list(databases(URL, "")) == ["default"]


def test_the_replica_gives_up_soon_and_is_never_migrated(router: replica.Router) -> None:
    found = databases(URL, "postgresql://reader@replica/portal")
    assert found["replica"]["HOST"] == "replica"
    assert found["replica"]["OPTIONS"]["pool"]["timeout"] < found["default"]["OPTIONS"]["pool"]["timeout"]
    assert router.allow_migrate("default", "modules")
    assert not router.allow_migrate("replica", "modules")


def test_reads_go_to_the_primary_unless_a_page_may_be_stale(router: replica.Router) -> None:
    assert router.db_for_read(Edition) == "default"
    with _reading(may=True):
        assert router.db_for_read(Edition) == "replica"
        assert router.db_for_read(Session) == "default"


def test_whoever_wrote_reads_what_he_wrote(router: replica.Router) -> None:
    with _reading(may=True):
        assert router.db_for_write(User) == "default"
        assert router.db_for_read(Edition) == "default"


@pytest.mark.django_db(transaction=True)
def test_who_reads_where(client: Client, beside: Any, as_user: Any) -> None:
    """Strangers' pages come whole from the replica; sessions, forms, transactions from the primary."""
    factories.edition()
    delegate = factories.person("delegate")

    def asked(method: str, address: str) -> tuple[int, int]:
        with (
            CaptureQueriesContext(connections["default"]) as primary,
            CaptureQueriesContext(beside) as second,
        ):
            getattr(client, method)(address)
        return len(primary), len(second)

    for page in ("/en/", "/en/guide/strategic-alignment/", "/en/case-studies/", "/en/search/?q=customs"):
        primary, second = asked("get", page)
        assert primary == 0, page
        assert second > 0, page
    for method, page in (
        ("get", "/en/feedback/sections/mission-first/"),
        ("post", "/en/feedback/sections/mission-first/"),
        ("get", "/en/accounts/request/"),
    ):
        assert asked(method, page)[1] == 0, page
    with _reading(may=True), transaction.atomic(), CaptureQueriesContext(beside) as second:
        Edition.objects.count()
        User.objects.select_for_update().get(pk=delegate.pk)
    assert len(second) == 0
    as_user(delegate)
    primary, second_count = asked("get", "/en/case-studies/")
    assert primary > 0
    assert second_count == 0


def test_a_replica_that_is_away_is_left_alone_and_the_page_is_read_from_the_primary(
    monkeypatch: pytest.MonkeyPatch, beside: Any
) -> None:
    tries, clock = [], [0.0]

    def away() -> None:
        tries.append(1)
        raise OperationalError

    monkeypatch.setattr(beside, "ensure_connection", away)
    monkeypatch.setattr(replica.time, "monotonic", lambda: clock[0])
    seen: list[bool] = []

    def page(_request: HttpRequest) -> HttpResponse:
        seen.append(replica._may_read.get())
        return HttpResponse()

    handle = replica.middleware(page)
    request = RequestFactory().get("/en/guide/")
    for clock[0] in (1.0, 2.0, 30.0, 31.5):
        handle(request)
    assert seen == [False] * 4
    assert len(tries) == 2, "it is asked again only after the pause"
    monkeypatch.setattr(beside, "ensure_connection", lambda: None)
    clock[0] = 100.0
    handle(request)
    assert seen[-1] is True
    assert replica._may_read.get() is False
