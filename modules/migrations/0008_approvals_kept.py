"""Approvals are kept as they were written."""

from django.db import migrations

from members.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("modules", "0007_sealed")]

    operations = [AppendOnly("modules_approval")]
