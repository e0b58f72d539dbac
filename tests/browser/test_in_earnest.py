"""What only a portal as in production has: a bucket, a mail server, a proxy that keeps pages (``make journeys``)."""

from __future__ import annotations

import email
import email.policy
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from deploy.trial.processes import wait_for
from tests import factories
from tests.browser import trial
from tests.browser.buttons import press, says
from tests.browser.test_every_branch import submission
from tests.browser.test_main_job import _write_and_send

# As long as a proxy may hold a page, and a moment more.
KEPT_SECONDS = 61

pytestmark = pytest.mark.skipif(
    not trial.ADDRESS, reason="Needs a portal as in production: make journeys starts one."
)


def _letters_about(reference: str, to: str) -> list[str]:
    folder = Path(trial.FOLDER) / "mail"
    found = [
        email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in folder.glob("*.eml")
    ]
    texts = [each.get_body(("plain",)).get_content() for each in found if to in str(each["To"])]
    return [text for text in texts if reference in text]


def test_a_file_goes_through_the_bucket_and_a_letter_through_the_mail_server(
    sign_in: Callable[..., Page],
) -> None:
    page = sign_in("contributor")
    page.goto("/en/contribute/")
    page.get_by_role("button", name="New case study").first.click()
    page.goto(page.url.replace("/about/", "/story/"))
    picture = {"name": "plan.png", "mimeType": "image/png", "buffer": factories.picture()}
    page.locator("input[name=files]").set_input_files(picture)
    page.get_by_role("button", name="Save and leave").click()
    link = page.get_by_role("link", name="plan.png").first
    address = urljoin(trial.ADDRESS, link.get_attribute("href"))
    first, second = (page.request.get(address) for _ in range(2))
    assert first.status == 200
    assert first.headers["etag"].strip('"') == sha256(second.body()).hexdigest()
    reference = _write_and_send(page)
    wait_for("the letter", lambda: _letters_about(reference, "contact.point@demo.example"), 60)
    text = _letters_about(reference, "contact.point@demo.example")[0]
    assert f"{trial.ADDRESS}/en/contribute/{reference}/" in text


def test_the_proxy_keeps_pages_of_strangers_and_of_nobody_else(
    open_context: Callable[..., BrowserContext], sign_in: Callable[..., Page]
) -> None:
    stranger, delegate = open_context(**trial.THROUGH_THE_CACHE).new_page(), sign_in("delegate")
    address = "/en/case-studies/?module=strategic-perspectives"
    assert stranger.goto(address).headers["x-cache"] == "MISS"
    assert stranger.goto(address).headers["x-cache"] == "HIT"
    answer = delegate.goto(address)
    assert "no-store" in answer.headers["cache-control"]
    expect(delegate.get_by_role("banner")).to_contain_text("Dara Lindqvist")
    stranger.goto(address)
    expect(stranger.get_by_role("banner")).not_to_contain_text("Dara Lindqvist")


def test_what_is_retracted_is_not_shown_once_more(
    open_context: Callable[..., BrowserContext], sign_in: Callable[..., Page]
) -> None:
    """The first reader after a minute, and not the second, reads that it is gone: however long nobody came."""
    item = submission("published")
    stranger = open_context(**trial.THROUGH_THE_CACHE).new_page()
    address = item.case_study.get_absolute_url()
    assert stranger.goto(address).status == 200
    assert stranger.goto(address).headers["x-cache"] == "HIT"
    contact_point = sign_in("contact.point")
    contact_point.goto(item.get_absolute_url())
    press(contact_point, "Retract", words="The figures were those of a test.")
    says(contact_point, "A notice stands in its place in the library.")
    time.sleep(KEPT_SECONDS)
    for state in ("EXPIRED", "HIT"):
        answer = stranger.goto(address)
        assert (answer.status, answer.headers["x-cache"]) == (410, state)
        expect(stranger.locator("main")).not_to_contain_text("counters")
