"""Handing over, and the Secretariat's second factor: the screens only."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import BrowserContext, Page, expect

PERIOD = 30


def test_contact_point_hands_over_to_a_colleague(sign_in: Callable[..., Page], settings: Any) -> None:
    page, colleague = sign_in("contact.point"), sign_in("contributor")
    page.goto("/en/contribute/")
    page.get_by_role("link", name="Our people").click()
    page.get_by_role("link", name="Hand over to a successor").click()
    page.get_by_label("A colleague").select_option(label="Amara Sello")
    page.get_by_label("Delegate", exact=True).check()
    page.get_by_role("button", name="Hand over").click()
    page.locator("input[name=password]").fill(settings.DEMO_PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Amara Sello is contact point now.")).to_be_visible()
    assert page.request.get("/en/contribute/people/").status == 403
    colleague.goto("/en/contribute/people/")
    expect(colleague.get_by_role("heading", name="Our people", exact=True)).to_be_visible()


def test_officer_sets_up_a_second_step_and_signs_in_with_it(
    sign_in: Callable[..., Page], open_context: Callable[..., BrowserContext], settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    page = sign_in("officer")
    page.goto("/en/desk/submissions/")
    expect(page.get_by_text("Add a second factor first.")).to_be_visible()
    page.get_by_role("link", name="Set up the app").click()
    page.locator("input[name=password]").fill(settings.DEMO_PASSWORD)
    page.get_by_role("button", name="Go on").click()
    secret = page.get_by_label("The same in words").input_value()
    page.locator("input[name=code]").fill(_code(secret))
    page.get_by_role("button", name="Start using the app").click()
    codes = page.get_by_label("Codes that are left").input_value().split()
    page.goto("/en/desk/submissions/")
    expect(page.get_by_role("navigation", name="Secretariat desk")).to_be_visible()
    _sign_in_with(open_context().new_page(), codes[0], settings.DEMO_PASSWORD)


def _sign_in_with(page: Page, code: str, password: str) -> None:
    page.goto("/en/accounts/login/?next=/en/desk/submissions/")
    page.locator("input[name=login]").fill("officer@demo.example")
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.locator("input[name=code]").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("navigation", name="Secretariat desk")).to_be_visible()


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))
