"""Editions loaded so far get a reference, their kind, and the fingerprints of their texts."""

import hashlib
import json

from django.db import migrations
from django.utils import timezone

PARTS = ("title", "message", "body", "decision", "questions", "pitfalls")


def fill(apps, schema_editor):
    edition_model = apps.get_model("modules", "Edition")
    reference_model = apps.get_model("moderation", "Reference")
    year = timezone.now().year
    for edition in edition_model.objects.filter(reference=None).order_by("pk"):
        row, _created = reference_model.objects.get_or_create(series="ED", year=year)
        row.last += 1
        row.save()
        edition.reference = f"ED-{year}-{row.last:04}"
        edition.kind = "minor" if "." in edition.number else "major"
        edition.save()
    _fill_texts(apps.get_model("modules", "SectionText"))


def _fill_texts(text_model):
    sources = {}
    for text in text_model.objects.filter(sha256=""):
        text.sha256 = _sha(text)
        sources[text.section_id, text.language] = text.sha256
        text.save(update_fields=["sha256"])
    for text in text_model.objects.filter(translated_from=""):
        text.translated_from = sources.get((text.section_id, "en"), "")
        text.save(update_fields=["translated_from"])


def _sha(text):
    words = {part: getattr(text, part) for part in PARTS}
    canonical = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


class Migration(migrations.Migration):
    dependencies = [("modules", "0004_changes"), ("moderation", "0003_freshness")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
