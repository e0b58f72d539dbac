"""Introductions and facilitators' notes know whether they follow the English ones, as sections do."""

import hashlib
import json

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from modules.sealing import SealEditions, UnsealEditions


SAFE_WHILE_RUNNING = (
    "The guards of published editions are lifted and set again in one transaction, and running code "
    "neither reads nor writes the new columns, which have a default."
)
PARTS = {
    "ModuleText": ("title", "also_known_as", "question", "standfirst", "brief", "purpose", "objectives", "audience"),
    "FacilitatorNote": ("objectives", "minutes", "activity", "discussion", "collect", "if_short", "background"),
}


def fill(apps, schema_editor):
    """What was loaded so far came in all languages together: each text follows the English one."""
    for name, parts in PARTS.items():
        texts = list(apps.get_model("modules", name).objects.all())
        owner = "module_id" if name == "ModuleText" else "section_id"
        for text in texts:
            text.sha256 = _sha({part: getattr(text, part) for part in parts})
        sources = {getattr(text, owner): text.sha256 for text in texts if text.language == "en"}
        for text in texts:
            text.translated_from = sources.get(getattr(text, owner), "")
            text.save(update_fields=["sha256", "translated_from"])


def _sha(words):
    canonical = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


class Migration(migrations.Migration):

    dependencies = [
        ('modules', '0009_review_language'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        UnsealEditions(),
        migrations.AddField(
            model_name='facilitatornote',
            name='saved_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='facilitatornote',
            name='saved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='facilitatornote',
            name='sha256',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='facilitatornote',
            name='translated_from',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='moduletext',
            name='saved_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='moduletext',
            name='saved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='moduletext',
            name='sha256',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='moduletext',
            name='translated_from',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AlterField(
            model_name='sectiontext',
            name='sha256',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AlterField(
            model_name='sectiontext',
            name='translated_from',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        SealEditions(),
    ]
