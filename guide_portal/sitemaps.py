"""The sitemap: every public page in every language, each naming the others."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from casestudies.models import CaseStudy
from modules.models import Edition, Module

PAGES = (
    "home",
    "modules:guide",
    "modules:questions",
    "modules:editions",
    "modules:glossary",
    "about",
    "criteria",
    "accessibility",
    "privacy",
    "security",
    "help_contributors",
    "help_editors",
    "casestudies:library",
    "feedback:outcomes",
)


class PortalSitemap(Sitemap):  # type: ignore[type-arg]
    i18n = True
    alternates = True
    x_default = True
    languages = [code for code, _name in settings.LANGUAGES]
    protocol = settings.PORTAL_ADDRESS.partition("://")[0]


class PageSitemap(PortalSitemap):
    def items(self) -> list[str]:
        return list(PAGES)

    def location(self, item: str) -> str:
        return reverse(item)


class ModuleSitemap(PortalSitemap):
    def items(self) -> QuerySet[Module]:
        return Module.objects.filter(edition__in=Edition.objects.current()).select_related("edition")

    def lastmod(self, item: Module) -> date | None:
        return item.edition.published_on


class CaseStudySitemap(PortalSitemap):
    limit = 2000

    def items(self) -> QuerySet[CaseStudy]:
        return CaseStudy.objects.public().order_by("pk")

    def lastmod(self, item: CaseStudy) -> datetime | None:
        return item.published_at


SITEMAPS = {"pages": PageSitemap, "modules": ModuleSitemap, "case-studies": CaseStudySitemap}
