"""Writing a draft part by part, with a script that saves while one types or without."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casestudies import aside, drafts, fields
from casestudies.attempts import Attempt, Outcome, attempt, clashes
from casestudies.forms import StoryForm
from casestudies.models import Submission
from casestudies.rules import colleagues
from casestudies.submissions import Asked, asked, missing, steps
from casestudies.views.entry import wants_data, writer
from casestudies.views.sent_files import keep_sent_files
from members.models import User

CLOCK = "%H:%M"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Write one part of the text; saving never sends anything."""
    user = writer(request)
    item = get_object_or_404(Submission.objects.in_room_of(user), reference=reference)
    if request.method == "POST" and {"continue", "leave"} & request.POST.keys():
        keep_sent_files(request, item, user)
    more = request.GET.get("more") or request.POST.get("add_row", "")
    form = StoryForm(
        request.POST or None, step=step, content=item.draft, seen=drafts.seen(item, step), more=more
    )
    if request.method == "POST":
        made = attempt(item, form, user)
        return _data(made, user) if wants_data(request) else _answer(request, made, user)
    if not item.is_writable:
        messages.info(request, _("The text is not with you now, so it cannot be changed."))
        return redirect(item)
    return _page(request, Attempt(Outcome.SAVED, item, form), user, status=200)


def _answer(request: HttpRequest, made: Attempt, user: User) -> HttpResponse:
    """Answer a form that was sent by its button."""
    if made.outcome is not Outcome.SAVED:
        return _page(request, made, user, status=409)
    if made.form.errors:
        return _page(request, made, user, status=422)
    # The page that comes next tells the device that it need not keep the words of this form any longer.
    said = _("Saved at %(time)s.") % {"time": timezone.localtime().strftime(CLOCK)}
    messages.success(request, said, extra_tags=f"form-{made.form.stamp().form}")
    return redirect(_next_address(request, made.item, made.form.step))


def _data(made: Attempt, user: User) -> JsonResponse:
    """Answer the script that saves while somebody types."""
    step = made.form.step
    if made.outcome is Outcome.CLOSED:
        sentence = _("The text is not with you now. Your words are kept on its page; copy what you need.")
        return JsonResponse({"sentence": sentence}, status=403)
    last = drafts.last_save(made.item, step)
    when = timezone.localtime(last.at).strftime(CLOCK)
    if made.outcome is Outcome.CONFLICT:
        who, sentence = _who_was_quicker(last, user, when)
        return JsonResponse({"who": who, "when": when, "sentence": sentence}, status=409)
    data = {"saved_at": when, "seen": drafts.seen(made.item, step), "errors": made.form.errors}
    return JsonResponse(data, status=422 if made.form.errors else 200)


def _who_was_quicker(last: drafts.LastSave, user: User, when: str) -> tuple[str, str]:
    if last.by == user.pk:
        return str(user), _("You saved this part in another window at %(when)s.") % {"when": when}
    who = str(User.objects.filter(pk=last.by or 0).first() or _("A colleague"))
    return who, _("%(who)s saved this part at %(when)s.") % {"who": who, "when": when}


def _page(request: HttpRequest, made: Attempt, user: User, *, status: int) -> HttpResponse:
    item, form = made.item, made.form
    last = drafts.last_save(item, form.step)
    conflict = made.outcome is Outcome.CONFLICT
    points = asked(item)
    context = {
        "item": item,
        "form": form,
        "step": form.step,
        "steps": steps(form.step, item),
        "seen": drafts.seen(item, form.step),
        "tab": form.stamp(),
        "last": last,
        "outcome": made.outcome,
        "quicker": _who_was_quicker(last, user, timezone.localtime(last.at).strftime(CLOCK))[1]
        if conflict
        else "",
        "parts": _parts(made, points),
        "asked": points,
        "aside": aside.kept(item, form.step) if request.method != "POST" else [],
        "needed": [entry.key for entry in missing(item)],
        "written": [key for key, value in drafts.part(item.draft, form.step).items() if value],
        "colleagues": colleagues(item).exclude(pk=user.pk).count(),
    }
    return render(request, "casestudies/edit.html", context, status=status)


def _parts(made: Attempt, asked_of_us: list[Asked]) -> list[dict[str, object]]:
    """Give every field with what the Secretariat asks about it and, after a conflict, both of its texts."""
    two = clashes(made.form, made.item) if made.outcome is Outcome.CONFLICT else {}
    points = [entry.point for entry in asked_of_us if not entry.point.settled_at]
    return [
        {
            "field": field,
            "clash": two.get(field.name),
            "points": [point for point in points if point.field == field.name],
        }
        for field in made.form.visible_fields()
    ]


def _next_address(request: HttpRequest, item: Submission, step: str) -> str:
    order = [entry.value for entry in fields.Step]
    if (row := request.POST.get("add_row")) in fields.BY_KEY:
        return f"{request.path}?more={row}#field-{row}"
    if "leave" in request.POST or step == order[-1]:
        return item.get_absolute_url()
    if "continue" in request.POST:
        return reverse("casestudies:edit", args=[item.reference, order[order.index(step) + 1]])
    return request.path


@require_POST
@login_required
def put_away(request: HttpRequest, reference: str, text: int) -> HttpResponse:
    """Put away words that stood aside: a writer has copied what he needs."""
    item = get_object_or_404(Submission.objects.in_room_of(writer(request)), reference=reference)
    get_object_or_404(item.set_aside, pk=text).delete()
    messages.success(request, _("Put away."))
    return redirect(f"{item.get_absolute_url()}#aside")
