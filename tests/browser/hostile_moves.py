"""Every move of a submission that takes words, with attack strings in them."""

from __future__ import annotations

from itertools import cycle

from django.urls import reverse

from casestudies.models import Submission
from casestudies.workflow import SUBMISSIONS
from moderation.models import Point
from tests import factories
from tests.browser import loads
from tests.browser.typist import HostilePortal


def every_move(portal: HostilePortal) -> None:
    """Make every move that takes words twice, each time with other attacks in them."""
    words = portal.words
    for number, brief in enumerate(loads.brief(4_900, 2)):
        portal.words = cycle([brief])
        _there_and_back(portal, number)
        _out_and_away(portal, number)
        item = factories.draft(portal.letterless)
        portal.move(item, "submit", portal.letterless)
        factories.letter_recorded(item, portal.officer)
        portal.move(item, "clear_by_letter", portal.publisher)
    portal.words = words


def _there_and_back(portal: HostilePortal, number: int) -> None:
    item = factories.draft(portal.author)
    contact_point, officer, publisher = portal.contact_point, portal.officer, portal.publisher
    portal.move(item, "hand_over", portal.author, colleague=contact_point.pk)
    portal.move(item, "submit", portal.author)
    portal.move(item, "return", contact_point)
    _send(portal, item)
    portal.move(item, "clear", contact_point)
    portal.move(item, "claim", officer)
    for verb in ("dispute", "confirm"):
        factories.edited(item, officer, years=f"2020, {verb}")
        portal.move(item, "accept", officer, **portal.letter())
        portal.move(item, verb, contact_point)
    portal.move(item, "schedule", publisher, publish_at="2099-01-01T10:00", **portal.letter())
    portal.move(item, "unschedule", publisher)
    portal.move(item, "publish", publisher, **portal.letter())
    portal.move(item, "retract", publisher)
    portal.move(item, "restore", publisher)
    portal.show_at_desk(f"every move {number}, at the desk", item)
    portal.show_in_room(f"every move {number}, in the room", item)


def _send(portal: HostilePortal, item: Submission) -> None:
    """Send a text once more; the statement is asked anew each time."""
    item.draft = {**item.draft, "statement": True}
    item.save(update_fields=["draft"])
    portal.move(item, "submit", portal.author)


def _out_and_away(portal: HostilePortal, number: int) -> None:
    item = factories.draft(portal.author)
    portal.move(item, "submit", portal.author)
    portal.move(item, "clear", portal.contact_point)
    portal.move(item, "claim", portal.officer)
    pin = reverse("casestudies:pin", args=[item.reference])
    portal.post(portal.officer, pin, field="situation", words=next(portal.answers))
    portal.move(item, "request_changes", portal.officer, due_on="2099-01-15", **portal.letter())
    point = Point.objects.about(SUBMISSIONS.name, item.pk).get()
    answer = reverse("casestudies:answer", args=[item.reference, point.pk])
    portal.post(portal.author, answer, answer=next(portal.answers))
    _send(portal, item)
    portal.move(item, "clear", portal.contact_point)
    portal.move(item, "decline", portal.officer, reason="outside", **portal.letter())
    portal.move(item, "reopen", portal.publisher, **portal.letter())
    portal.show_at_desk(f"every move {number}, opened again", item)
    # The desk no longer sees what its administration has withdrawn: that is another text.
    item = factories.draft(portal.author)
    portal.move(item, "submit", portal.author)
    portal.move(item, "withdraw", portal.contact_point)
    portal.show_in_room(f"every move {number}, withdrawn", item)
