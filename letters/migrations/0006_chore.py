from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0005_giving_up'),
    ]

    operations = [
        migrations.CreateModel(
            name='Chore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='last done')),
                ('claimed_at', models.DateTimeField(blank=True, null=True, verbose_name='being done since')),
            ],
            options={
                'verbose_name': 'daily chore',
                'verbose_name_plural': 'daily chores',
            },
        ),
    ]
