"""Events and clearances are kept as they were written: the database refuses to change them."""

from django.db import migrations

from moderation.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("moderation", "0001_initial")]

    operations = [AppendOnly("moderation_event"), AppendOnly("moderation_clearance")]
