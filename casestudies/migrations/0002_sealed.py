"""A sealed text is kept as it was sent: the database refuses to change its words, its seal and its place.

Its HTML is derived and may be made again.
"""

from django.db import migrations

from moderation.append_only import AppendOnly

SEALED = ("submission_id", "number", "content", "sha256", "sealed_by_id", "sealed_at")


class Migration(migrations.Migration):
    dependencies = [("casestudies", "0001_initial")]

    operations = [AppendOnly("casestudies_revision", SEALED)]
