from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from members.models import User
from tests.factories import PASSWORD

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
Enter = Callable[[User], Client]


@pytest.fixture
def enter() -> Enter:
    """Give a browser of its own, in which this person is signed in and has just confirmed who he is."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=BACKEND)
        session = client.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return client

    return sign_in


@pytest.fixture
def sign_in() -> Enter:
    """Give a browser of its own in which this person signed in by the form, as allauth's own pages need."""

    def by_form(user: User) -> Client:
        EmailAddress.objects.get_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )
        client = Client()
        client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        return client

    return by_form
