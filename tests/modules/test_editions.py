"""Every edition that was published once keeps its address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from modules.loading import load_guide
from modules.models import Edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def next_edition(small_guide: Edition, folder: Path, edit: Callable[[str, str, str], None]) -> Edition:
    """A second edition with other words, not yet published."""
    edit("structure.toml", 'number = "1"', 'number = "2"')
    edit("en/ict-governance/risk.md", "Two.", "Words of the second edition.")
    return load_guide(folder).edition


def _publish(old: Edition, new: Edition) -> None:
    Edition.objects.filter(pk=old.pk).update(state=Edition.State.SUPERSEDED)
    Edition.objects.filter(pk=new.pk).update(state=Edition.State.PUBLISHED, published_on="2027-05-01")


def test_drafts_have_no_address(client: Client, next_edition: Edition) -> None:
    assert "Edition 2" not in client.get("/en/editions/").content.decode()
    assert client.get("/en/editions/2/").status_code == 404
    assert client.get("/en/editions/2/ict-governance/").status_code == 404


def test_superseded_edition_keeps_its_words(
    client: Client, small_guide: Edition, next_edition: Edition
) -> None:
    _publish(small_guide, next_edition)

    old = client.get("/en/editions/1/ict-governance/").content.decode()
    new = client.get("/en/guide/ict-governance/").content.decode()

    assert "Words of the second edition." not in old
    assert "Words of the second edition." in new
    assert "This is the text of edition 1, as it was published." in old
    assert 'href="/en/editions/1/strategic-alignment/" rel="prev"' in old
    assert "data-cite" in old
    assert 'class="talk' not in old


def test_edition_lists_its_sections_inside_itself(client: Client, small_guide: Edition) -> None:
    page = client.get("/fr/editions/1/").content.decode()

    assert 'href="/fr/editions/1/strategic-alignment/#scorecard"' in page
    assert "Un tableau de bord" in page
    assert 'lang="en" dir="ltr">A small edition for tests.' in page


def test_editions_lists_the_newest_first(client: Client, small_guide: Edition, next_edition: Edition) -> None:
    _publish(small_guide, next_edition)

    page = client.get("/en/editions/").content.decode()

    assert page.index("/en/editions/2/") < page.index("/en/editions/1/")


def test_editions_before_the_first_one(client: Client) -> None:
    assert "No edition is published yet" in client.get("/en/editions/").content.decode()


@pytest.mark.parametrize(
    "path", ["/en/editions/9/", "/en/editions/1/nothing/", "/en/editions/9/ict-governance/"]
)
def test_unknown_edition_or_module_is_not_found(path: str, client: Client, small_guide: Edition) -> None:
    assert client.get(path).status_code == 404


def test_there_is_one_current_edition(small_guide: Edition) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(number="2", state=Edition.State.PUBLISHED)


# One of each asks whether anything was published since.
@pytest.mark.parametrize(
    ("path", "queries"), [("/en/editions/", 2), ("/en/editions/1/", 5), ("/en/editions/1/ict-governance/", 3)]
)
def test_editions_take_few_queries(
    path: str,
    queries: int,
    client: Client,
    small_guide: Edition,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(queries):
        client.get(path)
