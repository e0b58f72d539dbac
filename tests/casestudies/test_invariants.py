"""What the database itself refuses."""

from __future__ import annotations

from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from casestudies.models import Revision, Submission
from casestudies.states import S
from moderation.models import Clearance, Event
from tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(db: None) -> Submission:
    return people.submission_in(S.PUBLISHED, people.cast())


@pytest.mark.parametrize("model", [Event, Clearance, Revision])
def test_kept_rows_refuse_delete(item: Submission, model: type) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")
    assert model.objects.exists()


@pytest.mark.parametrize(
    ("model", "column", "value"),
    [
        (Event, "words", "changed"),
        (Event, "verb", "publish"),
        (Clearance, "audience", "public"),
        (Revision, "content", "{}"),
        (Revision, "sha256", "0"),
    ],
)
def test_kept_rows_refuse_update(item: Submission, model: type, column: str, value: str) -> None:
    before = list(model.objects.values_list(column, flat=True))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {column} = %s", [value])
    assert list(model.objects.values_list(column, flat=True)) == before


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_events_refuse_truncate(item: Submission) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE moderation_event")
    assert Event.objects.exists()


def test_html_of_a_revision_may_be_made_again(item: Submission) -> None:
    assert Revision.objects.update(html={}) == 1


def test_one_open_submission_for_a_case_study(item: Submission) -> None:
    values = {"case_study": item.case_study, "author": item.author, "administration": item.administration}
    Submission.objects.create(reference="CS-2026-9001", state=S.DRAFT, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.create(reference="CS-2026-9002", state=S.IN_REVIEW, **values)


def test_one_published_submission_for_a_case_study(item: Submission) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _second_published(item)


def test_the_migration_leaves_the_published_submission_that_readers_get() -> None:
    cast = people.cast()
    item, other = people.submission_in(S.PUBLISHED, cast), people.submission_in(S.PUBLISHED, cast)
    # PostgreSQL changes no table while rows of the same transaction are still to be checked.
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX casestudies_one_published_submission")
    second = _second_published(item)
    import_module("casestudies.migrations.0010_one_published").leave_one(apps, None)
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE UNIQUE INDEX casestudies_one_published_submission"
            " ON casestudies_submission (case_study_id) WHERE state = 'published'"
        )
    states = dict(Submission.objects.values_list("pk", "state"))
    assert states == {item.pk: S.PUBLISHED, second.pk: S.SUPERSEDED, other.pk: S.PUBLISHED}
    event = Event.objects.get(item=second.pk)
    assert (event.verb, event.source, event.target) == ("supersede", S.PUBLISHED, S.SUPERSEDED)


def _second_published(item: Submission) -> Submission:
    return Submission.objects.create(reference="CS-2026-9001", state=S.PUBLISHED, case_study=item.case_study)


def test_references_are_unique(item: Submission) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.create(reference=item.reference, state=S.WITHDRAWN, case_study=item.case_study)


def test_states_are_those_of_the_table(item: Submission) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=item.pk).update(state="forgotten")


def test_event_keys_are_unique(item: Submission) -> None:
    key = uuid4()
    fields = {
        "workflow": "w",
        "item": 1,
        "reference": "X",
        "verb": "v",
        "source": "a",
        "target": "b",
        "key": key,
    }
    Event.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(**fields)


def test_revision_numbers_are_unique(item: Submission) -> None:
    first = item.revisions.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Revision.objects.create(
            submission=item, number=first.number, content={}, sha256="0", sealed_by=first.sealed_by
        )


def test_references_count_up() -> None:
    from moderation.references import next_reference

    first, second = next_reference("CS"), next_reference("CS")
    assert int(second[-4:]) == int(first[-4:]) + 1
