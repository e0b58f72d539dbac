"""Coming in: asking for access, confirming the address, accepting an invitation.

No page here says whether an address has an account, except to whoever holds a link sent to it.
"""

from __future__ import annotations

from typing import cast

from allauth.account.utils import perform_login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from members import accepting, invitations, requests
from members.forms.joining import AcceptForm, AccessRequestForm, ConfirmForm, JoinForm
from members.limits import limited
from members.models import AccessRequest, Invitation, User
from members.rights import StandingRefused

UNPROCESSABLE, GONE = 422, 404


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@limited("request")
def request_access(request: HttpRequest) -> HttpResponse:
    """Ask for access; the answer is the same whoever asks for whichever address."""
    form = AccessRequestForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        if not form.is_a_program():
            requests.ask(form.fields_of_request())
        return redirect("members:request_sent")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "members/request_access.html", {"form": form}, status=status)


@require_safe
def request_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "members/request_sent.html")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@limited("accept")
def confirm_request(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the owner of the address whether it was he; the same link again shows what came of it."""
    found = requests.find(token)
    if found is None:
        return render(request, "members/link_gone.html", status=GONE)
    form = ConfirmForm(request.POST or None)
    if found.state == AccessRequest.State.UNCONFIRMED and request.method == "POST" and form.is_valid():
        (requests.confirm if form.cleaned_data["answer"] == "mine" else requests.disown)(found)
    context = {"found": found, "by_contact_point": requests.goes_to_contact_point(found)}
    return render(request, "members/confirm_request.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("password", "again")
@limited("accept")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: with a new account, or with the one that answers to the address."""
    found = invitations.find(token)
    if found is None:
        return render(request, "members/link_gone.html", status=GONE)
    holder = invitations.account_of(found.email)
    if request.user.is_authenticated and request.user != holder:
        return render(request, "members/invitation_other.html", {"invitation": found}, status=403)
    if holder is None:
        return _join(request, found)
    if not request.user.is_authenticated:
        context = {"invitation": found, "holder": holder}
        return render(request, "members/invitation_sign_in.html", context)
    return _add(request, found, holder)


def _join(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = JoinForm(request.POST or None, invitation=found)
    if request.method == "POST" and form.is_valid():
        try:
            person = accepting.join(found, form.newcomer())
        except StandingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Welcome. Your account is open."))
            return cast("HttpResponse", perform_login(request, person))
    context = {"form": form, "invitation": found}
    return render(request, "members/join.html", context, status=UNPROCESSABLE if form.errors else 200)


def _add(request: HttpRequest, found: Invitation, person: User) -> HttpResponse:
    form = AcceptForm(request.POST if request.method == "POST" else None, invitation=found, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            accepting.add(found, person, confirmed=form.cleaned_data.get("confirmed", False))
        except StandingRefused as refusal:
            form.add_error("confirmed" if "confirmed" in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Accepted. Your account shows what you may do now."))
            return redirect("members:account")
    context = {"form": form, "invitation": found, "moves": found.moves(person), "person": person}
    return render(request, "members/accept.html", context, status=UNPROCESSABLE if form.errors else 200)
