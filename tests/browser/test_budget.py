"""What a first visit costs: a reader on a slow line fetches this much before the page is whole."""

from __future__ import annotations

from collections.abc import Callable

import brotli
from playwright.sync_api import BrowserContext, Page, Response

BYTES = 25 * 1024
REQUESTS = 5


def test_first_visit_of_the_largest_module(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    page.goto("/en/guide/")
    addresses = page.locator("main h2 a").evaluate_all("(links) => links.map((link) => link.pathname)")
    assert len(addresses) == 4
    visits = {address: _fetched(open_context().new_page(), address) for address in addresses}
    address, fetched = max(visits.items(), key=lambda visit: sum(visit[1].values()))
    listed = "\n".join(f"{size:6} {url}" for url, size in fetched.items())
    assert sum(fetched.values()) <= BYTES, f"{address}: {sum(fetched.values())} bytes\n{listed}"
    assert len(fetched) <= REQUESTS, f"{address}: {len(fetched)} requests\n{listed}"


def _fetched(page: Page, address: str) -> dict[str, int]:
    """Give every file of a first visit but fonts, with its size as it would be sent."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks the function
    page.goto(address, wait_until="networkidle")
    return {
        answer.url: _sent(answer)
        for answer in answers
        if answer.request.resource_type != "font" and answer.url.startswith("http")
    }


def _sent(answer: Response) -> int:
    """Pages are compressed as they go out, static files beforehand and harder."""
    if answer.request.resource_type == "document":
        assert answer.headers["content-encoding"] == "br"
        return answer.request.sizes()["responseBodySize"]
    return len(brotli.compress(answer.body(), quality=11))
