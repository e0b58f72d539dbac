"""People at the editor: the ground floor knows them only by what it asks of them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse


class Writer:
    is_authenticated = True
    pk = 1

    def may_write_prose(self) -> bool:
        return True


class Reader(Writer):
    def may_write_prose(self) -> bool:
        return False


class OtherWriter(Writer):
    pk = 2


class AnybodySignedIn:
    is_authenticated = True
    pk = 3


Post = Callable[..., HttpResponse]


@pytest.fixture
def post() -> Post:
    """Send a form to a view by its name, as a writer unless somebody else is named."""

    def send(
        name: str, data: dict[str, Any], user: object | None = None, method: str = "post"
    ) -> HttpResponse:
        address = reverse(name)
        request = getattr(RequestFactory(), method)(address, data)
        request.user = Writer() if user is None else user
        response: HttpResponse = resolve(address).func(request)
        return response

    return send


@pytest.fixture(params=[AnonymousUser(), Reader()], ids=["stranger", "reader"])
def outsider(request: pytest.FixtureRequest) -> object:
    return request.param
