"""The review cycle: every section has a day, spread over the year, and is confirmed with one click."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from members.models import User
from modules import care
from modules.loading import load_guide
from modules.models import Edition, SectionCare
from modules.source import CONTENT as REAL
from tests import people
from tests.modules.editing import KEY, edition_in

pytestmark = pytest.mark.django_db


def _enter(client: Client, user: User) -> Client:
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_days_are_spread_over_twelve_months() -> None:
    load_guide(REAL)
    days = list(SectionCare.objects.order_by("review_on").values_list("review_on", flat=True))
    today = timezone.now().date()
    assert len(set(days)) == len(days) > 20
    assert today < days[0] <= today + timedelta(days=31)
    assert days[-1] == today + timedelta(days=365)
    gaps = [(later - sooner).days for sooner, later in pairwise(days)]
    assert max(gaps) - min(gaps) <= 1


def test_what_is_known_is_not_touched_by_the_next_edition(small_guide: Edition) -> None:
    SectionCare.objects.update(review_on=date(2030, 1, 1))
    assert care.take_care_of_sections(small_guide) == 0
    assert set(SectionCare.objects.values_list("review_on", flat=True)) == {date(2030, 1, 1)}


def test_still_true_is_one_click(client: Client, small_guide: Edition) -> None:
    cast = people.cast()
    SectionCare.objects.filter(key=KEY).update(review_on=date(2026, 1, 1))
    assert care.due().count() == 1
    browser = _enter(client, cast.editor)
    page = browser.get(reverse("modules:desk_care")).content.decode()
    assert "1 section is due." in page
    assert page.index(f'id="{KEY}"') < page.index('id="risk"')
    browser.post(reverse("modules:desk_confirm", args=[KEY]))
    row = SectionCare.objects.get(key=KEY)
    assert row.confirmed_by == cast.editor
    assert row.review_on == timezone.now().date() + timedelta(days=365)
    assert care.due().count() == 0


def test_the_owner_confirms_and_others_do_not(client: Client, small_guide: Edition) -> None:
    cast = people.cast()
    url = reverse("modules:desk_confirm", args=[KEY])
    assert _enter(client, cast.language_reviewer).post(url).status_code == 403
    SectionCare.objects.filter(key=KEY).update(owner=cast.language_reviewer)
    assert _enter(client, cast.language_reviewer).post(url).status_code == 302
    assert SectionCare.objects.get(key=KEY).confirmed_by == cast.language_reviewer


def test_an_owner_and_a_day_are_set(client: Client, small_guide: Edition) -> None:
    cast = people.cast()
    url = reverse("modules:desk_assign", args=[KEY])
    browser = _enter(client, cast.publisher)
    assert cast.editor.full_name in browser.get(url).content.decode()
    assert cast.delegate.full_name not in browser.get(url).content.decode()
    refused = browser.post(url, {"owner": cast.delegate.pk, "review_on": "2027-02-30"})
    assert refused.status_code == 422
    browser.post(url, {"owner": cast.editor.pk, "review_on": "2027-02-01"})
    row = SectionCare.objects.get(key=KEY)
    assert (row.owner, row.review_on) == (cast.editor, date(2027, 2, 1))


def test_care_outlives_an_edition(client: Client) -> None:
    cast = people.cast()
    edition_in("published", cast)
    SectionCare.objects.filter(key=KEY).update(owner=cast.editor)
    page = _enter(client, cast.editor).get(reverse("modules:desk_care")).content.decode()
    assert cast.editor.full_name in page
