"""The administration's room: what is asked of it, what it has written, and how it is moving."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from casestudies import drafts, submissions
from casestudies.hands import name_receivers
from casestudies.models import Submission
from casestudies.rules import people_who_write
from casestudies.views.entry import writer
from casestudies.workflow import SUBMISSIONS
from moderation.history import history

PAGE = 20


@require_safe
@login_required
def room(request: HttpRequest) -> HttpResponse:
    user = writer(request)
    show = request.GET.get("show", "")
    show = show if show in submissions.SHOWN else ""
    counts = submissions.room_counts(user)
    items = submissions.room_items(user)
    pages = Paginator(items.filter(state__in=submissions.SHOWN[show]) if show else items, PAGE)
    pages.count = counts[show or "all"]  # counted already, for the filters
    page = pages.get_page(request.GET.get("page"))
    waiting = list(submissions.waits_for(user))
    points = submissions.point_counts(waiting)
    followed = next(iter(waiting or page.object_list), None)
    context = {
        "page": page,
        "rows": [(item, SUBMISSIONS.state(item)) for item in page.object_list],
        "asked": [(item, SUBMISSIONS.state(item), points.get(item.pk)) for item in waiting],
        "show": show,
        "counts": counts,
        "administration": user.administration,
        "colleagues": people_who_write(user.administration_id).exclude(pk=user.pk).count(),
        **_track(followed),
    }
    return render(request, "casestudies/room.html", context)


def _track(item: Submission | None) -> dict[str, object]:
    """Give the way of the one text that is most urgent, or was moved last."""
    if item is None:
        return {}
    events = name_receivers(history(SUBMISSIONS, item, internal=False))
    return {"followed": item, "followed_state": SUBMISSIONS.state(item), "events": events}


@require_POST
@login_required
def new(request: HttpRequest) -> HttpResponse:
    submission = drafts.begin(writer(request))
    return redirect("casestudies:edit", submission.reference, "about")
