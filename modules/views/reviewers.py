"""Who reviews which language: set by an administrator or an editor."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members.people import signed_in
from members.rights import Outdated
from modules import reviewers as people
from modules import rules
from modules.forms import LanguagesForm

PAGE = 20


@require_safe
@login_required
def reviewers(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    if not (user.is_at_guide_desk or rules.can_set_languages(user)):
        raise PermissionDenied
    page = Paginator(people.reviewers(), PAGE).get_page(request.GET.get("page"))
    rows = [(person, people.chosen(person)) for person in page.object_list]
    forms = [
        (person, LanguagesForm(initial={"languages": codes, "seen": person.standing}, prefix=f"r{person.pk}"))
        for person, codes in rows
    ]
    names = dict(people.LANGUAGES)
    context = {
        "page": page,
        "rows": [
            (person, form, [names[code] for code in codes])
            for (person, form), (_person, codes) in zip(forms, rows, strict=True)
        ],
        "may_set": rules.can_set_languages(user),
    }
    return render(request, "modules/desk_reviewers.html", context)


@require_POST
@login_required
def set_languages(request: HttpRequest, pk: int) -> HttpResponse:
    """Set in which languages somebody approves translations."""
    user = signed_in(request)
    if not rules.can_set_languages(user):
        raise PermissionDenied
    person = get_object_or_404(people.reviewers(), pk=pk)
    form = LanguagesForm(request.POST, prefix=f"r{person.pk}")
    if not form.is_valid():
        messages.error(request, _("Choose at least one language."))
        return redirect("modules:desk_reviewers")
    try:
        people.set_languages(person, user, form.cleaned_data["languages"], seen=form.cleaned_data["seen"])
    except Outdated as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved. It stands in the record of this person."))
    return redirect("modules:desk_reviewers")
