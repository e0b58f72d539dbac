"""Remarks that were made before: received when they were made, answered and shown with their answers."""

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def fill(apps, schema_editor):
    Feedback = apps.get_model("feedback", "Feedback")
    Answer = apps.get_model("feedback", "Answer")
    Feedback.objects.filter(received_at=None).update(received_at=F("created"))
    released = Answer.objects.filter(feedback=OuterRef("pk")).values("released_at")
    Feedback.objects.filter(answered_at=None).update(answered_at=Subquery(released[:1]))
    shown = Answer.objects.filter(shown=True).exclude(released_at=None).values("feedback")
    Feedback.objects.filter(pk__in=shown).update(shown=True)


class Migration(migrations.Migration):

    dependencies = [("feedback", "0003_unconfirmed")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
