"""Every text carries the values of its filters in its index, so that few with a frequent word are found at once.

The index of titles holds no columns of filters any more.
"""

from typing import Any

from django.db import migrations

from search.filtering import tokens
from search.fulltext import UNMAKE, KeptByDatabase

AT_ONCE = 500
SAFE_WHILE_RUNNING = (
    "Running code asks for none of these words, and waits while the index is remade within the same "
    "transaction. What it publishes from then on until it is reloaded lacks them until rebuild_search."
)


def carry_filters(apps: Any, schema_editor: Any) -> None:
    _let_nobody_publish(schema_editor)
    # Without an index, which is made anew at once for all rows, not changed for each of them.
    for statement in UNMAKE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)
    entries = apps.get_model("search", "Entry").objects.order_by("pk")
    last = 0
    while portion := list(entries.filter(pk__gt=last).defer("text", "stems")[:AT_ONCE]):
        for entry in portion:
            carried = tokens(
                {
                    "kind": [entry.kind],
                    "module": [entry.module],
                    "region": [entry.region],
                    "topic": entry.topics.split("|"),
                    "language": [entry.language],
                    "year": [str(entry.year or "")],
                }
            )
            known = (token for token in entry.tokens.split() if token not in carried)
            entry.tokens = " ".join([*carried, *known])
        entries.bulk_update(portion, ["tokens"])
        last = portion[-1].pk


def _let_nobody_publish(schema_editor: Any) -> None:
    """Wait for whoever publishes, as whoever publishes then waits (``search.index``).

    A text published between reading and writing would get back the words it had before.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("LOCK TABLE search_vocable IN SHARE ROW EXCLUSIVE MODE")


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0003_titled"),
    ]

    operations = [
        migrations.RunPython(carry_filters, migrations.RunPython.noop),
        KeptByDatabase(),
    ]
