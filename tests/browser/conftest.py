"""A real Chromium: started once, a fresh context for each person, every violation of the policy recorded."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from casestudies.demonstration import load_demonstration_submissions, load_documented_cases
from feedback.demonstration import load_demonstration_feedback
from members.demonstration import load_demonstration_people
from tests import factories, snapshots
from tests.browser import trial

CHROMIUM = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))
            if CHROMIUM is None:
                item.add_marker(
                    pytest.mark.skip(reason="There is no Chromium on this machine (Debian: chromium).")
                )


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    if trial.ADDRESS:
        expect.set_options(timeout=30_000)  # a whole portal on one machine
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def server(request: pytest.FixtureRequest, settings: object) -> str:
    """The address of a server with empty tables: Django's own, or that of a trial."""
    if trial.ADDRESS:
        trial.check_database()
        request.getfixturevalue("transactional_db")
        snapshots.put_back_empty()  # of the people whom the trial made
    settings.PORTAL_ADDRESS = trial.ADDRESS or request.getfixturevalue("live_server").url
    return settings.PORTAL_ADDRESS


@pytest.fixture
def portal(server: str) -> str:
    """The address of a portal with the guide and the demonstration loaded."""
    if trial.ADDRESS:
        _load()
    else:
        snapshots.recall("portal", _load)
    return server


def _load() -> None:
    call_command("load_members", verbosity=0)
    call_command("load_guide", verbosity=0)
    load_demonstration_people()
    load_documented_cases()
    load_demonstration_submissions()
    load_demonstration_feedback()
    call_command("rebuild_search", verbosity=0)


@pytest.fixture
def small_portal(server: str) -> str:
    """The address of a portal with the demonstration's people and the smallest guide."""
    call_command("load_members", verbosity=0)
    load_demonstration_people()
    factories.edition()
    factories.topic()
    return server


@pytest.fixture
def problems() -> Iterator[list[str]]:
    """What the browser complained of; a test that leaves anything here fails."""
    found: list[str] = []
    yield found
    assert not found, found


@pytest.fixture
def open_context(
    chromium: Browser, portal: str, problems: list[str]
) -> Iterator[Callable[..., BrowserContext]]:
    """Open fresh browsers at the portal; each records script errors and violations of the content policy."""
    contexts: list[BrowserContext] = []

    if trial.ADDRESS:
        trial.forget()

    def opened(**options: object) -> BrowserContext:
        options = (trial.PAST_THE_CACHE if trial.ADDRESS else {}) | options
        context = chromium.new_context(base_url=portal, **options)
        context.set_default_timeout(60_000 if trial.ADDRESS else 15_000)
        context.on("console", lambda message: _record(message, problems))
        context.on("weberror", lambda error: problems.append(str(error.error)))
        contexts.append(context)
        return context

    yield opened
    for context in contexts:
        context.close()


def _record(message: ConsoleMessage, problems: list[str]) -> None:
    refused = "Content Security Policy" in message.text or "Refused to" in message.text
    if refused or (message.type == "error" and "Failed to load resource" not in message.text):
        problems.append(f"{message.page.url if message.page else ''}: {message.text}")


@pytest.fixture
def sign_in(open_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Sign somebody in through the page, as a person would."""

    def signed_in(name: str, **options: object) -> Page:
        from django.conf import settings

        if trial.ADDRESS:
            trial.add_second_factors()
        page = open_context(**options).new_page()
        page.goto("/en/accounts/login/")
        page.locator("input[name=login]").fill(f"{name}@demo.example")
        page.locator("input[name=password]").fill(settings.DEMO_PASSWORD)
        page.locator("input[name=password]").press("Enter")
        if trial.ADDRESS:
            trial.pass_second_factor(page)
        page.wait_for_url("**/en/**")
        return page

    return signed_in
