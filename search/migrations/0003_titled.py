"""Words of titles are compared without reading all words of a text, and rare words are known to be rare."""

from django.db import migrations

from search.fulltext import KeptByDatabase

SAFE_WHILE_RUNNING = "Running code compares a column that is remade within the same transaction; it waits."


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_newest"),
    ]

    operations = [
        KeptByDatabase(),
    ]
