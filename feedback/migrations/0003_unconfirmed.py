from django.db import migrations, models
import django.utils.timezone


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0002_outcomes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Unconfirmed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('module_key', models.SlugField(blank=True, max_length=60, verbose_name='module')),
                ('section_key', models.SlugField(blank=True, max_length=60, verbose_name='section')),
                ('case_slug', models.SlugField(blank=True, db_default='', default='', max_length=100, verbose_name='case study')),
                ('paragraph', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='paragraph')),
                ('quote', models.TextField(blank=True, db_default='', default='', verbose_name='the passage')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('kind', models.CharField(choices=[('unclear', 'unclear'), ('out_of_date', 'out of date'), ('missing', 'missing something'), ('wrong', 'wrong'), ('example', 'an example I can give'), ('coverage', 'a suggestion on what the guide covers'), ('general', 'something else')], max_length=16, verbose_name='kind')),
                ('words', models.TextField(verbose_name='what should change')),
                ('email', models.EmailField(blank=True, db_default='', default='', max_length=254, verbose_name='e-mail address')),
                ('guest_name', models.CharField(blank=True, db_default='', default='', max_length=120, verbose_name='name')),
                ('names_person', models.BooleanField(db_default=False, default=False, verbose_name='name me if my remark is shown')),
                ('form_key', models.UUIDField(unique=True)),
                ('fingerprint', models.CharField(blank=True, db_default='', default='', max_length=64)),
                ('created', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'unconfirmed remark',
                'verbose_name_plural': 'unconfirmed remarks',
                'ordering': ('created', 'pk'),
            },
        ),
        migrations.AddIndex(
            model_name='unconfirmed',
            index=models.Index(fields=['email'], name='feedback_unconfirmed_email'),
        ),
        migrations.AddIndex(
            model_name='unconfirmed',
            index=models.Index(fields=['created'], name='feedback_unconfirmed_created'),
        ),
        migrations.AddConstraint(
            model_name='unconfirmed',
            constraint=models.UniqueConstraint(fields=('fingerprint',), name='feedback_unconfirmed_once'),
        ),
        migrations.AddConstraint(
            model_name='unconfirmed',
            constraint=models.CheckConstraint(condition=models.Q(('email', ''), _negated=True), name='feedback_unconfirmed_has_address'),
        ),
    ]
