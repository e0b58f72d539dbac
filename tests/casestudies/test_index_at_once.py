"""What can be found is what is published, whoever is killed and whoever is overtaken."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from casestudies import indexing
from casestudies.models import CaseStudy, Submission
from casestudies.states import S
from casestudies.workflow import SUBMISSIONS
from members.models import User
from moderation.engine import perform
from search import index
from search.models import Entry
from tests import people
from tests.factories import make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.threads]
# Long enough for a move that nobody holds up.
A_WHILE = 1


@pytest.fixture
def cast(file_database: None) -> people.Cast:
    return people.cast()


class Killed(BaseException):
    """The process ends here."""


def _found(item: Submission) -> bool:
    return Entry.objects.filter(kind=indexing.KIND, key=item.case_study.slug).exists()


def _retract(item: Submission, actor: User, version: int) -> None:
    perform(SUBMISSIONS, item, "retract", actor, expected_version=version, words="A figure was wrong.")


@pytest.mark.parametrize(
    ("state", "verb"), [(S.ACCEPTED, "publish"), (S.PUBLISHED, "retract"), (S.RETRACTED, "restore")]
)
def test_a_process_killed_before_the_index_has_made_no_move(
    cast: people.Cast, monkeypatch: pytest.MonkeyPatch, state: str, verb: str
) -> None:
    def dies(*_given: object) -> None:
        raise Killed

    item: Submission = people.submission_in(state, cast)
    monkeypatch.setattr(index, "_forget", dies)
    actor = cast.publisher if verb == "publish" else cast.contact_point
    with pytest.raises(Killed):
        perform(SUBMISSIONS, item, verb, actor, expected_version=item.version, words="A figure was wrong.")
    assert Submission.objects.get(pk=item.pk).state == state
    assert _found(item) == CaseStudy.objects.published().exists() == (verb == "retract")


def _while_it_is_read(
    monkeypatch: pytest.MonkeyPatch, read: Callable[[], object], other: Callable[[], object]
) -> None:
    """Do something else after the texts of a case study were read and before they are indexed."""
    begun, ended = threading.Event(), threading.Event()
    text_of = indexing.text_of

    def slowly(*given: Any) -> index.Text:
        text = text_of(*given)
        begun.set()
        ended.wait(A_WHILE)
        return text

    def meanwhile() -> None:
        begun.wait(10)
        try:
            other()
        finally:
            ended.set()
            connection.close()

    monkeypatch.setattr(indexing, "text_of", slowly)
    thread = threading.Thread(target=meanwhile)
    thread.start()
    read()
    thread.join()


def test_a_text_that_was_read_before_its_retraction_is_not_indexed_after_it(
    cast: people.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    item: Submission = people.submission_in(S.RETRACTED, cast)
    restored = item.version + 1
    _while_it_is_read(
        monkeypatch,
        lambda: make(item, "restore", cast.contact_point),
        lambda: _retract(Submission.objects.get(pk=item.pk), cast.contact_point, restored),
    )
    assert Submission.objects.get(pk=item.pk).state == S.RETRACTED
    assert not _found(item)


def test_a_rebuild_does_not_bring_back_what_is_retracted_meanwhile(
    cast: people.Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    item: Submission = people.submission_in(S.PUBLISHED, cast)
    assert _found(item)
    _while_it_is_read(monkeypatch, index.rebuild, lambda: _retract(item, cast.contact_point, item.version))
    assert Submission.objects.get(pk=item.pk).state == S.RETRACTED
    assert not _found(item)
