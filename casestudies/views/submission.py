"""One submission in its administration's room: where it is, what is asked, its text, and its moves."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casestudies import aside, clearing
from casestudies.answering import Answering
from casestudies.forms import HandOverForm, RetractForm, SubmitForm
from casestudies.hands import name_receivers
from casestudies.models import Submission
from casestudies.rules import is_single_person, wrote_in
from casestudies.submissions import (
    answered,
    asked,
    handed_over,
    missing,
    passages,
    room_items,
    shown_in_room,
    steps,
)
from casestudies.views.entry import writer
from casestudies.word.importing import not_read
from casestudies.workflow import SUBMISSIONS
from members.models import User
from members.roles import Role
from moderation import correspondence
from moderation.engine import perform
from moderation.forms import MoveForm
from moderation.history import history
from moderation.moving import post_move
from moderation.offers import offered
from moderation.refusals import MoveRefused
from moderation.states import Side

FORMS: dict[str, type[MoveForm]] = {
    "submit": SubmitForm,
    "hand_over": HandOverForm,
    "retract": RetractForm,
}
DONE = {
    "new_submission": gettext_lazy("This is the new text. The published one stays as it is meanwhile."),
    "submit": gettext_lazy("Sent. Your contact point has been asked to clear it."),
    "clear": gettext_lazy("Cleared and sent to the Secretariat. A receipt is on its way to you."),
    "return": gettext_lazy("Returned to the authors with your words."),
    "withdraw": gettext_lazy("Withdrawn. Nobody outside your administration can read it any more."),
    "confirm": gettext_lazy("Confirmed. The Secretariat can publish exactly this text."),
    "dispute": gettext_lazy("Sent. The Secretariat has your words."),
    "retract": gettext_lazy("Retracted. A notice stands in its place in the library."),
    "restore": gettext_lazy("It is in the library again."),
    "still_true": gettext_lazy("Thank you. Readers see that it was confirmed today."),
    "hand_over": gettext_lazy("Handed over. Your colleague has been told."),
}
MISSING = 422


@require_safe
@login_required
def submission(request: HttpRequest, reference: str) -> HttpResponse:
    """One submission: where it is, what is asked, its text, and the moves this person may make."""
    user = writer(request)
    item = get_object_or_404(room_items(user), reference=reference)
    return submission_page(request, item, user)


def submission_page(
    request: HttpRequest,
    item: Submission,
    user: User,
    *,
    answering: Answering | None = None,
    refused: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Show it; with an answer that was not saved, or with what kept it from being sent, where that is so."""
    points, consents = asked(item), clearing.clearances(item)
    context = {
        "item": item,
        "state": SUBMISSIONS.state(item),
        "refused": refused,
        "answering": answering,
        "asked": points,
        "answered": answered(points),
        "missing": missing(item) if item.is_writable else [],
        "clearances": consents,
        "receipt": next((c for c in consents if item.cleared and c.sha256 == item.cleared.sha256), None),
        "events": name_receivers(history(SUBMISSIONS, item, internal=False)),
        "letters": correspondence.in_room_about(item, user),
        "not_read": not_read(item),
        "sent": handed_over(item).defer("content", "html"),
        "aside": aside.kept(item),
        "steps": steps("", item),
        **_moves(item, user),
        **_text(request, item, user),
    }
    return render(request, "casestudies/submission.html", context, status=status)


def _moves(item: Submission, user: User) -> dict[str, object]:
    offers = offered(SUBMISSIONS, item, user, FORMS, "casestudies:move")
    sends = any(entry.offer.move.name == "submit" for entry in offers)
    alone = (
        sends and Role.CONTACT_POINT in user.roles and (is_single_person(item) or not wrote_in(item, user))
    )
    return {"offers": offers, "acts": clearing.acts(offers), "may_clear_now": alone}


def _text(request: HttpRequest, item: Submission, user: User) -> dict[str, object]:
    """Give the text: what is being written, what waits for clearance with its changes, or what was sent."""
    if SUBMISSIONS.state(item).side == Side.CONTACT_POINT:
        return {"clearing": clearing.clearing(item, user, request.GET.get("view", ""))}
    text = shown_in_room(item)
    return {"passages": passages(text.content, text.html) if text else passages(item.draft, None)}


@require_POST
@login_required
def move(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    user = writer(request)
    item = get_object_or_404(room_items(user), reference=reference)
    if verb == "submit":
        return _submit(request, item, user)
    response = post_move(
        request,
        SUBMISSIONS,
        item,
        verb,
        form_class=FORMS.get(verb, MoveForm),
        back=item.get_absolute_url(),
        done=str(DONE.get(verb, _("Done."))),
    )
    return _to_the_new_text(item, response) if verb == "new_submission" else response


def _to_the_new_text(item: Submission, response: HttpResponse) -> HttpResponse:
    """Go on to the text that was just begun."""
    begun = Submission.objects.open().filter(case_study=item.case_study_id).first()
    return redirect(begun) if begun and response.status_code == 302 else response  # noqa: PLR2004


def _submit(request: HttpRequest, item: Submission, user: User) -> HttpResponse:
    """Send; and clear in the same step where the sender may, so that nobody waits for himself."""
    with transaction.atomic():
        response = post_move(
            request,
            SUBMISSIONS,
            item,
            "submit",
            form_class=SubmitForm,
            back=item.get_absolute_url(),
            done=_("Sent.") if "clear_now" in request.POST else str(DONE["submit"]),
        )
        if response.status_code == 302 and "clear_now" in request.POST:  # noqa: PLR2004
            _clear_now(request, item, user)
    if response.status_code == MISSING and item.is_writable:
        return submission_page(request, item, user, refused=True, status=MISSING)
    return response


def _clear_now(request: HttpRequest, item: Submission, user: User) -> None:
    item.refresh_from_db()
    try:
        key = UUID(request.POST["key"])
        perform(SUBMISSIONS, item, "clear", user, expected_version=item.version, key=UUID(int=key.int ^ 1))
    except MoveRefused as refusal:
        for sentence in refusal.sentences:
            messages.warning(request, sentence)
    else:
        messages.success(request, str(DONE["clear"]))
