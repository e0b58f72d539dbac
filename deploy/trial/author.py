"""Somebody of an administration at work, through the portal's own forms; knows what was acknowledged."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from uuid import uuid4

from deploy.trial.visitor import Answer, Visitor

REFERENCE = re.compile(r"(?:CS|FB|RM)-\d{4}-\d{4,}")
OK = 200
SECTION = "continuity"


@dataclass
class Author:
    """What this person was told is saved: ``saved`` (the last title of each draft), ``moved``, ``said``."""

    visitor: Visitor
    saved: dict[str, str] = field(default_factory=dict)
    moved: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)

    def begin(self) -> str:
        """Begin a case study; gives its reference, or raises when it was not begun."""
        page = self.visitor.ask("/en/contribute/")
        answer = self.visitor.ask("/en/contribute/new/", page.hidden())
        found = REFERENCE.findall(answer.address)
        if not found:
            raise RuntimeError(f"No case study was begun: {answer.status} {answer.sentence()}")
        return str(found[0])

    def form(self, reference: str) -> Answer:
        return self.visitor.ask(f"/en/contribute/{reference}/edit/about/")

    def save(self, reference: str, page: Answer | None = None) -> Answer:
        """Save a title that was never written before; ``page`` is the form when it is open already."""
        page = page or self.form(reference)
        if page.status != OK:
            return page
        title = f"Title {uuid4()}"
        form = {**page.hidden(), "title": title, "language": "en", "leave": "1"}
        answer = self.visitor.ask(f"/en/contribute/{reference}/edit/about/", form)
        if answer.status == OK and "/edit/" not in answer.address:
            self.saved[reference] = title
        return answer

    def attach(self, reference: str, name: str, content: bytes) -> Answer:
        page = self.form(reference)
        if page.status != OK:
            return page
        form = {**page.hidden(), "title": "With a file", "language": "en"}
        return self.visitor.ask(f"/en/contribute/{reference}/files/", form, {"files": (name, content)})

    def move(self, reference: str, verb: str, words: str = "Enough.") -> Answer | None:
        """Take a step with a case study; None when the page does not offer it."""
        page = self.visitor.ask(f"/en/contribute/{reference}/")
        address = f"/en/contribute/{reference}/{verb}/"
        form = page.hidden(address)
        if not form:
            return None
        answer = self.visitor.ask(address, {**form, "words": words})
        if answer.status == OK and f"/{verb}/" not in answer.address:
            self.moved.append(form["key"])
        return answer

    def remark(self, section: str = SECTION) -> Answer:
        """Say what should change in a section."""
        address, words = f"/en/feedback/sections/{section}/", f"Remark {uuid4()}"
        page = self.visitor.ask(address)
        if page.status != OK:
            return page
        chosen = {"words": words, "kind": "missing", "capacity": "personal", "attribution": "nobody"}
        answer = self.visitor.ask(address, {**page.hidden(), **chosen})
        found = REFERENCE.findall(answer.address)
        if answer.status == OK and found:
            self.said[found[0]] = words
        return answer
