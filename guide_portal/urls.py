"""Addresses: the language comes first, always."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps import views as sitemap
from django.urls import include, path

from guide_portal import views
from guide_portal.feeds import CaseStudiesFeed, FeedbackFeed, GuideFeed
from guide_portal.sitemaps import SITEMAPS
from guide_portal.watching import views as watching

handler400 = "guide_portal.errors.bad_request"
handler403 = "guide_portal.errors.forbidden"
handler404 = "guide_portal.errors.not_found"
handler429 = "guide_portal.errors.too_many"
handler500 = "guide_portal.errors.broken"

urlpatterns = [
    path("", views.root, name="root"),
    path("healthz", watching.healthz, name="healthz"),
    path("readyz", watching.readyz, name="readyz"),
    path("metrics", watching.metrics, name="metrics"),
    path("robots.txt", views.robots, name="robots"),
    path(
        "sitemap.xml",
        sitemap.index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"},
        name="sitemap_index",
    ),
    path("sitemap-<section>.xml", sitemap.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("admin/", admin.site.urls),
    path("", include("prose.urls")),
    path("", include("casestudies.attachments.urls")),
    *i18n_patterns(
        path("", views.home, name="home"),
        path("about/", views.page, {"name": "about"}, name="about"),
        path("case-study-criteria/", views.page, {"name": "criteria"}, name="criteria"),
        path("accessibility/", views.page, {"name": "accessibility"}, name="accessibility"),
        path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
        path("security/", views.page, {"name": "security"}, name="security"),
        path("help/contributors/", views.page, {"name": "help_contributors"}, name="help_contributors"),
        path("help/editors/", views.page, {"name": "help_editors"}, name="help_editors"),
        path("feeds/case-studies/", CaseStudiesFeed(), name="feed_case_studies"),
        path("feeds/feedback/", FeedbackFeed(), name="feed_feedback"),
        path("feeds/guide/", GuideFeed(), name="feed_guide"),
        path("styleguide/", views.styleguide, name="styleguide"),
        path("accounts/", include("allauth.urls")),
        path("", include("members.urls")),
        path("", include("modules.urls")),
        path("", include("casestudies.urls")),
        path("", include("feedback.urls")),
        path("", include("search.urls")),
        path("", include("moderation.urls")),
        path("", include("letters.urls")),
    ),
]
