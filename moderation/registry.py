"""Which things are moderated: filled by the content apps when they are ready, read by the desk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet

from members.models import User
from moderation.states import Words
from moderation.workflow import Workflow


@dataclass(frozen=True, slots=True)
class DeskTab:
    """One tab of the desk: its address and what waits there for this person's side."""

    label: Words
    url_name: str
    # Nothing where nothing ever waits.
    waiting: Callable[[User], QuerySet[Any] | Sequence[QuerySet[Any]]] | None
    position: int
    visible: Callable[[User], bool] = attrgetter("is_at_desk")


_workflows: dict[str, Workflow] = {}
_tabs: list[DeskTab] = []


def register(workflow: Workflow, tab: DeskTab) -> None:
    """Add a moderated thing once; called from ``AppConfig.ready``."""
    if workflow.name not in _workflows:
        _workflows[workflow.name] = workflow
        add_tab(tab)


def add_tab(tab: DeskTab) -> None:
    """Add a tab of the desk once, for something that no workflow moves."""
    if tab.url_name not in {known.url_name for known in _tabs}:
        _tabs.append(tab)


def workflow(name: str) -> Workflow:
    """Give the table of that name."""
    return _workflows[name]


def workflows() -> list[Workflow]:
    return list(_workflows.values())


def tabs(user: User) -> list[DeskTab]:
    """Give the tabs this person sees; none for somebody who has nothing to do at the desk."""
    return sorted((tab for tab in _tabs if tab.visible(user)), key=lambda tab: tab.position)
