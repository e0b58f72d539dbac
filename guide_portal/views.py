"""The roof: home, and what machines ask for."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe

from casestudies import library
from guide_portal import pages
from modules import reading

VALID = timedelta(days=180)


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Send a reader to the home page in the browser's language."""
    with override(get_language_from_request(request)):
        response = redirect("home")
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    contributions = library.contributions_by_region()
    context = {
        "doors": reading.doors(request.LANGUAGE_CODE),
        "latest": library.latest(request.user, request.LANGUAGE_CODE),
        "contributions": contributions,
        "contributed": sum(region["value"] for region in contributions),
        "members": sum(region["of"] for region in contributions),
    }
    return render(request, "home.html", context)


@require_safe
def page(request: HttpRequest, name: str) -> HttpResponse:
    """Show a fixed page, in English with a notice where it is not translated."""
    language = request.LANGUAGE_CODE or "en"
    found = pages.page(name, language)
    context = {"page": found, "marks": reading.marks(found.language, language)}
    return render(request, "page.html", context)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every part of the interface with its states."""
    return render(request, "styleguide.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    del request
    closed = [
        "desk",
        "contribute",
        "accounts",
        "feedback/mine",
        "feedback/sections",
        "feedback/case-studies",
        "feedback/follow",
        "feedback/confirm",
    ]
    lines = ["User-agent: *", *(f"Disallow: /*/{place}/" for place in closed), "Disallow: /admin/"]
    lines.append(f"Sitemap: {settings.PORTAL_ADDRESS}{reverse('sitemap_index')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _policy(language: str) -> str:
    with override(language):
        return reverse("security")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a weakness (RFC 9116)."""
    del request
    expires = (timezone.now() + VALID).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: mailto:{settings.SECURITY_CONTACT}",
        f"Expires: {expires}",
        "Preferred-Languages: en, fr",
        f"Canonical: {settings.PORTAL_ADDRESS}{reverse('security_txt')}",
        *(f"Policy: {settings.PORTAL_ADDRESS}{_policy(language)}" for language in ("en", "fr")),
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
