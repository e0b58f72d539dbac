from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0002_preferences'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='state',
            field=models.CharField(blank=True, db_default='', default='', max_length=24, verbose_name='state'),
        ),
        migrations.AddField(
            model_name='letter',
            name='inside',
            field=models.BooleanField(db_default=False, default=False, verbose_name='stays inside the administration'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['reference', '-written_at'], name='letters_letter_reference'),
        ),
    ]
