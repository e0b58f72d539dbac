"""One's own account: who one is here, how one signs in, and what one may do."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from members.forms.account import AccountForm
from members.models import User
from members.people import signed_in


@require_GET
@login_required
def welcome(request: HttpRequest) -> HttpResponse:
    """Send somebody who has just signed in to where his work is."""
    user = signed_in(request)
    if user.is_at_desk:
        return redirect("casestudies:queue")
    if user.is_at_guide_desk:
        return redirect("modules:desk_editions")
    if user.is_writer:
        return redirect("casestudies:room")
    return redirect("members:desk_people" if user.is_administrator else "home")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    # Not the person of the request: what cannot be saved must not appear in the frame.
    person = User.objects.select_related("administration").get(pk=signed_in(request).pk)
    form = AccountForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("members:account")
    context = {
        "form": form,
        "person": person,
        "roles": [held.get_role_display() for held in person.roles_held.all()],
        "addresses": EmailAddress.objects.filter(user=person, verified=True).count(),
        "second_steps": Authenticator.objects.filter(user=person)
        .exclude(type=Authenticator.Type.RECOVERY_CODES)
        .count(),
        "sessions": UserSession.objects.filter(user=person).count(),
    }
    return render(request, "members/account.html", context, status=422 if form.errors else 200)
