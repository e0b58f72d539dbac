"""Following what became of one's remarks, and reading what became of all that is shown."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from feedback import citing, queue, saying, showing
from feedback.askers import as_actor, follow_path, followed
from feedback.forms import RewriteForm
from feedback.models import Feedback, Kind
from feedback.states import IMPLEMENTED, STATES, S
from feedback.workflow import REMARKS
from members.models import User
from members.people import signed_in
from members.roles import OF_SECRETARIAT
from moderation.history import history
from moderation.models import Event
from moderation.moving import post_move
from moderation.offers import offered
from moderation.refusals import MoveOutdated
from moderation.states import State
from modules.choices import section_choices

PAGE = 20
DONE = {
    "withdraw": gettext_lazy("Withdrawn. It will not be answered or shown."),
    "answer_back": gettext_lazy("Thank you. The Secretariat has your answer."),
    "reopen": gettext_lazy("Reopened. The Secretariat looks at it again."),
    "resend": gettext_lazy("Sent to your contact point again."),
    "clear": gettext_lazy("Cleared and sent to the Secretariat."),
    "return": gettext_lazy("Returned to its author with your words."),
}
WITH = ("author", "administration", "answer", "merged_into__answer", "planned_for")


@require_safe
def outcomes(request: HttpRequest) -> HttpResponse:
    """Show what was said and what became of it: everything the Secretariat made public."""
    page = Paginator(showing.outcomes(), PAGE).get_page(request.GET.get("page"))
    return render(
        request, "feedback/outcomes.html", {"page": page, "rows": showing.rows(list(page.object_list))}
    )


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    remarks = Feedback.objects.of(user).select_related(*WITH).order_by("-created", "-pk")
    page = Paginator(remarks, PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    to_clear = Feedback.objects.to_clear(user).select_related("author")[:PAGE]
    titles = dict(section_choices())
    cited = frozenset(citing.citations([ref for one in found for ref in (one.reference, one.lead.reference)]))
    context = {
        "page": page,
        "rows": [(remark, showing.title_of(remark, titles), _standing(remark, cited)) for remark in found],
        "to_clear": [(remark, showing.title_of(remark, titles)) for remark in to_clear],
    }
    return render(request, "feedback/mine.html", context)


def _standing(remark: Feedback, cited: frozenset[str]) -> State:
    """Say where one's own remark is: treated with another, it is where that one is."""
    found, lead = queue.standing(remark, cited), remark.lead
    follows = remark.state == S.MERGED and lead.state != S.WITHDRAWN
    return STATES[lead.state] if follows and found is not IMPLEMENTED else found


@require_safe
@login_required
def remark(request: HttpRequest, reference: str) -> HttpResponse:
    """Show one's own remark with its history and, once released, its answer."""
    user = signed_in(request)
    return _remark_page(request, user, _own(user, reference), "feedback:move")


@require_POST
@login_required
def move(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    item = _own(signed_in(request), reference)
    done = str(DONE.get(verb, _("Done.")))
    return post_move(request, REMARKS, item, verb, back=item.get_absolute_url(), done=done)


@require_POST
@login_required
def rewrite(request: HttpRequest, reference: str) -> HttpResponse:
    """Save new words for a remark that came back from the contact point."""
    user = signed_in(request)
    item = get_object_or_404(Feedback.objects.of(user).select_related(*WITH), reference=reference)
    form = RewriteForm(request.POST)
    if not form.is_valid():
        return _remark_page(request, user, item, "feedback:move", form=form, status=422)
    try:
        saying.rewrite(item, form.cleaned_data["words"], expected_version=form.cleaned_data["version"])
    except MoveOutdated as refusal:
        form.add_error(None, refusal.sentences[0])
        return _remark_page(request, user, item, "feedback:move", form=form, status=409)
    messages.success(request, _("Saved. Send it for clearance again when it is ready."))
    return redirect(item)


@require_safe
@never_cache
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Show a remark to whoever has the signed link of its letters."""
    item = _followed(token)
    return _remark_page(request, as_actor(item), item, "feedback:follow_move", token=token)


@require_POST
@never_cache
def follow_move(request: HttpRequest, token: str, verb: str) -> HttpResponse:
    item = _followed(token)
    done = str(DONE.get(verb, _("Done.")))
    return post_move(request, REMARKS, item, verb, back=follow_path(item), done=done, actor=as_actor(item))


def _remark_page(
    request: HttpRequest,
    person: User,
    item: Feedback,
    url_name: str,
    *,
    token: str = "",
    form: RewriteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    lead = item.lead
    citations = citing.citations([item.reference, lead.reference])
    returned = item.state == S.RETURNED and item.author_id == person.pk
    if form is None and returned:
        form = RewriteForm(initial={"version": item.version, "words": item.words})
    context = {
        "item": item,
        "title": showing.title_of(item, dict(section_choices())),
        "is_own": bool(token) or item.author_id == person.pk,
        "lead": lead,
        "state": _standing(item, frozenset(citations)),
        "answer": getattr(lead, "answer", None),
        "citations": [one for found in citations.values() for one in found],
        "events": history(REMARKS, item, internal=False),
        "lead_events": _told_to_all(lead) if lead != item else [],
        "offers": offered(REMARKS, item, person, {}, url_name, address=token),
        "form": form,
        "may_write_case": item.kind == Kind.EXAMPLE and item.author_id == person.pk and person.is_writer,
        "token": token,
    }
    return render(request, "feedback/remark.html", context, status=status)


def _told_to_all(lead: Feedback) -> list[Event]:
    """Give the moves of a remark as those read them who said the same: what somebody else wrote is not theirs."""
    events = history(REMARKS, lead, internal=False)
    for event in events:
        event.words = event.words if event.role in OF_SECRETARIAT else ""
    return events


def _own(user: User, reference: str) -> Feedback:
    found = Feedback.objects.readable_by(user).select_related(*WITH)
    return get_object_or_404(found, reference=reference)


def _followed(token: str) -> Feedback:
    reference = followed(token)
    if reference is None:
        raise Http404
    guests = Feedback.objects.filter(author=None).exclude(email="")
    return get_object_or_404(guests.select_related(*WITH), reference=reference)
