"""What only administrators do with people: change of post, closing an account and opening it again."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from members import standing
from members.forms.managing import AdministrationForm, RemoveForm
from members.people import confirm_identity, managers_only, signed_in
from members.views.persons import answered, person_page, reachable


@require_POST
@login_required
@managers_only
def change_administration(request: HttpRequest, pk: int, *, at_desk: bool) -> HttpResponse:
    user, person = signed_in(request), reachable(request, pk, at_desk=at_desk, to_change=True)
    confirm_identity(request)
    form = AdministrationForm(request.POST, person=person, name="administration")
    if answered(form, lambda: standing.move_to(person, user, **form.options())):
        messages.success(
            request,
            _("Saved. What was written for the earlier administration stays with it. Give new roles now."),
        )
        return redirect("members:desk_person", person.pk)
    return person_page(request, person, at_desk=at_desk, form=form, administration_form=form)


@require_POST
@login_required
@managers_only
def change_access(request: HttpRequest, pk: int, *, at_desk: bool, open_it: bool) -> HttpResponse:
    """Close an account, with every session of it, or open it again."""
    user, person = signed_in(request), reachable(request, pk, at_desk=at_desk, to_change=True)
    confirm_identity(request)
    form = RemoveForm(request.POST, person=person, name="access")
    if answered(form, lambda: standing.set_active(person, user, open_it, **form.options())):
        messages.success(request, _("The account is open again.") if open_it else _("The account is closed."))
        return redirect("members:desk_person", person.pk)
    return person_page(request, person, at_desk=at_desk, form=form, access_form=form)
