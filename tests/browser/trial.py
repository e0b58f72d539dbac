"""The journeys against a portal as in production instead of Django's own server: see ``deploy/trial``.

The trial's processes run on; the rows are those a test loads, and each test leaves the tables empty. Only
a database that a trial made for itself is ever emptied.
"""

from __future__ import annotations

import os
import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from playwright.sync_api import Page

from deploy.trial.addresses import SUFFIX
from deploy.trial.visitor import code
from members.models import User
from moderation.models import Freshness

ADDRESS = os.environ.get("TRIAL_ADDRESS", "")
SECRET = os.environ.get("TRIAL_SECRET", "")
FOLDER = os.environ.get("TRIAL_FOLDER", "")
# What a trial needs of a browser: its certificate is signed by itself, and strangers' pages would come
# from the proxy's cache, as old as a minute; a request that authorises itself goes past it.
PAST_THE_CACHE: dict[str, Any] = {
    "ignore_https_errors": True,
    "extra_http_headers": {"Authorization": "Bearer past-the-cache"},
}
THROUGH_THE_CACHE: dict[str, Any] = {"ignore_https_errors": True, "extra_http_headers": {}}


def check_database() -> None:
    """Refuse any database but one that a trial made."""
    name = str(settings.DATABASES["default"]["NAME"])
    if not name.endswith(SUFFIX):
        raise RuntimeError(f"{name} is no database of a trial; nothing is emptied.")


def add_second_factors() -> None:
    """Give everybody who has none the second factor of the trial."""
    for person in User.objects.exclude(pk__in=Authenticator.objects.values("user")):
        TOTP.activate(person, SECRET)


def forget() -> None:
    """Let no process trust what it remembers of the rows before."""
    Freshness.objects.update_or_create(pk=1, defaults={"number": time.time_ns() // 1_000_000})


def pass_second_factor(page: Page) -> None:
    """Type the six digits where they are asked for."""
    page.wait_for_url(lambda address: "/accounts/login" not in address)
    if "/2fa/" in page.url:
        page.locator("input[name=code]").fill(code(SECRET))
        page.locator("input[name=code]").press("Enter")
        page.wait_for_url(lambda address: "/2fa/" not in address)
