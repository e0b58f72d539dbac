import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0001_members'),
        ('modules', '0002_reading_mark'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='edition',
            name='administration',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.administration', verbose_name='administration'),
        ),
        migrations.AddField(
            model_name='edition',
            name='author',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author'),
        ),
        migrations.AddField(
            model_name='edition',
            name='based_on',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followers', to='modules.edition', verbose_name='begun from'),
        ),
        migrations.AddField(
            model_name='edition',
            name='confirm_by',
            field=models.DateField(blank=True, null=True, verbose_name='to be confirmed by'),
        ),
        migrations.AddField(
            model_name='edition',
            name='confirmed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='confirmed'),
        ),
        migrations.AddField(
            model_name='edition',
            name='confirmed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='edition',
            name='created',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='created'),
        ),
        migrations.AddField(
            model_name='edition',
            name='due_on',
            field=models.DateField(blank=True, null=True, verbose_name='answer due'),
        ),
        migrations.AddField(
            model_name='edition',
            name='edited_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='last written in'),
        ),
        migrations.AddField(
            model_name='edition',
            name='holder',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='with'),
        ),
        migrations.AddField(
            model_name='edition',
            name='kind',
            field=models.CharField(choices=[('major', 'Major edition'), ('minor', 'Minor edition')], default='major', max_length=8, verbose_name='kind'),
        ),
        migrations.AddField(
            model_name='edition',
            name='note_fr',
            field=models.TextField(blank=True, default='', verbose_name='note in French'),
        ),
        migrations.AddField(
            model_name='edition',
            name='publish_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='published at'),
        ),
        migrations.AddField(
            model_name='edition',
            name='scheduled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='scheduled by'),
        ),
        migrations.AddField(
            model_name='edition',
            name='reference',
            field=models.CharField(max_length=16, null=True, unique=True, verbose_name='reference'),
        ),
        migrations.AddField(
            model_name='edition',
            name='sealed_sha256',
            field=models.CharField(blank=True, default='', max_length=64, verbose_name='seal'),
        ),
        migrations.AddField(
            model_name='edition',
            name='state_since',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='since'),
        ),
        migrations.AddField(
            model_name='edition',
            name='version',
            field=models.PositiveIntegerField(default=1, verbose_name='version'),
        ),
        migrations.AddField(
            model_name='edition',
            name='writers',
            field=models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='writers'),
        ),
        migrations.AddField(
            model_name='section',
            name='predecessors',
            field=models.JSONField(blank=True, default=list, verbose_name='carries on'),
        ),
        migrations.AddField(
            model_name='sectiontext',
            name='saved_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='sectiontext',
            name='saved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sectiontext',
            name='sha256',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AddField(
            model_name='sectiontext',
            name='translated_from',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AlterField(
            model_name='edition',
            name='state',
            field=models.CharField(choices=[('drafting', 'Being drafted'), ('in_review', 'In review'), ('approved', 'Approved'), ('tabled', 'Tabled'), ('endorsed', 'Endorsed'), ('scheduled', 'Scheduled'), ('published', 'Published'), ('superseded', 'Superseded'), ('discarded', 'Discarded')], default='drafting', max_length=24, verbose_name='state'),
        ),
    ]
