"""Whoever holds a person or an administration lets others write rows that name them."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from django.db import connection, transaction

from letters import digest
from members.models import User
from members.rights import keep_a_contact_point
from members.standing import locked

HOLDING: dict[str, Callable[[User], object]] = {
    "standing": locked,
    "contact points": lambda person: keep_a_contact_point(person, confirmed=True),
    "daily letter": lambda person: digest._write_to(person.pk),
}


def _elsewhere(statement: str, key: int) -> bool:
    """Whether another transaction gets this lock at once."""
    with psycopg.connect(**connection.get_connection_params()) as other:
        try:
            other.execute(statement, (key,))
        except psycopg.errors.LockNotAvailable:
            return False
    return True


@pytest.mark.parametrize("holding", HOLDING)
@pytest.mark.django_db(transaction=True)
def test_rows_that_name_somebody_need_not_wait_until_he_is_let_go(contact_point: User, holding: str) -> None:
    """A move names people and administrations, and its foreign keys look for them at its commit.

    Two who hold one of them still wait for each other.
    """
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer.")
    table, key = "members_user", contact_point.pk
    if holding == "contact points":
        table, key = "members_administration", contact_point.administration_id or 0
    with transaction.atomic():
        HOLDING[holding](contact_point)
        assert _elsewhere(f"SELECT 1 FROM {table} WHERE id = %s FOR KEY SHARE NOWAIT", key)
        assert not _elsewhere(f"SELECT 1 FROM {table} WHERE id = %s FOR NO KEY UPDATE NOWAIT", key)
