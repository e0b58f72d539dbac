"""Atom feeds: new case studies, and what changed in the guide. Only what strangers may read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from casestudies.library import Entry, entries, with_texts
from casestudies.models import CaseStudy
from feedback import showing
from feedback.showing import Outcome
from modules.changes import Told, newest
from modules.models import Edition

NEWEST = 20


class PortalFeed(Feed):  # type: ignore[type-arg]
    """What the portal's feeds share."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        del args, kwargs
        return request.LANGUAGE_CODE or "en"

    def link(self, language: str) -> str:
        del language
        return reverse("home")

    def item_description(self, item: Any) -> str:
        """Atom says that a summary is HTML: what people typed must not become markup in a reader of feeds."""
        return linebreaks(self.words_of(item), autoescape=True)

    def words_of(self, item: Any) -> str:
        """Give the summary of an entry as plain text."""
        raise NotImplementedError


class CaseStudiesFeed(PortalFeed):
    def title(self, language: str) -> str:
        del language
        return _("New case studies")

    def items(self, language: str) -> list[Entry]:
        return entries(with_texts(CaseStudy.objects.public(), language)[:NEWEST], language)

    def item_title(self, item: Entry) -> str:
        return item.text.title

    def words_of(self, item: Entry) -> str:
        return item.text.summary

    def item_link(self, item: Entry) -> str:
        return item.case.get_absolute_url()

    def item_pubdate(self, item: Entry) -> datetime | None:
        return item.case.published_at

    def item_author_name(self, item: Entry) -> str:
        return item.by


class FeedbackFeed(PortalFeed):
    """You said, we did: what became of remarks that are shown."""

    def title(self, language: str) -> str:
        del language
        return _("You said, we did")

    def items(self, language: str) -> list[Outcome]:
        del language
        return showing.rows(showing.outcomes()[:NEWEST])

    def item_title(self, item: Outcome) -> str:
        return f"{item.title}: {item.state.label}"

    def words_of(self, item: Outcome) -> str:
        return item.in_words()

    def item_link(self, item: Outcome) -> str:
        return f"{reverse('feedback:outcomes')}#r-{item.remark.reference}"

    def item_pubdate(self, item: Outcome) -> datetime:
        return item.remark.state_since


class GuideFeed(PortalFeed):
    """Editions, and what changed in them and why, newest first."""

    def title(self, language: str) -> str:
        del language
        return _("Changes of the guide")

    def items(self, language: str) -> list[Edition | Told]:
        entries: list[Edition | Told] = [*Edition.objects.readable()[:NEWEST], *newest(NEWEST, language)]
        # An edition stands before its own changes.
        entries.sort(key=lambda entry: _edition(entry).published_on or date.min, reverse=True)
        return entries[:NEWEST]

    def item_title(self, item: Edition | Told) -> str:
        number = _edition(item).number
        if isinstance(item, Edition):
            return _("Edition %(number)s") % {"number": number}
        return _("Edition %(number)s: what changed in “%(section)s”") % {
            "number": number,
            "section": item.title,
        }

    def words_of(self, item: Edition | Told) -> str:
        return item.own_note if isinstance(item, Edition) else item.change.note

    def item_link(self, item: Edition | Told) -> str:
        if isinstance(item, Edition):
            return reverse("modules:edition", args=[item.number])
        return reverse("modules:changes", args=[_edition(item).number]) + f"#change-{item.change.pk}"

    def item_pubdate(self, item: Edition | Told) -> datetime | None:
        day = _edition(item).published_on
        return datetime.combine(day, time(), UTC) if day else None


def _edition(item: Edition | Told) -> Edition:
    return item if isinstance(item, Edition) else item.change.edition
