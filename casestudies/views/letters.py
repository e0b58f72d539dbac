"""Texts that only a signed letter can clear: the list, and the page where a letter is recorded and verified."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from casestudies.by_letter import awaiting_letter, letter_for
from casestudies.desk_forms import LetterForm
from casestudies.views.desk import at_desk
from casestudies.workflow import SUBMISSIONS
from moderation.offers import offered

PAGE = 25
FORMS = {"record_letter": LetterForm}


@require_safe
@login_required
def awaiting(request: HttpRequest) -> HttpResponse:
    """List them, without their words."""
    page = Paginator(awaiting_letter(at_desk(request)), PAGE).get_page(request.GET.get("page"))
    return render(request, "casestudies/awaiting_letter.html", {"page": page})


@require_safe
@login_required
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """Show what is known of one text before it is cleared, its letter, and what this person may do."""
    user = at_desk(request)
    item = get_object_or_404(awaiting_letter(user), reference=reference)
    context = {
        "item": item,
        "revision": item.current,
        "letter": letter_for(item),
        "offers": offered(SUBMISSIONS, item, user, FORMS, "casestudies:decide"),
    }
    return render(request, "casestudies/letter.html", context)
