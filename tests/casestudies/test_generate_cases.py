"""Made-up case studies: published whole, found by the search, and gone without a trace."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from casestudies import indexing
from casestudies.models import CaseStudy, CaseText, Illustration
from moderation import freshness
from moderation.models import Audience
from search import index
from search.models import Entry, Vocable
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def guide(db: None) -> None:
    factories.edition()
    factories.topic()
    factories.topic("T2")
    factories.region()


def _words() -> list[tuple[str, str, str, int]]:
    known = Vocable.objects.order_by("language", "audience", "word")
    return list(known.values_list("language", "audience", "word", "texts"))


def _entries() -> list[dict[str, object]]:
    return list(Entry.objects.order_by("key", "language").values())


def test_publishes_what_readers_find(client: Client) -> None:
    before = freshness.current()[0]
    call_command("generate_cases", 12)
    assert CaseStudy.objects.public().count() == 11
    assert CaseStudy.objects.get(audience=Audience.MEMBERS).slug == "generated-10"
    assert CaseText.objects.count() == 24
    assert all(case.topics.count() == 2 for case in CaseStudy.objects.all())
    assert Illustration.objects.count() == 24
    assert freshness.current()[0] > before
    case = CaseStudy.objects.get(slug="generated-11")
    assert case.attribution == "Generated administration 11"
    assert client.get(case.get_absolute_url()).status_code == 200
    assert case.slug in client.get(reverse("search:results"), {"q": "generated 11"}).content.decode()


def test_index_is_what_a_rebuild_makes() -> None:
    call_command("generate_cases", 5)
    words, entries = _words(), _entries()
    for text in _published():
        index.put(text)  # would change what differs
    assert (_words(), _entries()) == (words, entries)
    index.remove_many(indexing.KIND, [f"generated-{number}" for number in range(1, 6)])
    assert (_words(), _entries()) == ([], [])
    for text in _published():
        index.put(text)
    assert _words() == words


def _published() -> list[index.Text]:
    return [text for kind, key in indexing.things() for text in indexing.texts(kind, key)]


def test_same_seed_same_words_and_more_is_added() -> None:
    call_command("generate_cases", 3, seed=7)
    first = list(CaseText.objects.order_by("pk").values_list("title", flat=True))
    call_command("generate_cases", remove=True)
    call_command("generate_cases", 2, seed=7)
    call_command("generate_cases", 1, seed=7)
    assert list(CaseText.objects.order_by("pk").values_list("title", flat=True)) == first


def test_remove_takes_them_and_nothing_else() -> None:
    kept = CaseStudy.objects.create(slug="kept", audience=Audience.PUBLIC)
    index.put(
        index.Text(kind="case_study", key="kept", language="en", address="/", title="Kept words", text="")
    )
    words = _words()
    call_command("generate_cases", 4)
    call_command("generate_cases", remove=True)
    assert list(CaseStudy.objects.all()) == [kept]
    assert list(Entry.objects.values_list("key", flat=True)) == ["kept"]
    assert _words() == words


def test_put_many_replaces_what_is_known() -> None:
    def text(title: str) -> index.Text:
        return index.Text(kind="case_study", key="k", language="en", address="/", title=title, text="")

    index.put(text("Formerly"))
    index.put_many([text("Nowadays")])
    assert list(Entry.objects.values_list("title", flat=True)) == ["Nowadays"]
    assert [word for _language, _audience, word, _texts in _words()] == ["nowadays"]


def test_real_portal_refuses(settings: object) -> None:
    settings.DEMONSTRATION = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="real portal"):
        call_command("generate_cases", 1)
    call_command("generate_cases", 1, benchmark=True)
    assert CaseStudy.objects.count() == 1


def test_nothing_to_draw_from_is_said() -> None:
    CaseStudy.topics.through.objects.all().delete()
    factories.Topic.objects.all().delete()
    with pytest.raises(CommandError, match="Load the Members and the guide"):
        call_command("generate_cases", 1)


def test_count_is_needed() -> None:
    with pytest.raises(CommandError, match="how many"):
        call_command("generate_cases")
