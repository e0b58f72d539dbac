"""The index: one row per published text and language, and the words that occur in them.

The full-text index beside ``Entry`` (an FTS5 table on SQLite, a generated ``tsvector`` with GIN on
PostgreSQL) is kept by the database itself, see ``search.fulltext``. On SQLite a later migration that
alters ``Entry`` remakes its table and loses the triggers: let it end with ``fulltext.KeptByDatabase``.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PUBLIC = "public"


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, audiences: Iterable[str]) -> EntryQuerySet:
        """Keep what somebody in these audiences may read; everything shown or counted passes here."""
        return self.filter(audience__in=sorted(audiences))


class Entry(models.Model):
    """One published text in one language, as it can be found."""

    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(_("key"), max_length=200)
    language = models.CharField(_("language"), max_length=8)
    audience = models.CharField(_("audience"), max_length=20, default=PUBLIC)

    address = models.CharField(_("address"), max_length=500)
    title = models.CharField(_("title"), max_length=300)
    byline = models.CharField(_("where it stands or who it is from"), max_length=300, blank=True)

    module = models.CharField(_("module"), max_length=60, blank=True)
    region = models.CharField(_("region"), max_length=20, blank=True)
    topics = models.CharField(_("topics"), max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    updated = models.DateTimeField(_("updated"), default=timezone.now)

    # Last, so that reading the columns above does not touch them.
    length = models.PositiveIntegerField(default=0)
    text = models.TextField(_("text"), blank=True)
    stems = models.TextField(blank=True)
    tokens = models.TextField(blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the search index")
        verbose_name_plural = _("entries of the search index")
        constraints = [
            models.UniqueConstraint(fields=("kind", "key", "language"), name="search_entry_once_a_language"),
        ]
        indexes = [
            # The newest with a frequent word are found without reading all that have it.
            models.Index(fields=("language", "-updated"), name="search_entry_newest_own"),
            models.Index(fields=("-updated",), name="search_entry_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.language})"


class Vocable(models.Model):
    """A word that occurs in texts of one language and audience, and in how many of them."""

    language = models.CharField(max_length=8)
    audience = models.CharField(max_length=20)
    word = models.CharField(max_length=40)

    folded = models.CharField(max_length=40)
    initial = models.CharField(max_length=2)
    length = models.PositiveSmallIntegerField()
    texts = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("word of the index")
        verbose_name_plural = _("words of the index")
        constraints = [
            models.UniqueConstraint(fields=("language", "audience", "word"), name="search_vocable_once"),
        ]
        indexes = [models.Index(fields=("initial", "length"), name="search_vocable_like")]

    def __str__(self) -> str:
        return self.word
