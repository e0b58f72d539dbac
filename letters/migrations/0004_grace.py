import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0003_stated'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='not_before',
            field=models.DateTimeField(blank=True, null=True, verbose_name='not before'),
        ),
        migrations.AddField(
            model_name='letter',
            name='called_back_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='called back'),
        ),
        migrations.AddField(
            model_name='letter',
            name='superseded_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='overtaken'),
        ),
        migrations.AddField(
            model_name='letter',
            name='superseded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='letters.letter', verbose_name='overtaken by'),
        ),
    ]
