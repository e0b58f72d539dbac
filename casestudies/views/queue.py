"""The Secretariat's queue of submissions."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casestudies import queue as queues
from casestudies.choices import AUDIENCES_AT_DESK, LANGUAGES
from casestudies.desk_forms import AssignForm, QueueForm
from casestudies.desk_labels import DeskLabels, desk_labels
from casestudies.models import Submission
from casestudies.views.desk import at_desk, offer_colleagues
from casestudies.workflow import SUBMISSIONS
from members.models import User
from moderation.offers import offered

# What can be done in the queue itself; these moves ask the database nothing.
IN_THE_ROW = frozenset({"claim", "assign"})


@require_safe
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    user = at_desk(request)
    chosen, labels = QueueForm(request.GET).chosen(), desk_labels()
    asked = queues.Asked.read(chosen, labels)
    counts = queues.counts(user, asked, labels)
    page = queues.page_of(user, asked, labels, counts[asked.show], chosen.get("page"))
    context = {
        "page": page,
        "rows": [_row(item, user, labels) for item in page.object_list],
        "asked": asked,
        "counts": counts,
        "choices": _choices(labels),
    }
    return render(request, "casestudies/queue.html", context)


def _choices(labels: DeskLabels) -> dict[str, list[tuple[Any, Any]]]:
    """Give what each filter lets people choose from."""
    return {
        "module": [(name.code, f"{name.number} {name.name}") for name in labels.module.values()],
        "region": [(name.code, name.name) for name in labels.region.values()],
        "language": list(LANGUAGES),
        "audience": AUDIENCES_AT_DESK,
        "officer": [(name.code, name.name) for name in labels.officer.values()],
    }


def _row(item: Submission, user: User, labels: DeskLabels) -> dict[str, Any]:
    text = item.on_the_desk
    offers = offered(SUBMISSIONS, item, user, {"assign": AssignForm}, "casestudies:decide", only=IN_THE_ROW)
    return {
        "item": item,
        "text": text,
        "state": queues.state_at_desk(item, came_back=item.came_back),  # type: ignore[attr-defined]
        "modules": labels.modules_of(text.content["topics"]) if text else [],
        "offers": offer_colleagues(offers, item, labels),
    }
