"""What people type runs nowhere: two hundred attacks and more in every field, looked at wherever they show."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import replace
from html import escape
from itertools import groupby
from pathlib import Path
from urllib.parse import urlencode, urljoin
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.urls import reverse
from markdown_it import MarkdownIt
from playwright.sync_api import Browser, BrowserContext
from pytest_django.live_server_helper import LiveServer

from casestudies import workflow as submissions
from casestudies.notifications import OUTWARD, POSTS
from feedback import workflow as remarks
from letters.models import Letter
from members.models import User
from moderation.workflow import Say
from modules import workflow as editions
from tests.browser import loads
from tests.browser.detector import Detector
from tests.browser.hostile_portal import NASTY, build
from tests.browser.hostile_typed import typed_in
from tests.browser.typist import HostilePortal
from tests.prose.hostile import SCRIPTS

WHOLE = bool(os.environ.get("WHOLE_MATRIX"))
# What a browser makes of a page does not depend on the database.
pytestmark = pytest.mark.skipif(
    connection.vendor == "postgresql" and not WHOLE, reason="Pages are looked at on SQLite."
)
ASKS_AT_LEAST = 200
# What a limit leaves room for, where it is not everything but at least what is asked.
BOXES = ("decisions of the guide", "questions of the guide", "pitfalls of the guide")
SHORT = dict.fromkeys(
    ("years", "contact", "names of people", "functions of people", "names of files", *BOXES), ASKS_AT_LEAST
)
TOLD = [move.name for move in submissions.MOVES if move.say is not Say.NOTHING]
SHORT |= {f"words of {verb}": ASKS_AT_LEAST for verb in TOLD}
# Of remarks and editions, the moves whose words were typed by the dozen; the others once or twice.
SHORT |= {
    f"words of {move.name}": 50
    for move in (*remarks.MOVES, *editions.MOVES)
    if move.name not in {*TOLD, "ask_back", "defer", "no_change", "out_of_scope", "refer"}
}
SHORT |= dict.fromkeys(
    (f"words of {verb}" for verb in ("ask_back", "defer", "no_change", "out_of_scope", "refer")),
    ASKS_AT_LEAST,
)
ONE_OF_MANY = re.compile(
    r"public page [1-9]|remark [1-9]|letter .+/|request for access [1-9]|answered request [2-9]|guest [1-9]"
    r"|our people [2-9]|every move 1|remark, \w+ 1|invitation [1-9]"
)
# What the frame of every letter brings itself; any other style is somebody's words come alive.
FRAME = Path(django_settings.BASE_DIR, "templates", "emails", "_letter.html").read_text(encoding="utf-8")
OWN_STYLE = FRAME[FRAME.index("<style>") : FRAME.index("</head>")]
# Goes to an address of which nothing is known yet, and holds none of the words.
WITHOUT_WORDS = "mail feedback/to_confirm"
SHOW_ALL = (
    "preview",
    "draft",
    "room",
    "clearance, changes",
    "clearance, clean",
    "review, changes",
    "review, clean",
    "form",
    "edited by the desk",
    "refused",
    "public page",
    "library, page by page",
    "remark",
    "mail",
    "feed",
    "accounts",
    "section",
    "changes of an edition",
    "request for access",
    "answered request",
    "our people",
    "desk, person",
    "guest",
    "edited letter",
)
# Each shows some; all of their pages, which are many, are for `make hostile`.
SPREAD = {"refused", "remark", "request for access", "answered request", "our people", "guest"}


@pytest.fixture
def portal(live_server: LiveServer, settings: object) -> str:
    """A portal with nothing in it but what the tests type."""
    settings.PORTAL_ADDRESS = live_server.url
    settings.FEEDBACK_LIMIT_PERSON = (1_000, 60)
    return live_server.url


def _enter(detector: Detector, portal: str, who: User | AnonymousUser) -> None:
    """Become somebody else, once the page before has nothing under way any more."""
    detector.page.goto("about:blank")
    detector.context.clear_cookies()
    if isinstance(who, User):
        name, client = django_settings.SESSION_COOKIE_NAME, Client()
        client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
        detector.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": portal}])


def test_detector_sees_what_runs(chromium: Browser) -> None:
    """The same attacks on a page that lets them through: without this, the test below could be blind."""
    context = chromium.new_context()
    context.route("**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
    detector = Detector(context)
    detector.page.goto("http://localhost:9/planted")
    naive = MarkdownIt("commonmark", {"html": True})
    naive.validateLink = bool
    could = detector.page.evaluate(PLANT, [[text, naive.render(text)] for text in SCRIPTS])
    ran = {name for hit in detector.hits if (name := hit.rpartition(": ")[2]).startswith("attack")}
    assert len(ran) >= ASKS_AT_LEAST // 2, len(ran)
    assert len(ran | set(could)) >= ASKS_AT_LEAST
    seen = detector.caught
    assert {"ran", "asked", "reached out", "opened", "framed"} <= seen.keys()
    detector.put("planted", f"<p>q7x</p>{NASTY[0]}<a href='javascript:alert(1)'>x</a>")
    assert detector.shown["planted"] == {7}
    assert len(detector.harm) == 2, detector.harm
    context.close()


# Each attack twice in frames of its own, as it stands and through a renderer that keeps everything.
PLANT = """async (pages) => {
    const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
    const could = new Set();
    const plant = (html, at) => {
        const frame = document.createElement("iframe");
        frame.name = `attack ${at}`;
        frame.srcdoc = `<input value="${html}"><p title='${html}'>x</p>${html}`;
        const loaded = new Promise((resolve) => { frame.onload = resolve; });
        document.body.append(frame);
        return [frame, Promise.race([loaded, wait(2000)])];
    };
    for (let from = 0; from < pages.length; from += 50) {
        const planted = pages.slice(from, from + 50).flatMap((two, n) => two.map((html) => plant(html, from + n)));
        await Promise.all(planted.map(([, loaded]) => loaded));
        for (const [frame] of planted) {
            try {
                if (frame.contentWindow.lookAt().harm.length) could.add(frame.name);
            } catch { /* it went elsewhere */ }
        }
        await wait(100);
        planted.forEach(([frame]) => frame.remove());
    }
    return [...could];
}"""


def test_nothing_typed_runs_anywhere(open_context: Callable[..., BrowserContext], portal: str) -> None:
    world = build()
    _everything_was_typed()
    # With the policy of the pages switched off: nothing may be left for it to stop. Whatever runs with it runs
    # without it too; `make hostile` looks at everything, and once more as readers have it.
    for off in (True, False) if WHOLE else (True,):
        detector = Detector(open_context(bypass_csp=off))
        _look_everywhere(detector, world if off and WHOLE else _one_of_each(world), portal)
        _look_at_feeds(detector)
        if off:
            _look_at_library(detector)
            _look_at_letters(detector)
            _look_at_preview(detector, world, portal)
            _everything_was_seen(detector)
        assert not detector.caught


def _everything_was_typed() -> None:
    """Every field holds every attack that its limit leaves room for."""
    assert len(set(SCRIPTS)) == len(SCRIPTS) >= ASKS_AT_LEAST
    stored = typed_in()
    assert {f"words of {verb}" for verb in TOLD} <= stored.keys()
    for name, found in stored.items():
        assert len(found) >= SHORT.get(name, len(loads.ALL)), (name, len(found))


def _everything_was_seen(detector: Detector) -> None:
    """A page that shows nothing proves nothing; each kind of page has shown everything."""
    blind = {what for what, shown in detector.shown.items() if not shown}
    assert blind <= {WITHOUT_WORDS}, blind
    for kind in SHOW_ALL if WHOLE else [kind for kind in SHOW_ALL if kind not in SPREAD]:
        seen = set().union(*(shown for what, shown in detector.shown.items() if what.startswith(kind)))
        assert seen == loads.ALL, (kind, len(seen))


def _one_of_each(world: HostilePortal) -> HostilePortal:
    """Leave out what is the same page with other words: the policy holds on each alike."""
    places = [place for place in world.places if not ONE_OF_MANY.match(place.what)]
    return replace(world, places=places, refused=world.refused[::4])


def _look_everywhere(detector: Detector, world: HostilePortal, portal: str) -> None:
    by_person = sorted(world.places, key=lambda place: place.who.pk or 0)
    for who, group in groupby(by_person, lambda place: place.who):
        _enter(detector, portal, who)
        for place in group:
            detector.visit(place.what, place.address, place.status)
            if place.what in {"form, about", "form, story"}:
                _look_at_editor(detector, place.what)
    for what, address, who, data in world.refused:
        _enter(detector, portal, who)
        detector.page.goto("/en/accounts/welcome/")
        assert detector.send(what, address, data) in {409, 422}, what
    for query in [*NASTY, "alert", "script", "onerror", *loads.lines(190)[::20]]:
        detector.visit("search", f"{reverse('search:results')}?{urlencode({'q': query})}")


def _look_at_editor(detector: Detector, what: str) -> None:
    """The editor shows what the server made of each text, as it will stand on the page."""
    # Two fields with the very same text share one preview.
    detector.page.wait_for_function(
        """() => {
            const editors = [...document.querySelectorAll("[data-editor]")];
            const text = (editor) => editor.querySelector("textarea").value;
            const shown = new Set(editors.filter((e) => e.querySelector(".markdownx-preview").textContent.trim()).map(text));
            return editors.every((editor) => !text(editor) || shown.has(text(editor)));
        }"""
    )
    detector.look(what)


def _look_at_library(detector: Detector) -> None:
    address: str | None = reverse("casestudies:library")
    while address:
        detector.visit("library, page by page", address)
        following = detector.page.locator("a[rel=next]")
        link = following.first.get_attribute("href") if following.count() else None
        address = urljoin(address, link) if link else None


def _look_at_feeds(detector: Detector) -> None:
    """Read the feeds as a reader of feeds does: what says that it is HTML is shown as HTML."""
    detector.page.goto("about:blank")
    for name in ("feed_case_studies", "feed_feedback", "feed_guide"):
        feed = ET.fromstring(Client().get(reverse(name)).content)
        for text in feed.iter():
            shown = str(text.text) if text.get("type") == "html" else escape(text.text or "")
            detector.put(name, f"<!doctype html><title>q0x</title>{shown}")


def _look_at_letters(detector: Detector) -> None:
    """One letter of each kind, and every one with other words."""
    letters = {(letter.kind, letter.subject, len(letter.html)): letter for letter in Letter.objects.all()}
    for letter in letters.values():
        edited = letter.kind in {
            f"casestudies/{posts[0].kind}" for verb, posts in POSTS.items() if verb in OUTWARD
        }
        assert OWN_STYLE in letter.html
        detector.put(
            f"{'edited letter' if edited else 'mail'} {letter.kind}", letter.html.replace(OWN_STYLE, "", 1)
        )


def _look_at_preview(detector: Detector, world: HostilePortal, portal: str) -> None:
    """Each attack by itself, as it was typed, through the service behind the editor."""
    _enter(detector, portal, world.author)
    detector.page.goto("/en/accounts/welcome/")
    detector.at = "preview"
    detector.page.evaluate(PREVIEW, [f"q{number}x\n\n{text}" for number, text in enumerate(SCRIPTS)])
    detector.look("preview")


PREVIEW = """async (texts) => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const show = async (content) => {
        const body = new URLSearchParams({ content, csrfmiddlewaretoken: token });
        const answer = await fetch("/markdownx/markdownify/", { method: "POST", body });
        const place = document.body.appendChild(document.createElement("div"));
        place.innerHTML = await answer.text();
    };
    while (texts.length) await Promise.all(texts.splice(0, 10).map(show));
    await new Promise((resolve) => setTimeout(resolve, 100));
}"""
