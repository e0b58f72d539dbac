from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0001_members")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="standing",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
