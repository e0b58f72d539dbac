"""References people can say over the telephone: CS-2026-0042."""

from django.db import transaction
from django.utils import timezone

from moderation.models import Reference


def next_reference(series: str) -> str:
    """Hand out the next reference of a series for this year; no number is given twice."""
    year = timezone.now().year
    with transaction.atomic():
        Reference.objects.get_or_create(series=series, year=year)
        row = Reference.objects.select_for_update().get(series=series, year=year)
        row.last += 1
        row.save(update_fields=["last"])
    return str(row)
