"""The lists: our people for a contact point, everybody for an administrator."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from members.forms.managing import InviteForm, SearchForm
from members.models import AccessRequest, Invitation, User
from members.people import managers_only, signed_in

PAGE = 25


@require_safe
@login_required
@managers_only
def people(request: HttpRequest, *, at_desk: bool) -> HttpResponse:
    return list_page(request, at_desk=at_desk)


def list_page(request: HttpRequest, *, at_desk: bool, invite: InviteForm | None = None) -> HttpResponse:
    """Show requests, people and invitations; a form that was refused stands where it was."""
    user = signed_in(request)
    search = SearchForm(request.GET)
    wanted = search.cleaned_data["q"] if search.is_valid() else ""
    waiting = AccessRequest.objects.answerable_by(user, at_desk=at_desk).waiting()
    invited = Invitation.objects.managed_by(user, at_desk=at_desk).pending()
    initial = {"language": user.language if not at_desk else get_language()}
    context = {
        "page": Paginator(_everybody(user, wanted, at_desk=at_desk), PAGE).get_page(request.GET.get("page")),
        "requests": waiting.select_related("administration")[:PAGE],
        "invitations": invited.select_related("administration", "invited_by")[:PAGE],
        "invite": invite or InviteForm(at_desk=at_desk, own=user.administration, initial=initial),
        "form": invite,
        "search": search,
        "wanted": wanted,
        "administration": user.administration,
        "at_desk": at_desk,
        "side": "members:desk_" if at_desk else "members:",
    }
    name = "members/desk_people.html" if at_desk else "members/people.html"
    return render(request, name, context, status=422 if invite else 200)


def waiting_for(user: User) -> QuerySet[AccessRequest]:
    """Give what waits at the desk, for its tab."""
    return AccessRequest.objects.answerable_by(user, at_desk=True).waiting()


def _everybody(user: User, wanted: str, *, at_desk: bool) -> QuerySet[User]:
    everybody = (
        User.objects.filter(erased_at=None).select_related("administration").prefetch_related("roles_held")
    )
    if not at_desk:
        return everybody.filter(administration=user.administration_id).order_by("full_name", "pk")
    if wanted:
        everybody = everybody.filter(
            Q(full_name__icontains=wanted)
            | Q(email__icontains=wanted)
            | Q(administration__name_en__icontains=wanted)
            | Q(administration__name_fr__icontains=wanted)
        )
    return everybody.order_by("full_name", "pk")
