"""Who may: each party with the people it lets in and those it must not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from feedback.parties import SUBMITTER
from members.models import Administration, User
from members.roles import Role
from moderation.parties import author, holder, of_administration, of_secretariat
from tests import factories

pytestmark = pytest.mark.django_db
BOTH = of_administration(Role.CONTRIBUTOR, Role.CONTACT_POINT)


def _item(administration: Administration | None = None, **fields: Any) -> Any:
    known = {"administration_id": administration.pk if administration else None}
    own = {"holder_id": None, "author_id": None, "email": "", "is_left_behind_by": lambda _person: False}
    return SimpleNamespace(**{**own, **known, **fields})


def test_of_administration(administration: Administration, contact_point: User, delegate: User) -> None:
    assert BOTH(contact_point, _item(administration)) == Role.CONTACT_POINT
    assert BOTH(delegate, _item(administration)) is None
    assert BOTH(contact_point, _item(factories.administration("Customs of Valoria"))) is None
    assert BOTH(contact_point, _item()) is None


def test_of_administration_acts_in_the_first_role_that_is_named(administration: Administration) -> None:
    person = factories.person("both", Role.CONTACT_POINT, Role.CONTRIBUTOR, administration=administration)
    assert BOTH(person, _item(administration)) == Role.CONTRIBUTOR


def test_of_administration_is_nobody_without_one(db: None) -> None:
    assert BOTH(factories.person("nowhere", Role.CONTACT_POINT), _item()) is None


def test_of_secretariat(administration: Administration, case_officer: User, publisher: User) -> None:
    reviews = of_secretariat(Role.CASE_OFFICER)
    assert reviews(case_officer, _item(administration)) == Role.CASE_OFFICER
    assert reviews(case_officer, _item()) == Role.CASE_OFFICER
    assert reviews(publisher, _item(administration)) is None


def test_of_secretariat_never_for_ones_own_administration(administration: Administration) -> None:
    lent = factories.person("lent", Role.CASE_OFFICER, administration=administration)
    assert of_secretariat(Role.CASE_OFFICER)(lent, _item(administration)) is None
    assert of_secretariat(Role.CASE_OFFICER)(lent, _item()) == Role.CASE_OFFICER


@pytest.mark.parametrize("role", [Role.DELEGATE, Role.CONTRIBUTOR, Role.CONTACT_POINT])
def test_of_secretariat_takes_its_own_roles_only(role: Role) -> None:
    with pytest.raises(ValueError, match="not a role of the Secretariat"):
        of_secretariat(role)


def test_holder(administration: Administration, case_officer: User, second_officer: User) -> None:
    held = holder(Role.CASE_OFFICER)
    item = _item(administration, holder_id=case_officer.pk)
    assert held(case_officer, item) == Role.CASE_OFFICER
    assert held(second_officer, item) is None
    assert held(factories.person("former"), _item(administration)) is None


def test_holder_without_the_role_any_more(administration: Administration, stranger: User) -> None:
    assert holder(Role.CASE_OFFICER)(stranger, _item(administration, holder_id=stranger.pk)) is None


def test_author(administration: Administration, contributor: User, contact_point: User) -> None:
    wrote = author(Role.CONTRIBUTOR)
    assert wrote(contributor, _item(administration, author_id=contributor.pk)) == Role.CONTRIBUTOR
    assert wrote(contributor, _item(administration, author_id=contact_point.pk)) is None
    assert wrote(contact_point, _item(administration, author_id=contact_point.pk)) is None


def test_author_after_a_change_of_post(contributor: User, editor: User) -> None:
    elsewhere = factories.administration("Customs of Valoria")
    assert author(Role.CONTRIBUTOR)(contributor, _item(elsewhere, author_id=contributor.pk)) is None
    assert author(Role.EDITOR)(editor, _item(elsewhere, author_id=editor.pk)) == Role.EDITOR


def test_whoever_said_it(delegate: User, stranger: User) -> None:
    assert SUBMITTER(delegate, _item(author_id=delegate.pk)) == Role.DELEGATE
    assert SUBMITTER(delegate, _item(author_id=stranger.pk)) is None
    assert SUBMITTER(delegate, _item(email=delegate.email)) is None


def test_whoever_said_it_without_an_account(delegate: User) -> None:
    guest = User(email="reader@elsewhere.example")
    assert SUBMITTER(guest, _item(email="reader@elsewhere.example")) == Role.DELEGATE
    assert SUBMITTER(guest, _item(email="somebody@elsewhere.example")) is None
    assert SUBMITTER(guest, _item(email="reader@elsewhere.example", author_id=delegate.pk)) is None
    assert SUBMITTER(User(email=""), _item(email="")) is None
