"""Attack strings in what is said about the guide, in what the guide itself says, and in requests to join."""

from __future__ import annotations

from itertools import cycle
from typing import Any
from uuid import uuid4

from django.core import signing
from django.urls import reverse

from feedback import confirming
from feedback.askers import FOLLOW
from feedback.models import Feedback
from feedback.saying import Guest
from modules.models import Edition
from modules.word_forms import DECISION, ENTRIES, PITFALL, QUESTION
from prose.clean import clean_text
from tests import factories
from tests.browser import loads
from tests.browser.typist import HostilePortal
from tests.modules import editing

SAID = {"kind": "unclear", "attribution": "administration", "capacity": "personal"}


def remarks(portal: HostilePortal) -> None:
    """Remarks in several states, and those that are answered and shown."""
    quotes = cycle(loads.texts(550))
    for at, words in enumerate(loads.texts(3_900)):
        remark = _said(portal, words, next(quotes))
        _shown(portal, f"remark {at}", remark)
        _decide(portal, remark, "acknowledge")
        answer = {"version": remark.version, "words": words}
        portal.post(portal.officer, reverse("feedback:answer", args=[remark.reference]), **answer)
        _decide(portal, remark, "release", shows_remark="on", shows_answer="on")
    decided = (
        ("ask_back", {}),
        ("defer", {}),
        ("no_change", {}),
        ("out_of_scope", {}),
        ("refer", {"referred_to": loads.lines(190)[0]}),
    )
    words = portal.words
    for number, brief in enumerate(loads.brief(4_900, 2)):
        portal.words = cycle([brief])
        for verb, more in decided:
            remark = _said(portal, f"{verb} {number}, {brief[:3_000]}", next(quotes))
            _decide(portal, remark, "acknowledge")
            _decide(portal, remark, verb, **more)
            _shown(portal, f"remark, {verb} {number}", remark)
    portal.words = words
    while quote := _left(loads.texts(550)):
        _said(portal, f"{quote[:3_000]}, by the way", quote)
    long = {"key": str(uuid4()), "words": loads.texts(12_000)[0], **SAID}
    portal.refused.append(("remark, too long", _give(), portal.author, long))
    _guests(portal)
    portal.show("outcomes", reverse("feedback:outcomes"))
    portal.show("own remarks", reverse("feedback:mine"), portal.author)
    portal.show("feedback desk", reverse("feedback:desk"), portal.officer)
    portal.show(
        "module, with remarks", reverse("modules:module", args=["strategic-alignment"]), portal.author
    )


def _guests(portal: HostilePortal) -> None:
    """Strangers' remarks: in the letter's page before they are confirmed, and on the page that follows them."""
    names = cycle(loads.lines(118))
    for at, words in enumerate(loads.texts(3_900)):
        for box in ("waiting", "confirmed"):
            said = factories.said(words=clean_text(words), quote=clean_text(words)[:550])
            confirming.ask(Guest(f"{box}.{at}@reader.example", next(names)), factories.place(KEYS[0]), said)
        portal.show(f"guest {at}, to confirm", _confirmation(f"waiting.{at}@reader.example"))
        remark = confirming.confirm(f"confirmed.{at}@reader.example")[0]
        portal.show(f"guest {at}, followed", reverse("feedback:follow", args=[FOLLOW.sign(remark.reference)]))
        portal.show(f"guest {at}, at the desk", remark.get_desk_url(), portal.officer)


def _confirmation(email: str) -> str:
    token = signing.TimestampSigner(salt="feedback.confirm").sign(email)
    return reverse("feedback:confirm", args=[token])


def _give() -> str:
    return reverse("feedback:give", args=["mission-first"])


def _left(quotes: list[str]) -> str:
    """Give a passage that nobody has quoted yet."""
    said = set(Feedback.objects.values_list("quote", flat=True))
    return next((quote for quote in quotes if clean_text(quote) not in said), "")


def _said(portal: HostilePortal, words: str, quote: str) -> Feedback:
    portal.post(portal.author, _give(), key=str(uuid4()), words=words, quote=quote, **SAID)
    return Feedback.objects.latest("pk")


def _shown(portal: HostilePortal, what: str, remark: Feedback) -> None:
    portal.show(what, remark.get_absolute_url(), portal.author)
    portal.show(f"{what}, at the desk", remark.get_desk_url(), portal.officer)


def _decide(portal: HostilePortal, remark: Feedback, verb: str, **more: Any) -> None:
    who = portal.publisher if verb == "release" else portal.officer
    remark.refresh_from_db()
    data = {"version": remark.version, "key": str(uuid4()), "words": next(portal.words), **more}
    portal.post(who, reverse("feedback:decide", args=[remark.reference, verb]), **data)
    before = remark.version
    remark.refresh_from_db()
    assert remark.version > before, verb


KEYS = ("mission-first", "scorecard")


def guide(portal: HostilePortal) -> None:
    """An edition that is published, and the next one, whose texts hold what may never be published."""
    published = _published(portal)
    portal.show("edition", reverse("modules:edition", args=[published.number]))
    portal.show("changes of an edition", reverse("modules:changes", args=[published.number]))
    portal.show("guide", reverse("modules:guide"))
    portal.show("module", reverse("modules:module", args=["strategic-alignment"]))
    edition = editing.begin(portal.editor)
    bodies = cycle(map(clean_text, loads.texts(9_000)))
    for key in KEYS:
        for language in ("en", "fr"):
            editing.write(edition, portal.editor, key, language, body=next(bodies), **_boxes(portal))
        section = [edition.reference, key]
        portal.show(f"section {key}", reverse("modules:desk_section", args=section), portal.editor)
        for language in ("en", "fr"):
            address = reverse("modules:desk_write", args=[*section, language])
            portal.show(f"section {key} in {language}", address, portal.editor)
    portal.show(
        "edition, at the desk", reverse("modules:desk_edition", args=[edition.reference]), portal.editor
    )
    edition.refresh_from_db()
    data = {"version": edition.version, "key": str(uuid4()), "words": next(portal.words)}
    address = reverse("modules:desk_move", args=[edition.reference, "send_for_review"])
    portal.refused.append(("refused, edition", address, portal.editor, data))


def _boxes(portal: HostilePortal) -> dict[str, Any]:
    """Fill the boxes of a section, each with the next lines."""
    box = lambda columns: {key: next(portal.boxes) for key, _label in columns}  # noqa: E731
    return {
        "decision": box(DECISION),
        "questions": [box(QUESTION) for _ in range(ENTRIES)],
        "pitfalls": [box(PITFALL) for _ in range(ENTRIES)],
    }


def _published(portal: HostilePortal) -> Edition:
    edition = editing.begin(portal.editor)
    titles, notes = cycle(loads.lines(150)), cycle(loads.texts(12_000))
    for key in KEYS:
        for language in ("en", "fr"):
            named = {"title": next(titles), "message": next(titles)}
            editing.write(
                edition, portal.editor, key, language, body="Other words.", **named, **_boxes(portal)
            )
        words = clean_text(next(notes))
        editing.tell(edition, portal.editor, key, note_en=words, note_fr=words)
    for verb, who in (
        ("send_for_review", portal.editor),
        ("approve", portal.publisher),
        ("publish", portal.publisher),
    ):
        editing.move(edition, verb, who, words=clean_text(next(portal.words)))
    edition.refresh_from_db()
    return edition
