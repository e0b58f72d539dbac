"""axe finds nothing, nothing scrolls sideways, and the content policy is kept, on every page and in every dress."""

from __future__ import annotations

import os
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from tests.browser.also import ALSO, REFUSED, WRONG, more_references, references, refuse
from tests.browser.axe import violations
from tests.browser.pages import PUBLIC, SIGNED_IN

WIDTHS = (320, 390, 768, 1280)
THEMES = ("light", "dark")
# Every width in every theme takes minutes: `make accessibility` does it, each run of the tests the corners.
WHOLE = bool(os.environ.get("WHOLE_MATRIX"))
CORNERS = {("light", 320), ("light", 1280), ("dark", 390)}
FURTHER_CORNERS = {("en", "light", 320), ("fr", "dark", 390)}


def _problems(page: Page, name: str, widths: tuple[int, ...]) -> list[str]:
    found = []
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            where = f"{name} at {width} px, {theme}"
            if WHOLE or (theme, width) in CORNERS:
                found += [f"{where}: {violation}" for violation in violations(page)]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{where}: scrolls sideways")
    return found


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_public_pages(open_context: Callable[..., BrowserContext], language: str) -> None:
    page = open_context().new_page()
    found: list[str] = []
    for name, path in PUBLIC.items():
        page.goto(path.format(language=language))
        assert page.locator("h1").count() == 1, name
        assert page.locator("html").get_attribute("lang") == language
        found += _problems(page, f"{name} ({language})", WIDTHS)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_of_people(sign_in: Callable[..., Page], language: str) -> None:
    found: list[str] = []
    for who, pages in SIGNED_IN.items():
        page = sign_in(who)
        for name, path in pages.items():
            page.goto(path.format(language=language, **references()))
            assert page.locator("h1").count() == 1, name
            found += _problems(page, f"{name} ({language})", WIDTHS if WHOLE else (390, 1280))
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


@pytest.mark.parametrize("who", ALSO)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_further_pages(
    open_context: Callable[..., BrowserContext], sign_in: Callable[..., Page], who: str, language: str
) -> None:
    """One corner in each language here, everything in `make accessibility`."""
    found: list[str] = []
    values = more_references()
    page = _known(sign_in(who)) if who else open_context().new_page()
    for name, path in ALSO[who].items():
        address = path.format(language=language, **values)
        page.goto(address)
        assert urlsplit(page.url).path == urlsplit(address).path, name
        assert page.locator("h1").count() == 1, name
        found += _further_problems(page, name, language)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_refused_forms(
    open_context: Callable[..., BrowserContext], sign_in: Callable[..., Page], language: str
) -> None:
    """A form that comes back with what is wrong in it reads, wraps and is announced like any other page."""
    found: list[str] = []
    values = more_references()
    pages: dict[str, Page] = {}
    for name, (who, path, form, typed) in REFUSED.items():
        page = pages.get(who) or (_known(sign_in(who)) if who else open_context().new_page())
        pages[who] = page
        page.goto(path.format(language=language, **values))
        refuse(page, form, typed)
        assert page.locator(WRONG).count(), name
        found += _further_problems(page, f"{name}, refused", language)
    assert not found, "\n".join(found)


def _known(page: Page) -> Page:
    """Say once more who it is, as sensitive pages ask: here they are looked at, not their door."""
    page.goto("/en/accounts/reauthenticate/")
    page.locator("input[name=password]").fill(settings.DEMO_PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(lambda url: "reauthenticate" not in url)
    return page


def _further_problems(page: Page, name: str, language: str) -> list[str]:
    found = []
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for width in WIDTHS:
            if WHOLE or (language, theme, width) in FURTHER_CORNERS:
                page.set_viewport_size({"width": width, "height": 900})
                where = f"{name} ({language}) at {width} px, {theme}"
                found += [f"{where}: {violation}" for violation in violations(page)]
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found.append(f"{where}: scrolls sideways")
    return found


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
