"""The keys of the queue: they work, they can be turned off, and they never take a letter from somebody who writes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from casestudies.models import Submission

QUEUE = "/en/desk/submissions/"


@pytest.fixture
def officer(sign_in: Callable[..., Page]) -> Page:
    page = sign_in("officer")
    page.goto(QUEUE)
    return page


def _at(page: Page) -> int:
    """Give the row that has the focus; -1 for none."""
    return page.evaluate(
        "[...document.querySelectorAll('[data-row]')].findIndex(row => row.contains(document.activeElement))"
    )


def test_move_and_open(officer: Page) -> None:
    links = officer.locator("[data-row] [data-open]")
    last = links.count() - 1
    assert last >= 1
    for key, row in (
        ("j", 0),
        ("j", 1),
        ("k", 0),
        ("k", 0),
        *[("j", min(n + 1, last)) for n in range(last + 1)],
    ):
        officer.keyboard.press(key)
        assert _at(officer) == row
    officer.keyboard.press("k")
    address = links.nth(last - 1).get_attribute("href")
    officer.keyboard.press("Enter")
    officer.wait_for_url(f"**{address}")


def test_take(officer: Page) -> None:
    row = officer.locator("[data-row]", has=officer.locator("[data-take]")).first
    row.locator("[data-open]").focus()
    reference = row.locator("[data-open]").get_attribute("id").removeprefix("title-")
    officer.keyboard.press("a")
    expect(officer.get_by_role("status")).to_contain_text("It is yours now.")
    assert Submission.objects.get(reference=reference).holder.email == "officer@demo.example"


def test_take_without_a_row_does_nothing(officer: Page) -> None:
    officer.keyboard.press("a")
    expect(officer).to_have_url(officer.url)
    assert officer.url.endswith(QUEUE)


def test_typing_is_not_hijacked(officer: Page) -> None:
    officer.keyboard.press("/")
    search = officer.get_by_role("searchbox", name="Search in title, reference and administration")
    expect(search).to_be_focused()
    expect(search).to_have_value("")
    officer.keyboard.type("jk a/j")
    expect(search).to_have_value("jk a/j")
    assert _at(officer) == -1
    officer.locator("select[name=module]").focus()
    officer.keyboard.press("j")
    assert _at(officer) == -1


def test_keys_of_the_browser_stay_its_own(officer: Page) -> None:
    officer.keyboard.press("Control+j")
    assert _at(officer) == -1


def test_turned_off_and_remembered(officer: Page) -> None:
    line = officer.locator("[data-keys]")
    expect(line).to_contain_text("move")
    officer.get_by_role("button", name="Turn the keys off").click()
    expect(line).not_to_contain_text("move", use_inner_text=True)
    officer.reload()
    for key in ("j", "a", "/"):
        officer.keyboard.press(key)
    assert _at(officer) == -1
    expect(officer.locator("[data-queue-search]")).not_to_be_focused()
    officer.get_by_role("button", name="Turn the keys on").click()
    officer.keyboard.press("j")
    assert _at(officer) == 0


def test_line_is_for_those_with_a_pointer(sign_in: Callable[..., Page]) -> None:
    page = sign_in("officer", has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    page.goto(QUEUE)
    expect(page.locator("[data-keys]")).to_be_hidden()


def test_chosen_decision_shows_its_form_alone(officer: Page) -> None:
    """And without script: the choice is the browser's own."""
    officer.goto(Submission.objects.filter(state="in_review").first().get_desk_url())
    officer.get_by_role("radio", name="Decline").check()
    expect(officer.get_by_role("button", name="Decline")).to_be_visible()
    expect(officer.locator(".way:visible")).to_have_count(1)
