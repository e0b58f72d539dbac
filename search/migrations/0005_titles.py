"""The index of titles holds no columns of filters any more: their values stand among its words."""

from django.db import migrations

from search.fulltext import KeptByDatabase

SAFE_WHILE_RUNNING = "Running code compares columns that are remade within the same transaction; it waits."


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0004_filters"),
    ]

    operations = [
        KeptByDatabase(),
    ]
