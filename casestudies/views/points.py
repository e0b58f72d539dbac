"""What a case officer writes at the fields of a text under review, and who may read it once it is out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casestudies import narrowing, pinning
from casestudies.desk_forms import NarrowForm, PointForm, PointWordsForm
from casestudies.models import Submission
from casestudies.parties import CASE_OFFICER
from casestudies.rules import WORKFLOW
from casestudies.views.desk import Refused, at_desk, item_for, review_page
from members.models import User
from moderation.models import Point
from moderation.refusals import MoveIncomplete, MoveOutdated


@require_POST
@login_required
def pin(request: HttpRequest, reference: str) -> HttpResponse:
    """Pin a point to a field of the text under review; words that cannot be kept stay in the form."""
    user, item = _reviewer(request, reference)
    form = PointForm(request.POST, auto_id="id_refused_%s")
    refused = Refused(form, field=request.POST.get("field", ""))
    if not form.is_valid():
        return review_page(request, user, item, refused=refused, status=422)
    try:
        point = pinning.pin(item, user, **form.cleaned_data)
    except MoveOutdated:
        return _not_yours(request, user, item, refused)
    messages.success(
        request, _("Comment added. Nobody outside the Secretariat sees it before you send the letter.")
    )
    return _back(request, item, point)


@require_POST
@login_required
def revise(request: HttpRequest, reference: str, point: int) -> HttpResponse:
    """Change one's own point while it is not sent."""
    user, item = _reviewer(request, reference)
    get_object_or_404(Point.objects.about(WORKFLOW, item.pk), pk=point)
    form = PointWordsForm(request.POST, auto_id="id_refused_%s")
    refused = Refused(form, point=point)
    if not form.is_valid():
        return review_page(request, user, item, refused=refused, status=422)
    try:
        changed = pinning.revise(item, user, point, **form.cleaned_data)
    except MoveOutdated:
        return _not_yours(request, user, item, refused)
    messages.success(request, _("Comment changed."))
    return _back(request, item, changed)


@require_POST
@login_required
def unpin(request: HttpRequest, reference: str, point: int) -> HttpResponse:
    """Take off one's own point while it is not sent."""
    return _done(request, reference, point, pinning.unpin, _("Comment removed."))


@require_POST
@login_required
def settle(request: HttpRequest, reference: str, point: int) -> HttpResponse:
    return _done(request, reference, point, pinning.settle, _("Point settled."))


@require_POST
@login_required
def unsettle(request: HttpRequest, reference: str, point: int) -> HttpResponse:
    """Open a settled point again."""
    return _done(request, reference, point, pinning.unsettle, _("The point is open again."))


@require_POST
@login_required
def narrow(request: HttpRequest, reference: str) -> HttpResponse:
    """Narrow who may read it, or take that back; nobody can widen what the administration has cleared."""
    user = at_desk(request)
    item = item_for(user, reference)
    if narrowing.role_to_narrow(user, item) is None:
        raise PermissionDenied
    form = NarrowForm(request.POST, item=item, allowed=narrowing.allowed(item))
    if not form.is_valid():
        return review_page(request, user, item, refused=Refused(form), status=422)
    values = form.cleaned_data
    try:
        narrowing.narrow(
            item,
            user,
            values["audience"],
            values["words"],
            expected_version=values["version"],
            key=values["key"],
        )
    except (MoveOutdated, MoveIncomplete) as refusal:
        form.add_error(None, refusal.sentences[0])
        fresh = item_for(user, reference)
        return review_page(request, user, fresh, refused=Refused(form), status=refusal.status)
    messages.success(request, _("The readers are set. The reason stands in the history."))
    return redirect(f"{item.get_desk_url()}{_query(request)}")


def _done(request: HttpRequest, reference: str, key: int, act: Any, sentence: str) -> HttpResponse:
    user, item = _reviewer(request, reference)
    get_object_or_404(Point.objects.about(WORKFLOW, item.pk), pk=key)
    try:
        point = act(item, user, key)
    except MoveOutdated:
        return _not_yours(request, user, item, None)
    messages.success(request, sentence)
    return _back(request, item, point)


def _reviewer(request: HttpRequest, reference: str) -> tuple[User, Submission]:
    """Fetch the submission for a case officer; whether he holds it is asked when something is written."""
    user = at_desk(request)
    item = item_for(user, reference)
    if CASE_OFFICER(user, item) is None:
        raise PermissionDenied
    return user, item


def _not_yours(request: HttpRequest, user: User, item: Submission, refused: Refused | None) -> HttpResponse:
    """Say that it is too late, with the words that were typed."""
    sentence = _("Nothing was done: the submission or the comment is no longer in your hands.")
    if refused is not None:
        refused.form.add_error("words", sentence)
    else:
        messages.error(request, sentence)
    fresh = item_for(user, item.reference)
    return review_page(request, user, fresh, refused=refused, status=409)


def _back(request: HttpRequest, item: Submission, point: Point) -> HttpResponse:
    return redirect(f"{item.get_desk_url()}{_query(request)}#field-{point.field}")


def _query(request: HttpRequest) -> str:
    """Keep the place in the queue and the view."""
    return f"?{request.GET.urlencode()}" if request.GET else ""
