"""A contact point hands over to a successor, in one step."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members import handover, invitations
from members.forms.managing import HandOverForm
from members.models import User
from members.people import confirm_identity, managers_only, signed_in
from members.rights import StandingRefused
from members.roles import Role


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@managers_only
def hand_over(request: HttpRequest, *, at_desk: bool) -> HttpResponse:
    del at_desk
    user = signed_in(request)
    if request.method == "POST":
        confirm_identity(request)
    form = HandOverForm(request.POST or None, person=user)
    if request.method == "POST" and form.is_valid():
        try:
            done = _hand_over(user, form)
        except StandingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("members:account")
    context = {"form": form, "administration": user.administration}
    return render(request, "members/hand_over.html", context, status=422 if form.errors else 200)


def _hand_over(user: User, form: HandOverForm) -> str:
    data = form.cleaned_data
    if data["successor"]:
        handover.hand_over(user, data["successor"], form.kept(), seen=data["seen"])
        return _("Handed over. %(name)s is contact point now.") % {"name": data["successor"].full_name}
    invitations.invite(
        user,
        {
            "email": data["email"],
            "full_name": data["full_name"],
            "language": data["language"],
            "administration": user.administration,
            "roles": [Role.CONTACT_POINT.value, Role.DELEGATE.value],
            "predecessor": user,
            "predecessor_keeps": form.kept(),
        },
    )
    return _("Invited. You stay contact point until the invitation is accepted.")
