"""The Secretariat's desk for editions: the list, one edition, and its moves."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.models import User
from members.people import signed_in
from moderation.forms import MoveForm
from moderation.history import history
from moderation.moving import post_move
from moderation.offers import offered
from modules import care, comparing, desk, drafting, reviewers, rules, starting
from modules.completeness import problems
from modules.forms import EndorseForm, NoteForm, ScheduleForm, StartForm, TableForm
from modules.models import Edition
from modules.publication import problems_elsewhere
from modules.workflow import EDITIONS

PAGE = 20
FORMS: dict[str, type[MoveForm]] = {"table": TableForm, "endorse": EndorseForm, "schedule": ScheduleForm}
DONE = {
    "send_for_review": gettext_lazy("Sent for review. The publishers see it on their desk."),
    "approve": gettext_lazy("Approved, exactly as it reads now."),
    "table": gettext_lazy("Recorded where it was tabled."),
    "endorse": gettext_lazy("Recorded that it was endorsed."),
    "publish": gettext_lazy("Published. It is the current edition now."),
    "schedule": gettext_lazy("Scheduled. Everything is checked again when the hour comes."),
    "unschedule": gettext_lazy("Taken off the calendar."),
    "request_changes": gettext_lazy("Sent back to the editors with your words."),
    "publish_correction": gettext_lazy("Published. A second person is asked to confirm it."),
    "confirm": gettext_lazy("Confirmed."),
    "discard": gettext_lazy("Discarded. Its words stay in the archive of the desk."),
}


@require_safe
@login_required
def editions(request: HttpRequest) -> HttpResponse:
    user = at_desk(request)
    everything = Edition.objects.select_related("author", "confirmed_by").order_by("-created", "-pk")
    page = Paginator(everything, PAGE).get_page(request.GET.get("page"))
    opened = Edition.objects.in_preparation().first()
    context = {
        "page": page,
        "rows": [(item, EDITIONS.state(item)) for item in page.object_list],
        "opened": opened,
        "opened_state": EDITIONS.state(opened) if opened else None,
        "unconfirmed": Edition.objects.unconfirmed(),
        "due": care.due().count(),
        "reviewers": reviewers.reviewers().count(),
        "may_start": opened is None and rules.can_edit(user),
        "kinds": Edition.Kind.choices,
    }
    return render(request, "modules/desk_editions.html", context)


@require_POST
@login_required
def start(request: HttpRequest) -> HttpResponse:
    user = at_desk(request)
    if not rules.can_edit(user):
        raise PermissionDenied
    form = StartForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether it is a minor or a major edition."))
        return redirect("modules:desk_editions")
    try:
        edition = starting.start(user, form.cleaned_data["kind"])
    except starting.CannotStart as refusal:
        messages.error(request, refusal.sentence)
        return redirect("modules:desk_editions")
    messages.success(request, _("Edition %(number)s is begun from the current one.") % {"number": edition})
    return redirect(edition.get_desk_url())


@require_safe
@login_required
def edition(request: HttpRequest, reference: str) -> HttpResponse:
    """One edition: its sections and how each stands, what is missing, its moves and its past."""
    user = at_desk(request)
    item = edition_of(reference)
    whole = comparing.opened(item)
    missing = [] if item.is_sealed else [*problems(item, whole), *problems_elsewhere(item)]
    listed = {problem.as_html() for problem in missing}
    context = {
        "item": item,
        "state": EDITIONS.state(item),
        "introductions": desk.introductions(whole),
        "rows": desk.sections(whole),
        "behind": len(desk.behind(whole)),
        "changed": sum(entry.changed for entry in whole.sections),
        "missing": missing,
        "offers": [
            (entry, [sentence for sentence in entry.offer.missing if sentence not in listed])
            for entry in offered(EDITIONS, item, user, FORMS, "modules:desk_move")
        ],
        "events": history(EDITIONS, item, internal=True),
        "tabling": item.tablings.last(),
        "may_edit": item.is_writable and rules.can_edit(user),
    }
    return render(request, "modules/desk_edition.html", context)


@require_POST
@login_required
def move(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    at_desk(request)
    item = edition_of(reference)
    return post_move(
        request,
        EDITIONS,
        item,
        verb,
        form_class=FORMS.get(verb, MoveForm),
        back=item.get_desk_url(),
        done=str(DONE.get(verb, _("Done."))),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """Write what the edition says of itself."""
    user = at_desk(request)
    if not rules.can_edit(user):
        raise PermissionDenied
    item = edition_of(reference)
    form = NoteForm(request.POST or None, initial={"note": item.note, "note_fr": item.note_fr})
    if request.method == "POST" and form.is_valid():
        try:
            drafting.save_note(item, **form.cleaned_data, actor=user)
        except drafting.NotWritable:
            messages.error(request, NOT_WRITABLE)
        else:
            messages.success(request, _("Saved."))
            return redirect(item.get_desk_url())
    status = 422 if form.errors else 200
    return render(request, "modules/desk_note.html", {"item": item, "form": form}, status=status)


NOT_WRITABLE = gettext_lazy(
    "The edition is not with the editors now. Your words are below; copy what you need."
)


def edition_of(reference: str) -> Edition:
    return get_object_or_404(Edition.objects.select_related("based_on", "author"), reference=reference)


def at_desk(request: HttpRequest) -> User:
    user = signed_in(request)
    if not user.is_at_guide_desk:
        raise PermissionDenied
    return user
