"""One person's page, for whoever answers for him."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from members.forms.managing import AdministrationForm, RemoveForm, RolesForm, StandingForm
from members.models import PeopleEvent, User
from members.people import managers_only, signed_in
from members.rights import Outdated, StandingRefused

EVENTS = 50


@require_safe
@login_required
@managers_only
def person(request: HttpRequest, pk: int, *, at_desk: bool) -> HttpResponse:
    return person_page(request, reachable(request, pk, at_desk=at_desk), at_desk=at_desk)


def reachable(request: HttpRequest, pk: int, *, at_desk: bool, to_change: bool = False) -> User:
    """Give a person this manager answers for; everybody else is as if he did not exist.

    At the desk nobody changes himself: an administrator gives himself no power over content.
    """
    user = signed_in(request)
    everybody = User.objects.select_related("administration")
    mine = everybody if at_desk else everybody.filter(administration=user.administration_id)
    # Of somebody who was erased only the record is left.
    found = get_object_or_404(mine.filter(erased_at=None) if to_change else mine, pk=pk)
    if at_desk and to_change and found.pk == user.pk:
        raise PermissionDenied
    return found


def person_page(
    request: HttpRequest, person: User, *, at_desk: bool, form: forms.Form | None = None, **shown: Any
) -> HttpResponse:
    """Show one person; ``form`` is the one that was refused, and stands among ``shown``."""
    user = signed_in(request)
    context = {
        "person": person,
        "is_self": person.pk == user.pk,
        "held": person.roles_held.all(),
        "roles_form": RolesForm(person=person, at_desk=at_desk),
        "remove_form": RemoveForm(person=person, name="remove"),
        "form": form,
        "at_desk": at_desk,
        "side": "members:desk_" if at_desk else "members:",
        "administration": user.administration,
        **(_desk_parts(person) if at_desk else {}),
        **shown,
    }
    name = "members/desk_person.html" if at_desk else "members/person.html"
    return render(request, name, context, status=status_of(form))


def answered(form: StandingForm, change: Callable[[], None]) -> bool:
    """Make the change, or put into the form why it was not made."""
    if not form.is_valid():
        return False
    try:
        change()
    except StandingRefused as refusal:
        form.refuse(refusal)
        return False
    return True


def _desk_parts(person: User) -> dict[str, Any]:
    initial = {"administration": person.administration_id}
    return {
        "administration_form": AdministrationForm(person=person, name="administration", initial=initial),
        "access_form": RemoveForm(person=person, name="access"),
        "events": PeopleEvent.objects.filter(person=person)
        .select_related("actor", "administration")
        .order_by("-at", "-pk")[:EVENTS],
    }


def status_of(form: forms.Form | None) -> int:
    """Give the status of a page that shows a form that was refused, or none."""
    if form is None:
        return 200
    return 409 if isinstance(getattr(form, "refusal", None), Outdated) else 422
