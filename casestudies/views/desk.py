"""The Secretariat's desk for submissions: the review page, the decisions and the edits of the text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casestudies import drafts, editing, narrowing, reviewing, submissions
from casestudies import queue as queues
from casestudies.as_published import as_published
from casestudies.by_letter import awaiting_letter
from casestudies.checks import checks
from casestudies.desk_forms import (
    AssignForm,
    DeclineForm,
    LetterForm,
    NarrowForm,
    PointForm,
    QueueForm,
    RequestChangesForm,
    ScheduleForm,
)
from casestudies.desk_labels import DeskLabels, desk_labels
from casestudies.forms import RetractForm, StoryForm
from casestudies.models import Revision, Submission
from casestudies.notifications import preview
from casestudies.workflow import SUBMISSIONS
from members.models import User
from members.people import signed_in
from moderation import correspondence
from moderation.forms import MoveForm, OutwardMoveForm
from moderation.history import history
from moderation.moving import post_move
from moderation.offers import OfferedMove, offered
from moderation.record import record_of
from moderation.workflow import Step

FORMS: dict[str, type[MoveForm]] = {
    "request_changes": RequestChangesForm,
    "accept": OutwardMoveForm,
    "decline": DeclineForm,
    "publish": OutwardMoveForm,
    "reopen": OutwardMoveForm,
    "assign": AssignForm,
    "schedule": ScheduleForm,
    "record_letter": LetterForm,
    "retract": RetractForm,
}
# Moves of texts that the desk cannot read yet, and where they lead.
BY_LETTER = {
    "record_letter": reverse_lazy("casestudies:awaiting_letter"),
    "clear_by_letter": reverse_lazy("casestudies:queue"),
}
DONE = {
    "record_letter": gettext_lazy("Recorded. A colleague has to verify it now."),
    "clear_by_letter": gettext_lazy("Cleared by letter. It is in the queue now."),
    "claim": gettext_lazy("It is yours now."),
    "release": gettext_lazy("Given back. A colleague can take it."),
    "request_changes": gettext_lazy("Letter sent. The administration has been asked for changes."),
    "accept": gettext_lazy("Accepted. A publisher has been told."),
    "decline": gettext_lazy("Declined. The administration has your reasons."),
    "publish": gettext_lazy("Published. It is in the library now."),
    "assign": gettext_lazy("Given to your colleague, who has been told."),
    "reopen": gettext_lazy("Opened again. The administration has been told."),
    "take_back": gettext_lazy("Taken back. The letters were not sent."),
    "schedule": gettext_lazy("The publication is set. The administration has been told."),
    "unschedule": gettext_lazy("It will not be published by itself. The administration has been told."),
    "retract": gettext_lazy("Retracted. A notice stands in its place."),
    "restore": gettext_lazy("It is in the library again."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit_text(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Edit one part of the text under review: the administration confirms it before anything is published."""
    user = at_desk(request)
    item = _held(user, reference)
    text = item.on_the_desk
    if text is None or step not in editing.EDITABLE:
        raise Http404
    seen = drafts.fingerprint(text.content, step)
    form = StoryForm(request.POST or None, step=step, content=text.content, seen=seen)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            editing.edit(item, step, form.values(), expected=form.cleaned_data["seen"], actor=user)
        except drafts.DraftConflict as refusal:
            conflict = refusal.submission
        except drafts.NotWritable:
            messages.error(request, _("You no longer review this text. Copy what you need from below."))
        else:
            messages.success(
                request, _("Saved as a new revision. Its administration will be asked to confirm it.")
            )
            return redirect(item.get_desk_url())
    theirs = conflict.on_the_desk if conflict else None
    context = {
        "item": item,
        "form": form,
        "step": step,
        "steps": editing.EDITABLE,
        "theirs": submissions.passages(drafts.part(theirs.content, step), None) if theirs else [],
        "fresh_seen": drafts.fingerprint(theirs.content, step) if theirs else "",
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "casestudies/edit_text.html", context, status=status)


@require_safe
@login_required
def review(request: HttpRequest, reference: str) -> HttpResponse:
    user = at_desk(request)
    return review_page(request, user, item_for(user, reference))


@dataclass(frozen=True, slots=True)
class Refused:
    """What was typed and could not be kept, at the field or the point where it was typed."""

    form: forms.Form
    field: str = ""
    point: int = 0


def review_page(
    request: HttpRequest, user: User, item: Submission, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    """Show a submission under review; ``refused`` holds words that were typed and could not be kept."""
    reviewing.record_for(user, item)
    labels = desk_labels(sections=True)
    revision = item.on_the_desk
    if revision is None:
        raise PermissionDenied
    context = {
        "item": item,
        "refused": refused,
        "narrow_form": _narrow_form(user, item, refused),
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
        **_text(request, user, item, revision, labels),
        **_standing(request, user, item, labels),
        **_steps(_offers(item, user, labels)),
    }
    return render(request, "casestudies/review.html", context, status=status)


def _text(
    request: HttpRequest, user: User, item: Submission, revision: Revision, labels: DeskLabels
) -> dict[str, Any]:
    """Give the text in the view that is asked for, with its differences and points."""
    record = record_of(SUBMISSIONS.name, item)
    before = reviewing.seen_before(item)
    reviews = reviewing.may_pin(user, item)
    points = [reviewing.pinned(point, user, reviews=reviews) for point in record.points]
    entries = reviewing.reviewed(revision, before, points, labels.choices())
    view = _view(request, before)
    language = request.LANGUAGE_CODE or "en"
    return {
        "revision": revision,
        "before": before,
        "view": view,
        "fields": entries,
        "changes": reviewing.changes(entries),
        "may_comment": reviews,
        "point_form": PointForm(auto_id=False),
        "modules": labels.modules_of(revision.content["topics"]),
        "sections": labels.section_links(revision.content["sections"]),
        "readers": as_published(item, revision, language, labels) if view == "readers" else None,
    }


def _standing(request: HttpRequest, user: User, item: Submission, labels: DeskLabels) -> dict[str, Any]:
    """Give where the submission stands: in its workflow, before publication, and in the queue."""
    record = record_of(SUBMISSIONS.name, item)
    asked = queues.Asked.read(QueueForm(request.GET).chosen(), labels, queues.bucket_of(item))
    found = checks(item, user)
    return {
        "state": queues.state_at_desk(item, came_back=record.last("request_changes") is not None),
        "clearance": record.clearances[-1] if record.clearances else None,
        "checks": found,
        "passed": sum(check.passed for check in found),
        "events": history(SUBMISSIONS, item, internal=True),
        "letters": correspondence.at_desk_about(item),
        "asked": asked,
        "place": queues.place_of(user, item, asked, labels),
    }


def _view(request: HttpRequest, before: Revision | None) -> str:
    """Say how the text is read: the changes first where there are any."""
    asked = request.GET.get("view")
    if asked in {"readers", "clean"}:
        return asked
    return "clean" if before is None else "changes"


def _narrow_form(user: User, item: Submission, refused: Refused | None) -> forms.Form | None:
    if refused is not None and isinstance(refused.form, NarrowForm):
        return refused.form
    choices = narrowing.allowed(item)
    if choices == [item.audience] or narrowing.role_to_narrow(user, item) is None:
        return None
    return NarrowForm(item=item, allowed=choices)


def _offers(item: Submission, user: User, labels: DeskLabels) -> list[OfferedMove]:
    # A text that only a letter can clear has a page of its own: it is not the one that is read here.
    only = [move.name for move in SUBMISSIONS.moves if move.name not in BY_LETTER]
    offers = offered(SUBMISSIONS, item, user, FORMS, "casestudies:decide", only=only)
    return [_with_letter(item, user, entry) for entry in offer_colleagues(offers, item, labels)]


def _steps(offers: list[OfferedMove]) -> dict[str, list[OfferedMove]]:
    """Tell the decisions, which ask something and reach the administration, from the other steps."""
    choices = [entry for entry in offers if entry.form.visible_fields() and not entry.offer.move.internal]
    return {"choices": choices, "steps": [entry for entry in offers if entry not in choices]}


def offer_colleagues(offers: list[OfferedMove], item: Submission, labels: DeskLabels) -> list[OfferedMove]:
    """Fill the lists of colleagues from names that were read already; a move to nobody is not offered."""
    colleagues = labels.colleagues(item.administration_id, item.holder_id)
    for entry in offers:
        field = entry.form.fields.get("colleague")
        if isinstance(field, forms.ModelChoiceField):
            field.choices = [("", field.empty_label), *colleagues]
    return [entry for entry in offers if colleagues or "colleague" not in entry.form.fields]


def _with_letter(item: Submission, user: User, entry: OfferedMove) -> OfferedMove:
    """Show the letter of an outward decision before it is sent, so that its words can be changed."""
    move, form = entry.offer.move, entry.form
    role = move.role_of(user, item)
    if not entry.offer.possible or not isinstance(form, OutwardMoveForm) or role is None:
        return entry
    letter = preview(item, move.name, move.arrives(Step(item, move, user, role)))
    if letter is None:
        form.drop_letter()
        return entry
    form.offer_letter(letter.parts.words, letter.to.language)
    return replace(entry, letter=letter)


@require_POST
@login_required
def decide(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    user = at_desk(request)
    item = _uncleared(user, reference) if verb in BY_LETTER else item_for(user, reference)
    return post_move(
        request,
        SUBMISSIONS,
        item,
        verb,
        form_class=FORMS.get(verb, MoveForm),
        back=str(BY_LETTER.get(verb, item.get_desk_url())),
        done=str(DONE.get(verb, _("Done."))),
    )


def _uncleared(user: User, reference: str) -> Submission:
    """Fetch what only a letter can clear, without its words; or, for a form that comes again, what it cleared."""
    return awaiting_letter(user).filter(reference=reference).first() or item_for(user, reference)


def item_for(user: User, reference: str) -> Submission:
    """Fetch a submission through what this person may see at the desk."""
    return get_object_or_404(reviewing.items_for(user), reference=reference)


def _held(user: User, reference: str) -> Submission:
    item = item_for(user, reference)
    if not reviewing.may_pin(user, item):
        raise PermissionDenied
    return item


def at_desk(request: HttpRequest) -> User:
    user = signed_in(request)
    if not user.is_at_desk:
        raise PermissionDenied
    return user
