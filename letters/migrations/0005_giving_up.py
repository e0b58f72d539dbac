from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0004_grace'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='bounced_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='refused for good'),
        ),
        migrations.AddField(
            model_name='letter',
            name='given_up_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='given up'),
        ),
    ]
