"""What readers cite stays as it is: the database refuses to change a published edition."""

from django.db import migrations

from modules.sealing import SealEditions


class Migration(migrations.Migration):
    dependencies = [("modules", "0006_edition_tightened")]

    operations = [SealEditions()]
