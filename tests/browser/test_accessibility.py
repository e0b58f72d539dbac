"""axe finds nothing, nothing scrolls sideways, and the content policy is kept, on every page and in every dress."""

from __future__ import annotations

import os
from collections.abc import Callable
from urllib.parse import urlsplit
from zlib import crc32

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import BrowserContext, Page

from tests.browser.also import ALSO, REFUSED, WRONG, more_references, refuse
from tests.browser.axe import violations
from tests.browser.pages import PUBLIC, SIGNED_IN

WIDTHS = (320, 390, 768, 1280)
THEMES = ("light", "dark")
# Everything takes many minutes: `make accessibility` does it. Each run of the tests looks at every page once, in
# one language and one dress, so that all of them come to the same number of pages.
WHOLE = bool(os.environ.get("WHOLE_MATRIX"))
DRESSES = [("light", 320), ("dark", 390), ("light", 1280), ("dark", 768)]


# What pages look like does not depend on the database.
pytestmark = pytest.mark.skipif(
    connection.vendor == "postgresql" and not WHOLE, reason="Pages are looked at on SQLite."
)
EVERYBODY = list(dict.fromkeys([*SIGNED_IN, *ALSO]))


def _dresses(name: str, language: str) -> list[tuple[str, int]]:
    if WHOLE:
        return [(theme, width) for theme in THEMES for width in WIDTHS]
    return [DRESSES[crc32(f"{language} {name}".encode()) % len(DRESSES)]]


def _languages(name: str, languages: tuple[str, ...] = ("en", "fr")) -> tuple[str, ...]:
    return languages if WHOLE else (languages[crc32(name.encode()) % len(languages)],)


def _problems(page: Page, name: str, language: str) -> list[str]:
    found = []
    for theme, width in _dresses(name, language):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        where = f"{name} ({language}) at {width} px, {theme}"
        found += [f"{where}: {violation}" for violation in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{where}: scrolls sideways")
    return found


def test_public_pages(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    found: list[str] = []
    for name, path in PUBLIC.items():
        for language in _languages(name, ("en", "fr", "ar")):
            page.goto(path.format(language=language))
            assert page.locator("h1").count() == 1, name
            assert page.locator("html").get_attribute("lang") == language
            found += _problems(page, name, language)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("who", EVERYBODY)
def test_pages_of_people(
    open_context: Callable[..., BrowserContext], sign_in: Callable[..., Page], who: str
) -> None:
    found: list[str] = []
    values = more_references()
    page = _known(sign_in(who)) if who else open_context().new_page()
    for name, path in (SIGNED_IN.get(who, {}) | ALSO.get(who, {})).items():
        for language in _languages(name):
            address = path.format(language=language, **values)
            page.goto(address)
            assert urlsplit(page.url).path == urlsplit(address).path, name
            assert page.locator("h1").count() == 1, name
            found += _problems(page, name, language)
    assert not found, "\n".join(found)


def test_refused_forms(open_context: Callable[..., BrowserContext], sign_in: Callable[..., Page]) -> None:
    """A form that comes back with what is wrong in it reads, wraps and is announced like any other page."""
    found: list[str] = []
    values = more_references()
    pages: dict[str, Page] = {}
    for name, (who, path, form, typed) in REFUSED.items():
        page = pages.get(who) or (_known(sign_in(who)) if who else open_context().new_page())
        pages[who] = page
        for language in _languages(name):
            page.goto(path.format(language=language, **values))
            refuse(page, form, typed)
            assert page.locator(WRONG).count(), name
            found += _problems(page, f"{name}, refused", language)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_open_menus(sign_in: Callable[..., Page], language: str) -> None:
    page = sign_in("contributor", viewport={"width": 390, "height": 900})
    for menu in range(2):
        page.goto(f"/{language}/")
        page.locator("details.drop summary").nth(menu).click()
        assert not violations(page, "[data-none]", "details.drop[open]")
        page.keyboard.press("Escape")
        assert page.locator("details.drop[open]").count() == 0


def _known(page: Page) -> Page:
    """Say once more who it is, as sensitive pages ask: here they are looked at, not their door."""
    page.goto("/en/accounts/reauthenticate/")
    page.locator("input[name=password]").fill(settings.DEMO_PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(lambda url: "reauthenticate" not in url)
    return page


def test_admin_and_editor_keep_the_policy(sign_in: Callable[..., Page]) -> None:
    """The ``problems`` fixture fails the test on any violation the browser reports."""
    page = sign_in("admin")
    for path in ("/admin/", "/admin/members/user/", "/admin/members/administration/add/"):
        assert page.goto(path).status == 200
    page = sign_in("contributor")
    page.goto("/en/contribute/")
    page.locator("form[action$='/contribute/new/'] button").first.click()
    page.goto(page.url.replace("/about/", "/story/"))
    page.locator("textarea[name=situation]").fill("**Bold** <script>alert(1)</script> words")
    page.locator("textarea[name=situation]").press("End")
    preview = page.locator("[data-markdownx] .markdownx-preview, .markdownx .markdownx-preview").first
    preview.locator("strong").wait_for(timeout=5000)
    assert preview.locator("script").count() == 0
