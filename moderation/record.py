"""What is on record about an item, so that a page and the rules it asks read each table once."""

from __future__ import annotations

from functools import cached_property

from moderation.models import Clearance, Event, Moderated, Point


class Record:
    """The points, consents and moves of one item, oldest first; each is read when it is first asked for."""

    def __init__(self, workflow: str, item: int) -> None:
        self.workflow, self.item = workflow, item
        # Whether somebody wrote in the text, where the page has asked already.
        self.wrote: dict[int, bool] = {}

    @cached_property
    def points(self) -> list[Point]:
        points = Point.objects.about(self.workflow, self.item)
        return list(points.select_related("author", "answered_by", "settled_by"))

    @cached_property
    def clearances(self) -> list[Clearance]:
        clearances = Clearance.objects.filter(workflow=self.workflow, item=self.item)
        return list(clearances.select_related("actor"))

    @cached_property
    def events(self) -> list[Event]:
        events = Event.objects.about(self.workflow, self.item)
        return list(events.select_related("actor", "administration"))

    def last(self, verb: str) -> Event | None:
        """Give the latest event of one move."""
        return next((event for event in reversed(self.events) if event.verb == verb), None)


def open_record(workflow: str, item: Moderated) -> Record:
    """Keep one reading with the item, for a page that only shows it."""
    item.record = Record(workflow, item.pk)
    return item.record


def record_of(workflow: str, item: Moderated) -> Record:
    """Give the reading a page has opened, or else one that reads afresh: a move locks and reads its own row."""
    return item.record or Record(workflow, item.pk)
