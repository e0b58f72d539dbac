"""Sees whether anything that people typed runs in a browser, or could; does not rely on the content policy."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Dialog, Frame, Page, Request, Route

from tests.browser import loads

SCRIPT = (Path(__file__).parent / "detector.js").read_text(encoding="utf-8")
ELSEWHERE = re.compile(r"^(?:https?|wss?|ftp):(?!//(?:127\.0\.0\.1|localhost)[:/])")


@dataclass
class Detector:
    """One page of one browser, and everything that happened there that nobody asked for."""

    context: BrowserContext
    hits: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    windows: list[str] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    harm: list[str] = field(default_factory=list)
    shown: dict[str, set[int]] = field(default_factory=dict)
    at: str = ""

    def __post_init__(self) -> None:
        self.context.expose_binding("reportHit", lambda _source, name: self.hits.append(f"{self.at}: {name}"))
        self.context.add_init_script(SCRIPT)
        self.context.route(ELSEWHERE, self._refuse)
        self.page = self.context.new_page()
        self.context.on("page", self._window)
        self.page.on("dialog", self._dialog)
        self.page.on("frameattached", lambda frame: self.frames.append(f"{self.at}: {frame.name}"))
        self.page.on("framenavigated", self._navigated)
        self.page.on("download", lambda download: self.windows.append(f"{self.at}: {download.url}"))

    def _refuse(self, route: Route, request: Request) -> None:
        self.requests.append(f"{self.at}: {request.url[:200]}")
        route.abort()

    def _window(self, page: Page) -> None:
        self.windows.append(f"{self.at}: {page.url}")
        page.close()

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":  # the portal's own: words are not saved yet
            dialog.accept()
            return
        self.dialogs.append(f"{self.at}: {dialog.type} {dialog.message}")
        dialog.dismiss()

    def _navigated(self, frame: Frame) -> None:
        if frame.parent_frame is None and frame.url.startswith(("data:", "javascript:", "blob:")):
            self.windows.append(f"{self.at}: {frame.url[:200]}")

    @property
    def caught(self) -> dict[str, list[str]]:
        """Everything that must not be there, by what it is; empty where all is well."""
        seen = {
            "ran": self.hits,
            "asked": self.dialogs,
            "reached out": self.requests,
            "opened": self.windows,
            "framed": self.frames,
            "could": self.harm,
        }
        return {name: found for name, found in seen.items() if found}

    def look(self, what: str) -> set[int]:
        """Touch everything on the page that is open, look at it, and give the attacks that it shows."""
        before = self.page.url
        found: dict[str, Any] = self.page.evaluate("lookAt()")
        if self.page.url != before:
            self.windows.append(f"{what}: went to {self.page.url}")
        self.harm += [f"{what}: {harm}" for harm in found["harm"]]
        shown = loads.seen_in(" ".join(found["shown"]))
        self.shown.setdefault(what, set()).update(shown)
        return shown

    def visit(self, what: str, address: str, status: int = 200) -> set[int]:
        self.at = what
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == status, (what, answer.status)
        assert urlsplit(self.page.url).path == urlsplit(address).path, (what, self.page.url)
        return self.look(what)

    def send(self, what: str, address: str, data: dict[str, Any]) -> int:
        """Send a form as a page of the portal does, show the answer and give its status."""
        self.at = what
        with self.page.expect_navigation() as navigation:
            self.page.evaluate(
                """([address, pairs]) => {
                    const form = document.createElement("form");
                    form.method = "post"; form.action = address;
                    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
                    for (const [name, value] of [...pairs, ["csrfmiddlewaretoken", token]]) {
                        const field = document.createElement("textarea");
                        field.name = name; field.value = value; form.append(field);
                    }
                    document.body.append(form); HTMLFormElement.prototype.submit.call(form);
                }""",
                [address, [[n, v] for n, vs in data.items() for v in (vs if isinstance(vs, list) else [vs])]],
            )
        self.look(what)
        return navigation.value.status

    def put(self, what: str, html: str) -> set[int]:
        """Show a whole page that no server sent, as a mail program does."""
        self.at = what
        self.page.set_content(html)
        return self.look(what)
