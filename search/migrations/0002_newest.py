"""The newest texts with a frequent word are found without reading all that have it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0001_entry"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["language", "-updated"], name="search_entry_newest_own"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["-updated"], name="search_entry_newest"),
        ),
    ]
