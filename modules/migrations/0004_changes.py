import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('modules', '0003_edition_moderated'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('method', models.CharField(choices=[('four_eyes', 'Approved by somebody who did not write in it'), ('correction', 'Minor correction, to be confirmed'), ('confirmed', 'Minor correction, confirmed by a second person'), ('translation', 'Translation approved by a language reviewer')], max_length=16, verbose_name='method')),
                ('section_key', models.SlugField(blank=True, default='', max_length=60, verbose_name='section')),
                ('language', models.CharField(blank=True, default='', max_length=8, verbose_name='language')),
                ('sha256', models.CharField(max_length=64, verbose_name='text')),
                ('role', models.CharField(choices=[('delegate', 'Delegate'), ('contributor', 'Contributor'), ('contact_point', 'National Contact Point'), ('facilitator', 'Facilitator'), ('case_officer', 'Case officer'), ('publisher', 'Publisher'), ('editor', 'Editor'), ('language_reviewer', 'Language reviewer'), ('administrator', 'Administrator'), ('auditor', 'Auditor')], max_length=20)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'approval',
                'verbose_name_plural': 'approvals',
                'ordering': ('at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section_key', models.SlugField(max_length=60, verbose_name='section')),
                ('significance', models.CharField(choices=[('typo', 'Correction of form: the meaning is the same'), ('medium', 'Medium: something is said better or more fully'), ('major', 'Major: the advice is new or different')], max_length=8, verbose_name='significance')),
                ('note_en', models.TextField(verbose_name='what changed and why, in English')),
                ('note_fr', models.TextField(blank=True, verbose_name='what changed and why, in French')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'change',
                'verbose_name_plural': 'changes',
                'ordering': ('edition', 'section_key', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(db_index=True, max_length=16, verbose_name='reference')),
            ],
            options={
                'verbose_name': 'citation',
                'verbose_name_plural': 'citations',
                'ordering': ('reference',),
            },
        ),
        migrations.CreateModel(
            name='SectionCare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True, verbose_name='section')),
                ('review_on', models.DateField(verbose_name='to be read again')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed')),
            ],
            options={
                'verbose_name': 'care of a section',
                'verbose_name_plural': 'care of sections',
                'ordering': ('review_on', 'key'),
            },
        ),
        migrations.CreateModel(
            name='Tabling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.CharField(max_length=160, verbose_name='body')),
                ('session', models.CharField(max_length=160, verbose_name='session')),
                ('document', models.CharField(max_length=60, verbose_name='document number')),
                ('tabled_on', models.DateField(verbose_name='tabled on')),
                ('outcome', models.TextField(blank=True, verbose_name='outcome')),
                ('endorsed_on', models.DateField(blank=True, null=True, verbose_name='endorsed on')),
            ],
            options={
                'verbose_name': 'tabling',
                'verbose_name_plural': 'tablings',
                'ordering': ('tabled_on', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='approval',
            name='actor',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='approval',
            name='edition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvals', to='modules.edition'),
        ),
        migrations.AddField(
            model_name='change',
            name='edition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='modules.edition'),
        ),
        migrations.AddField(
            model_name='change',
            name='written_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='citation',
            name='change',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='citations', to='modules.change'),
        ),
        migrations.AddField(
            model_name='sectioncare',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sectioncare',
            name='owner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='owner'),
        ),
        migrations.AddField(
            model_name='tabling',
            name='edition',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tablings', to='modules.edition'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(fields=['section_key'], name='modules_change_section'),
        ),
        migrations.AddConstraint(
            model_name='change',
            constraint=models.CheckConstraint(condition=models.Q(('significance__in', ['typo', 'medium', 'major'])), name='modules_change_significance'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.UniqueConstraint(fields=('change', 'reference'), name='modules_citation_once'),
        ),
    ]
