"""How much waits behind each tab of the desk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet, Value

from members.models import User
from moderation.registry import DeskTab, tabs


def waiting(user: User) -> Counter[str]:
    """Count what waits for this person's side, by the tab's address; one query for all tabs."""
    counts = [count for tab in tabs(user) for count in _counts(tab, user)]
    total: Counter[str] = Counter()
    if counts:
        first, *others = counts
        for url_name, number in first.union(*others, all=True):
            total[url_name] += number
    return total


def _counts(tab: DeskTab, user: User) -> Iterator[QuerySet[Any, Any]]:
    """Give a query for each kind of thing that waits behind a tab."""
    if tab.waiting is None:
        return
    found = tab.waiting(user)
    for items in [found] if isinstance(found, QuerySet) else found:
        rows = items.order_by().annotate(tab=Value(tab.url_name)).values("tab").annotate(n=Count("pk"))
        yield rows.values_list("tab", "n")
