"""What became of a Word file: kept beside its draft until somebody has seen it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class WordImportQuerySet(models.QuerySet["WordImport"]):
    def to_see(self, submission_id: int) -> WordImport | None:
        """Give what could not be read for a draft, unless somebody has put it away."""
        found = self.filter(submission=submission_id, dismissed_at=None).first()
        return found if found and found.unread else None


class WordImport(models.Model):
    """One Word file that became a draft, with what could not be read."""

    submission = models.OneToOneField(
        "casestudies.Submission", models.CASCADE, related_name="word_import", verbose_name=_("submission")
    )
    # One form, one draft: the key of the form that was sent.
    key = models.UUIDField(unique=True)
    file_name = models.CharField(_("name of the file"), max_length=120, blank=True)
    # [{"about": "results", "reason": "…", "words": "…"}, …]
    unread = models.JSONField(_("what could not be read"), default=list, blank=True)
    at = models.DateTimeField(_("read"), default=timezone.now)
    dismissed_at = models.DateTimeField(_("put away"), null=True, blank=True)

    objects = WordImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("Word file that was read")
        verbose_name_plural = _("Word files that were read")

    def __str__(self) -> str:
        return self.file_name
