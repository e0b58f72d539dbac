"""A case study has one published submission at most; where two came to be, the one readers get stays."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Count, F, Q

SAFE_WHILE_RUNNING = (
    "Running code replaces the published text before it publishes the next; it is refused only where two moves "
    "at the same moment would leave two, and then nothing of the second is written."
)


def leave_one(apps, schema_editor):
    """Have a published submission that readers do not get replaced, as the next publication would have done."""
    submissions = apps.get_model("casestudies", "Submission").objects.order_by()
    published = submissions.filter(state="published")
    doubled = published.values("case_study").annotate(found=Count("pk")).filter(found__gt=1)
    hidden = published.filter(case_study__in=doubled.values("case_study")).exclude(
        cleared=F("case_study__live")
    )
    for item in list(hidden):
        item.state, item.version = "superseded", item.version + 1
        item.save(update_fields=["state", "version"])
        apps.get_model("moderation", "Event").objects.create(
            workflow="casestudies.submission",
            item=item.pk,
            reference=item.reference,
            verb="supersede",
            source="published",
            target="superseded",
        )


class Migration(migrations.Migration):
    dependencies = [
        ("casestudies", "0009_tally"),
        ("members", "0008_review_languages"),
        ("moderation", "0004_moves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(leave_one, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="submission",
            constraint=models.UniqueConstraint(
                fields=("case_study",),
                condition=Q(state="published"),
                name="casestudies_one_published_submission",
            ),
        ),
    ]
