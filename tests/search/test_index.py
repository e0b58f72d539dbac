import random
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.db.migrations.state import ProjectState
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from search import index
from search.finding import find
from search.fulltext import MAKE, UNMAKE, KeptByDatabase
from search.index import Text
from search.models import Entry, Vocable
from tests.search.corpus import DAY

TEXT = Text(
    kind="section",
    key="mission",
    language="en",
    address="/en/guide/strategic-alignment/#mission",
    title="Mission first",
    text="Leaders decide what the administration must achieve.",
    updated=DAY,
)
pytestmark = pytest.mark.django_db


def keys(query: str, language: str = "en", audiences: tuple[str, ...] = ("public",)) -> list[str]:
    return [f"{hit.key}:{hit.language}" for hit in find(query, language, audiences).hits]


def test_put_makes_a_text_findable_at_once() -> None:
    index.put(TEXT)
    assert keys("leader") == ["mission:en"]


def test_put_again_replaces_what_was_known() -> None:
    index.put(TEXT)
    index.put(replace(TEXT, text="Directors choose systems."))
    assert keys("leader") == []
    assert keys("director") == ["mission:en"]
    assert Entry.objects.count() == 1


def test_put_the_same_again_writes_nothing(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    index.put(TEXT)
    with django_assert_max_num_queries(4) as made:  # a savepoint, its end, the lock and the row
        index.put(TEXT)
    assert not [q for q in made.captured_queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_put_by_many_at_once_counts_every_word(file_database: None) -> None:
    def publish(number: int) -> None:
        order = [1, -1][number % 2]
        try:
            with transaction.atomic():
                for part in range(4)[::order]:
                    index.put(
                        replace(TEXT, key=f"{number}-{part}", text=f"word{'abcd'[part]} shared everywhere")
                    )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(publish, range(8)))
    assert Vocable.objects.get(word="shared").texts == 32
    assert set(Vocable.objects.filter(word__startswith="word").values_list("texts", flat=True)) == {8}


def test_put_without_a_date_keeps_the_first() -> None:
    index.put(TEXT)
    index.put(replace(TEXT, updated=None, title="Mission before all"))
    assert Entry.objects.get().updated == DAY
    index.put(replace(TEXT, updated=DAY + timedelta(days=1)))
    assert Entry.objects.get().updated == DAY + timedelta(days=1)


def test_put_takes_out_what_no_reader_sees() -> None:
    index.put(replace(TEXT, title="Mission\x00 \u202efirst\ud800", text="a\x00b\x07c \n\n d"))
    entry = Entry.objects.get()
    assert (entry.title, entry.text) == ("Mission first", "a b c d")


def test_put_bounds_a_text_that_never_ends() -> None:
    index.put(
        replace(
            TEXT, title="t" * 5_000, byline="b" * 5_000, text=" ".join(f"word{n}ъ" for n in range(60_000))
        )
    )
    assert keys("word17ъ") == ["mission:en"]


TOPICS = [f"a-topic-with-a-long-name-{number}" for number in range(10)]


def test_the_longest_title_of_the_longest_letters_has_room_in_every_index() -> None:
    """An index of PostgreSQL takes no row of more than a third of a page."""
    letters = random.Random(1)
    words = ("".join(chr(letters.randrange(0x20000, 0x2A6DF)) for _ in range(4)) for _ in range(60))
    title = " ".join(words)
    assert len(title) == 299
    index.put(
        replace(TEXT, key="k" * 190, title=title, region="RRRR", module="strategic-alignment", topics=TOPICS)
    )
    assert Entry.objects.get(key="k" * 190).title == title


def test_an_empty_text_is_harmless() -> None:
    index.put(replace(TEXT, title="", text=""))
    assert keys("mission") == []


def test_replace_forgets_the_other_languages() -> None:
    french = replace(TEXT, language="fr", title="La mission", text="Les dirigeants décident.")
    index.replace("section", "mission", [TEXT, french])
    index.replace("section", "mission", [french])
    assert keys("mission", "en") == ["mission:fr"]
    assert keys("leaders") == []


def test_remove_forgets_a_thing_and_its_words() -> None:
    index.put(TEXT)
    index.put(replace(TEXT, key="other", text="Leaders govern."))
    index.remove("section", "mission")
    assert keys("mission leader") == ["other:en"]
    assert not Vocable.objects.filter(word="achieve").exists()
    assert Vocable.objects.get(word="leaders").texts == 1
    index.remove("section", "mission")
    index.remove("section", "other")
    assert not Vocable.objects.exists()


def test_words_move_with_the_audience_of_their_text() -> None:
    index.put(TEXT)
    index.put(replace(TEXT, audience="members"))
    assert set(Vocable.objects.values_list("audience", flat=True)) == {"members"}
    assert keys("leader") == []
    assert keys("leader", audiences=("public", "members")) == ["mission:en"]


def test_the_database_keeps_the_index_of_rows_written_past_it() -> None:
    index.put(TEXT)
    entry = Entry.objects.get()
    Entry.objects.filter(pk=entry.pk).update(tokens="en:elsewhere")
    assert keys("elsewhere") == ["mission:en"]
    assert keys("leader") == []
    Entry.objects.filter(pk=entry.pk).delete()
    assert keys("elsewhere") == []


def test_a_thing_stands_once_in_a_language() -> None:
    index.put(TEXT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.create(kind="section", key="mission", language="en")


def test_a_word_stands_once_in_a_language_and_audience() -> None:
    index.put(TEXT)
    word = Vocable.objects.get(word="mission")
    word.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        word.save(force_insert=True)


def test_rebuild_search_says_what_it_did_and_forgets_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    index.put(replace(TEXT, key="withdrawn"))
    index.put(replace(TEXT, kind="nobodys", key="of an app that is gone"))
    index.register_source("modules", _source(TEXT, replace(TEXT, key="second")))
    index.register_source("casestudies", _source(replace(TEXT, kind="case_study", key="third")))
    call_command("rebuild_search")
    assert capsys.readouterr().out == (
        "Search: modules, 2 texts.\nSearch: casestudies, 1 texts.\nSearch: 3 texts can be found.\n"
    )
    assert set(Entry.objects.values_list("key", flat=True)) == {"mission", "second", "third"}
    assert index.rebuild() == 3


def test_rebuild_search_keeps_what_is_published_meanwhile() -> None:
    published = [TEXT]

    def texts(kind: str, key: str) -> list[Text]:
        for text in (replace(TEXT, key="meanwhile"), replace(TEXT, key="withdrawn", title="Back again")):
            index.put(text)
            published.append(text)
        return [text for text in published if (text.kind, text.key) == (kind, key)]

    index.put(replace(TEXT, key="withdrawn"))
    index.register_source("modules", index.Source(("section",), lambda: [("section", "mission")], texts))
    index.rebuild()
    assert Entry.objects.filter(key="meanwhile").exists()
    assert Entry.objects.get(key="withdrawn").title == "Back again"


def _source(*published: Text) -> index.Source:
    return index.Source(
        tuple({text.kind for text in published}),
        lambda: [(text.kind, text.key) for text in published],
        lambda kind, key: [text for text in published if (text.kind, text.key) == (kind, key)],
    )


def test_a_migration_puts_the_filters_into_entries_from_before() -> None:
    index.put(replace(TEXT, topics=["a", "b-c"], region="EUR", year=2020))
    index.put(replace(TEXT, key="plain", module="", topics=[], region="", year=None))
    known = dict(Entry.objects.values_list("key", "tokens"))
    for entry in Entry.objects.all():
        entry.tokens = " ".join(token for token in entry.tokens.split() if token.startswith("en"))
        entry.save()
    assert dict(Entry.objects.values_list("key", "tokens")) != known
    for _again in range(2):
        _migrate_filters()
        assert dict(Entry.objects.values_list("key", "tokens")) == known
    found = find("leader", "en", ("public",), {"region": ["EUR"]})
    assert [hit.key for hit in found.hits] == ["mission"]


def test_a_migration_makes_the_index_anew_instead_of_changing_it_row_by_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def written(*given: Any, **options: Any) -> int:
        with pytest.raises(DatabaseError), transaction.atomic():
            keys("leader")
        batches.append(1)
        return bulk_update(*given, **options)

    index.put(TEXT)
    batches: list[int] = []
    bulk_update = QuerySet.bulk_update
    monkeypatch.setattr(QuerySet, "bulk_update", written)
    _migrate_filters()
    assert batches == [1]
    assert keys("leader") == ["mission:en"]


def _migrate_filters() -> None:
    """Do what the migration does, in the order of its steps."""
    migration = import_module("search.migrations.0004_filters").Migration
    editor = connection.schema_editor()
    state = ProjectState.from_apps(apps)
    for step in migration.operations:
        step.database_forwards("search", editor, state, state)


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_a_text_published_while_the_filters_are_put_in_keeps_its_words(
    file_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def publish() -> None:
        try:
            index.put(replace(TEXT, title="Another title"))
        finally:
            connections.close_all()

    def written(*given: Any, **options: Any) -> int:
        publishing.append(pool.submit(publish))
        wait(publishing, timeout=0.5)  # it is done, or it waits for the migration
        return bulk_update(*given, **options)

    index.put(TEXT)
    publishing: list[Future[None]] = []
    bulk_update = QuerySet.bulk_update
    monkeypatch.setattr(QuerySet, "bulk_update", written)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        _migrate_filters()
    assert publishing[0].exception() is None
    assert keys("another") == ["mission:en"]
    assert keys("first") == []


def test_the_full_text_index_can_be_unmade_and_made() -> None:
    index.put(TEXT)
    step = KeptByDatabase()
    editor = connection.schema_editor(collect_sql=True)
    step.database_backwards("search", editor, None, None)
    step.database_forwards("search", editor, None, None)
    with connection.cursor() as cursor:
        for statement in editor.collected_sql:
            cursor.execute(statement)
    assert len(editor.collected_sql) == 2 * len(UNMAKE[connection.vendor]) + len(MAKE[connection.vendor])
    assert keys("leader") == ["mission:en"]
    assert "full-text" in step.describe()


def test_rows_name_themselves() -> None:
    index.put(TEXT)
    assert str(Entry.objects.get()) == "section mission (en)"
    assert str(Vocable.objects.get(word="mission")) == "mission"
