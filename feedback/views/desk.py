"""The Secretariat's desk for feedback: the list, one remark, its answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from feedback import citing, queue, saying, similar
from feedback.desk_forms import (
    AnswerForm,
    FilterForm,
    GatherForm,
    MergeForm,
    PlanForm,
    ReferForm,
    ShowForm,
)
from feedback.models import Answer, Feedback, FeedbackQuerySet
from feedback.parties import CASE_OFFICER
from feedback.states import IN_HAND, S
from feedback.workflow import REMARKS
from members.models import User
from members.people import signed_in
from moderation.engine import perform
from moderation.forms import MoveForm
from moderation.history import history
from moderation.moving import post_move
from moderation.offers import offered
from moderation.refusals import MoveOutdated, MoveRefused
from modules.choices import section_choices

PAGE = 25
# So many of the same place are compared with the one on the page.
COMPARED = 200
FORMS: dict[str, type[MoveForm]] = {
    "release": ShowForm,
    "show": ShowForm,
    "plan": PlanForm,
    "refer": ReferForm,
    "merge": MergeForm,
}
TOLD = gettext_lazy("Done. The people who said it have been told.")
DONE = {
    "acknowledge": gettext_lazy("Acknowledged. The person who said it has been told."),
    "consider": gettext_lazy("Kept for consideration. The person who said it has been told."),
    "release": gettext_lazy("Released. The people who said it have the answer."),
    "plan": gettext_lazy("Planned. The people who said it have been told."),
    "merge": gettext_lazy("Treated together from now on. The person who said it has been told."),
    "show": gettext_lazy("Done. Readers see it from now on as you decided."),
    "go_on": gettext_lazy("Taken up again."),
}


def waiting_for(user: User) -> QuerySet[Feedback]:
    """Give what waits on the desk, for the tab."""
    return Feedback.objects.at_desk_for(user).waiting()


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    user = _at_desk(request)
    return render(request, "feedback/desk.html", _list(request, user, "new"))


def _list(request: HttpRequest, user: User, otherwise: str) -> dict[str, Any]:
    """Give the list with its stages, filters and groups; both desk pages show it."""
    form = FilterForm(request.GET)
    chosen = {"show": otherwise} | form.chosen()
    remarks = queue.placed(queue.filtered(Feedback.objects.at_desk_for(user), chosen))
    stages = queue.stages()
    stage = next((one for one in stages if one.name == chosen["show"]), stages[0])
    here = remarks.filter(stage.remarks)
    ordered = queue.by_place(here).select_related("author", "administration", "answer", "merged_into")
    page = Paginator(ordered, PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    cited = frozenset(citing.citations([row.lead.reference for row in rows]))
    return {
        "page": page,
        "groups": queue.grouped(rows, here, cited),
        "stages": queue.counted(remarks, stages),
        "stage": stage,
        "filters": form,
        "filtered": bool(set(chosen) - {"show"}),
    }


@require_safe
@login_required
def desk_remark(request: HttpRequest, reference: str) -> HttpResponse:
    user = _at_desk(request)
    return _page(request, user, _item(user, reference), form=None, status=200)


@require_POST
@login_required
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Save the draft of an answer; words that cannot be saved stay in the form."""
    user = _at_desk(request)
    item = _item(user, reference)
    if CASE_OFFICER(user, item) is None:
        raise PermissionDenied
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, user, item, form=form, status=422)
    try:
        saying.draft_answer(
            item, user, form.cleaned_data["words"], expected_version=form.cleaned_data["version"]
        )
    except MoveOutdated as refusal:
        form.add_error(None, refusal.sentences[0])
        return _page(request, user, _item(user, reference), form=form, status=409)
    messages.success(request, _("Draft saved. The publishers have been told."))
    return redirect(item.get_desk_url())


@require_POST
@login_required
def decide(request: HttpRequest, reference: str, verb: str) -> HttpResponse:
    item = _item(_at_desk(request), reference)
    form_class = FORMS.get(verb, MoveForm)
    done = str(DONE.get(verb, TOLD))
    return post_move(request, REMARKS, item, verb, form_class=form_class, back=item.get_desk_url(), done=done)


@require_POST
@login_required
def gather(request: HttpRequest, reference: str) -> HttpResponse:
    """Treat the chosen remarks together with this one; each is moved for itself."""
    user = _at_desk(request)
    item = _item(user, reference)
    if CASE_OFFICER(user, item) is None:
        raise PermissionDenied
    form = GatherForm(request.POST, remarks=_of_same_place(user, item))
    if not form.is_valid():
        messages.error(request, _("Choose at least one remark."))
        return redirect(item.get_desk_url())
    moved = 0
    for other in form.cleaned_data["remarks"]:
        try:
            perform(REMARKS, other, "merge", user, expected_version=other.version, data={"into": item})
        except MoveRefused as refusal:
            messages.warning(request, f"{other.reference}: {refusal.sentences[0]}")
        else:
            moved += 1
    if moved:
        said = ngettext(
            "%(n)d remark is treated together with this one now.",
            "%(n)d remarks are treated together with this one now.",
            moved,
        )
        messages.success(request, said % {"n": moved})
    return redirect(item.get_desk_url())


def _page(
    request: HttpRequest, user: User, item: Feedback, *, form: AnswerForm | None, status: int
) -> HttpResponse:
    drafted = Answer.objects.filter(feedback=item).select_related("drafted_by", "released_by").first()
    may_draft = item.is_answerable and CASE_OFFICER(user, item) is not None
    if form is None and may_draft:
        words = drafted.words if drafted and not drafted.is_released else ""
        form = AnswerForm(initial={"version": item.version, "words": words})
    references = [item.reference, item.lead.reference]
    citations = citing.citations(references)
    context = {
        **_list(request, user, queue.stage_of(item, implemented=bool(citations))),
        "item": item,
        "title": dict(section_choices()).get(similar.here(item), item.section_title),
        "state": queue.standing(item, frozenset(citations)),
        "citations": [one for reference in dict.fromkeys(references) for one in citations.get(reference, [])],
        "answer": drafted,
        "form": form if may_draft or (form and form.is_bound) else None,
        "events": history(REMARKS, item, internal=True),
        "offers": offered(REMARKS, item, user, FORMS, "feedback:decide"),
        "merged": list(item.merged.select_related("author", "administration")),
        "similar": similar.similar_to(item, _of_same_place(user, item)[:COMPARED]),
        "may_gather": item.state not in {S.MERGED, S.WITHDRAWN} and CASE_OFFICER(user, item) is not None,
    }
    return render(request, "feedback/desk_remark.html", context, status=status)


def _of_same_place(user: User, item: Feedback) -> FeedbackQuerySet:
    """Give the other remarks about the same place on which nothing is decided yet."""
    same = queue.placed(Feedback.objects.at_desk_for(user)).filter(  # type: ignore[misc]
        here=similar.here(item), case_slug=item.case_slug, state__in=(S.RECEIVED, *IN_HAND)
    )
    return same.exclude(pk=item.pk).select_related("author", "administration")


def _item(user: User, reference: str) -> Feedback:
    remarks = queue.placed(Feedback.objects.at_desk_for(user)).select_related(
        "author", "administration", "answer", "merged_into", "planned_for", "holder"
    )
    return get_object_or_404(remarks, reference=reference)


def _at_desk(request: HttpRequest) -> User:
    user = signed_in(request)
    if not user.is_at_desk:
        raise PermissionDenied
    return user
