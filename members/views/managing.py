"""Invitations, requests and roles: the same acts for a contact point and at the Secretariat's desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from members import invitations, requests, standing
from members.forms.managing import ApproveForm, InviteForm, RefuseForm, RemoveForm, RolesForm
from members.limits import limited
from members.models import AccessRequest, Invitation, User
from members.people import confirm_identity, managers_only, signed_in
from members.rights import StandingRefused
from members.views.lists import list_page
from members.views.persons import answered, person_page, reachable


def side(*, at_desk: bool) -> str:
    return "members:desk_" if at_desk else "members:"


@require_POST
@login_required
@managers_only
@limited("invite")
def invite(request: HttpRequest, *, at_desk: bool) -> HttpResponse:
    user = signed_in(request)
    confirm_identity(request)
    form = InviteForm(request.POST, at_desk=at_desk, own=user.administration)
    if form.is_valid():
        try:
            invitations.invite(user, form.cleaned_data)
        except StandingRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("Invited. The letter is on its way."))
            return redirect(side(at_desk=at_desk) + "people")
    return list_page(request, at_desk=at_desk, invite=form)


@require_POST
@login_required
@managers_only
def send_again(request: HttpRequest, pk: int, *, at_desk: bool) -> HttpResponse:
    found = _invitation(request, pk, at_desk=at_desk)
    return _invitation_move(
        request, invitations.send_again, found, _("Sent again. Only the newest link works."), at_desk=at_desk
    )


@require_POST
@login_required
@managers_only
def take_back(request: HttpRequest, pk: int, *, at_desk: bool) -> HttpResponse:
    found = _invitation(request, pk, at_desk=at_desk)
    return _invitation_move(
        request,
        invitations.take_back,
        found,
        _("Taken back. The link does not work any more."),
        at_desk=at_desk,
    )


@require_safe
@login_required
@managers_only
def access_request(request: HttpRequest, pk: int, *, at_desk: bool) -> HttpResponse:
    return _request_page(request, _request(request, pk, at_desk=at_desk), at_desk=at_desk)


@require_POST
@login_required
@managers_only
def approve(request: HttpRequest, pk: int, *, at_desk: bool) -> HttpResponse:
    found = _request(request, pk, at_desk=at_desk)
    confirm_identity(request)
    form = ApproveForm(request.POST, at_desk=at_desk, request=found)
    if form.is_valid():
        data = form.cleaned_data
        try:
            requests.approve(found, signed_in(request), data["roles"], data["words"])
        except StandingRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Approved. The invitation is on its way."))
        return redirect(side(at_desk=at_desk) + "people")
    return _request_page(request, found, at_desk=at_desk, form=form, approve=form)


@require_POST
@login_required
@managers_only
def refuse(request: HttpRequest, pk: int, *, at_desk: bool) -> HttpResponse:
    found = _request(request, pk, at_desk=at_desk)
    form = RefuseForm(request.POST)
    if form.is_valid():
        try:
            requests.refuse(found, signed_in(request), form.cleaned_data["words"])
        except StandingRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Refused. Your reasons are on their way."))
        return redirect(side(at_desk=at_desk) + "people")
    return _request_page(request, found, at_desk=at_desk, form=form, refuse=form)


@require_POST
@login_required
@managers_only
def change_roles(request: HttpRequest, pk: int, *, at_desk: bool) -> HttpResponse:
    user, person = signed_in(request), reachable(request, pk, at_desk=at_desk, to_change=True)
    confirm_identity(request)
    form = RolesForm(request.POST, person=person, at_desk=at_desk)

    def change() -> None:
        standing.change_roles(person, user, within=form.within, **form.options())

    if answered(form, change):
        messages.success(request, _("Saved. The roles hold from now on."))
        return redirect(_after(user, person, at_desk=at_desk))
    return person_page(request, person, at_desk=at_desk, form=form, roles_form=form)


@require_POST
@login_required
@managers_only
def remove(request: HttpRequest, pk: int, *, at_desk: bool) -> HttpResponse:
    user, person = signed_in(request), reachable(request, pk, at_desk=at_desk, to_change=True)
    confirm_identity(request)
    form = RemoveForm(request.POST, person=person, name="remove")
    if answered(form, lambda: standing.remove(person, user, **form.options())):
        messages.success(request, _("Removed. Everything that was written stays with the administration."))
        return redirect(_after(user, user if user.pk != person.pk else person, at_desk=at_desk))
    return person_page(request, person, at_desk=at_desk, form=form, remove_form=form)


def _after(user: User, person: User, *, at_desk: bool) -> str:
    """Give where to go on: whoever changed himself may have no list to go back to."""
    return "members:account" if user.pk == person.pk and not at_desk else side(at_desk=at_desk) + "people"


def _invitation(request: HttpRequest, pk: int, *, at_desk: bool) -> Invitation:
    return get_object_or_404(Invitation.objects.managed_by(signed_in(request), at_desk=at_desk), pk=pk)


def _invitation_move(
    request: HttpRequest, move: Any, found: Invitation, done: str, *, at_desk: bool
) -> HttpResponse:
    try:
        move(found, signed_in(request))
    except StandingRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(side(at_desk=at_desk) + "people")


def _request(request: HttpRequest, pk: int, *, at_desk: bool) -> AccessRequest:
    mine = AccessRequest.objects.answerable_by(signed_in(request), at_desk=at_desk)
    hidden = (AccessRequest.State.UNCONFIRMED, AccessRequest.State.DISOWNED)
    return get_object_or_404(
        mine.exclude(state__in=hidden).select_related("administration", "answered_by"), pk=pk
    )


def _request_page(
    request: HttpRequest, found: AccessRequest, *, at_desk: bool, form: forms.Form | None = None, **shown: Any
) -> HttpResponse:
    context = {
        "found": found,
        "waits": found.state == AccessRequest.State.WAITING,
        "approve": ApproveForm(at_desk=at_desk, request=found),
        "refuse": RefuseForm(),
        "form": form,
        "at_desk": at_desk,
        "side": side(at_desk=at_desk),
        "administration": signed_in(request).administration,
        **shown,
    }
    return render(request, "members/access_request.html", context, status=422 if form else 200)
