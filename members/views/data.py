"""Data to take away, and its erasure: one's own, an administration's, a person's."""

from __future__ import annotations

from typing import IO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from members import erasing, giving_out
from members.forms.managing import EraseForm
from members.holdings import subject_of
from members.models import Administration
from members.people import confirm_identity, managers_only, signed_in
from members.record import Verb, note
from members.views.persons import answered, reachable, status_of

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
@login_required
def own_data(request: HttpRequest) -> HttpResponseBase:
    """Say what is held, and give it out to whoever has just confirmed who he is."""
    user = signed_in(request)
    if request.method != "POST":
        return render(request, "members/own_data.html")
    confirm_identity(request)
    return _zip(giving_out.about_person(subject_of(user)), "my-data.zip")


@GET_OR_POST
@login_required
@managers_only
def contributions(request: HttpRequest, slug: str = "", *, at_desk: bool) -> HttpResponseBase:
    """Give out what an administration contributed; that it was given out stands in the record."""
    user = signed_in(request)
    administration = get_object_or_404(Administration, slug=slug) if at_desk else user.administration
    if administration is None:
        raise Http404
    if request.method != "POST":
        context = {"administration": administration, "at_desk": at_desk}
        return render(request, "members/contributions.html", context)
    confirm_identity(request)
    file = giving_out.contributed_by(administration, at_desk=at_desk)
    note(Verb.GIVEN_OUT, user, administration=administration)
    return _zip(file, f"{administration.slug}.zip")


@GET_OR_POST
@login_required
@managers_only
def erase(request: HttpRequest, pk: int, *, at_desk: bool) -> HttpResponse:
    """Erase a person for good."""
    user, person = signed_in(request), reachable(request, pk, at_desk=at_desk, to_change=True)
    form = EraseForm(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST":
        confirm_identity(request)
        if answered(form, lambda: erasing.erase(subject_of(person), user, **form.options())):
            messages.success(request, _("Erased. The history says “A former colleague” from now on."))
            return redirect("members:desk_people")
    context = {"person": person, "form": form, "in_hand": erasing.in_hand(person)}
    refused = form if request.method == "POST" else None
    return render(request, "members/erase.html", context, status=status_of(refused))


def _zip(file: IO[bytes], name: str) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
