"""The letters of the portal with what became of them: the list, one letter, sending it again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from letters.models import Letter
from letters.outbox import send_again as begin_again
from members.models import User
from members.people import signed_in
from members.roles import Role
from moderation import correspondence

PAGE = 25


@require_safe
@login_required
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters, those that could not be delivered in a tab of their own."""
    user = _reader(request)
    show = request.GET.get("show", "all")
    if show not in correspondence.SHOWN:
        show = "all"
    mine = correspondence.letters_for(user)
    found = correspondence.SHOWN[show](mine).defer("body", "html").select_related("recipient")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    readable = correspondence.readable(user, list(page.object_list))
    context = {
        "page": page,
        "rows": [(letter, letter.pk in readable) for letter in page.object_list],
        "show": show,
        "counts": _counts(user),
    }
    return render(request, "moderation/letters.html", context)


def _counts(user: User) -> dict[str, int]:
    """Count the tabs; one query."""
    parts = {
        name: Count("pk", filter=Q(pk__in=only(Letter.objects.all()).values("pk")))
        for name, only in correspondence.SHOWN.items()
    }
    return correspondence.letters_for(user).aggregate(**parts)


@require_safe
@login_required
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """Show one letter as it was sent, and what became of it."""
    user = _reader(request)
    found = _letter(user, number)
    context = {
        "letter": found,
        "readable": correspondence.may_read(user, found),
        "outdated": found.given_up_at is not None and correspondence.is_outdated(found),
        "may_send_again": found.given_up_at is not None and Role.CASE_OFFICER in user.roles,
    }
    return render(request, "moderation/letter.html", context)


@require_POST
@login_required
def send_again(request: HttpRequest, number: int) -> HttpResponse:
    """Try a letter anew that was given up, at its reader's present address."""
    user = _reader(request)
    found = _letter(user, number)
    if Role.CASE_OFFICER not in user.roles:
        raise PermissionDenied
    if correspondence.is_outdated(found):
        messages.error(request, _("Not sent: the letter states a state that the item is no longer in."))
    elif begin_again(found, found.recipient.email if found.recipient else found.address):
        messages.success(request, _("The letter is being sent again."))
    else:
        messages.info(request, _("This letter is not given up, so there is nothing to send again."))
    return redirect("moderation:letter", found.pk)


def _letter(user: User, number: int) -> Letter:
    return get_object_or_404(
        correspondence.letters_for(user).select_related("recipient", "superseded_by"), pk=number
    )


def _reader(request: HttpRequest) -> User:
    user = signed_in(request)
    if not user.roles & correspondence.READERS:
        raise PermissionDenied
    return user
