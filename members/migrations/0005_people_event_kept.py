"""The record of people is kept as it was written: the database itself refuses to change it."""

from django.db import migrations

from members.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("members", "0004_people_event")]

    operations = [AppendOnly("members_peopleevent")]
