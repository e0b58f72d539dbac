"""The buttons of moves, however a page offers them: alone, in a fold, or among the decisions of the desk."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


def press(page: Page, label: str, **fields: str) -> None:
    """Open a move, fill in what it asks and press its button."""
    form = opened(page, label)
    for name, value in fields.items():
        _fill(form.locator(f"[name={name}]"), value)
    form.get_by_role("button", name=label, exact=True).click()


def opened(page: Page, label: str) -> Page | Locator:
    """Choose a decision or open the fold of a move; give where its form is."""
    choice = page.locator(".ways label", has=page.locator(f"b:text-is('{label}')"))
    if choice.count():
        choice.locator("input").check()
        return page.locator(".way:visible", has=page.get_by_role("button", name=label, exact=True))
    # The whole label: "Publish" is not "Publish at a set time".
    whole = re.compile(rf"^\s*{re.escape(label)}\s*$")
    fold = page.locator("details", has=page.locator("summary", has_text=whole)).last
    if not fold.count():
        return page
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    return fold


def says(page: Page, words: str) -> None:
    """The portal answered so."""
    expect(page.get_by_role("status").first).to_contain_text(words)


def _fill(field: Locator, value: str) -> None:
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(label=value)
    else:
        field.fill(value)
