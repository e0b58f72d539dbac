"""The administration's answers to the Secretariat's points."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casestudies import answering
from casestudies.answering import AnsweredMeanwhile, Answering
from casestudies.forms import AnswerForm
from casestudies.submissions import answer_seen, room_items
from casestudies.views.entry import wants_data, writer
from casestudies.views.submission import submission_page
from casestudies.workflow import SUBMISSIONS
from members.models import User
from moderation.models import Point


@require_POST
@login_required
def answer(request: HttpRequest, reference: str, point: int) -> HttpResponse:
    """Answer one point of the Secretariat; an answer may be bettered until the text is sent again."""
    user = writer(request)
    item = get_object_or_404(room_items(user), reference=reference)
    found = get_object_or_404(Point.objects.about(SUBMISSIONS.name, item.pk).told(), pk=point)
    form = AnswerForm(request.POST)
    if not item.is_writable:
        form.add_error(None, _("The text is not with you now, so points cannot be answered."))
    if wants_data(request):
        return _quietly(form, found, user)
    if not form.is_valid():
        return submission_page(request, item, user, answering=Answering(found.pk, form), status=422)
    try:
        _store(form, found, user, ready=True)
    except AnsweredMeanwhile:
        held = Answering(found.pk, form, meanwhile=True)
        return submission_page(request, item, user, answering=held, status=409)
    said = _("Answer saved. It goes to the Secretariat when the text is sent again.")
    messages.success(request, said, extra_tags=f"form-answer-{found.pk}")
    return redirect(f"{item.get_absolute_url()}#point-{found.pk}")


def _quietly(form: AnswerForm, found: Point, user: User) -> JsonResponse:
    """Save what is being typed, for the script; it does not count as an answer before its button is pressed."""
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    try:
        saved = _store(form, found, user, ready=False)
    except AnsweredMeanwhile as refusal:
        who, when = str(refusal.point.answered_by), timezone.localtime().strftime("%H:%M")
        sentence = _("%(who)s has answered this point meanwhile.") % {"who": who}
        return JsonResponse({"who": who, "when": when, "sentence": sentence}, status=409)
    when = timezone.localtime().strftime("%H:%M")
    return JsonResponse({"saved_at": when, "seen": answer_seen(saved), "errors": {}})


def _store(form: AnswerForm, found: Point, user: User, *, ready: bool) -> Point:
    words, expected = form.cleaned_data["answer"], form.cleaned_data["seen"]
    return answering.answer(found, words, expected=expected, actor=user, ready=ready)
