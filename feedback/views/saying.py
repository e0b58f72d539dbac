"""Saying something about a section or a case study, with an account or with an address to confirm."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from feedback import confirming, examples, floods, saying
from feedback.forms import LONGEST_QUOTE, GuestForm, RemarkForm
from feedback.models import Feedback, Kind
from feedback.places import Place, case_place, section_place
from feedback.saying import Guest
from members.models import User
from members.people import signed_in


class AnchorForm(forms.Form):
    """What a link on a page says about the passage that is meant."""

    paragraph = forms.IntegerField(required=False, min_value=1)
    quote = forms.CharField(required=False)

    def anchor(self) -> dict[str, Any]:
        self.is_valid()
        paragraph, quote = self.cleaned_data.get("paragraph"), self.cleaned_data.get("quote", "")
        return {"paragraph": paragraph, "quote": quote[:LONGEST_QUOTE]}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def give(request: HttpRequest, key: str) -> HttpResponse:
    """Say what should change in a section of the current edition."""
    return _give(request, section_place(key))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def give_case(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what should change in a case study."""
    return _give(request, case_place(slug, request.user, request.LANGUAGE_CODE or "en"))


def _give(request: HttpRequest, place: Place) -> HttpResponse:
    person = request.user if isinstance(request.user, User) else None
    if request.method != "POST":
        initial = AnchorForm(request.GET).anchor()
        form = _form(person, place, initial=initial)
        return _show(request, place, form, 200)
    form = _form(person, place, data=request.POST)
    if not form.is_valid():
        return _show(request, place, form, 422)
    if isinstance(form, GuestForm) and form.is_from_a_machine:
        return redirect("feedback:sent")  # it learns nothing, and nothing is stored
    if _is_too_much(request, person, form):
        form.add_error(None, _("Many remarks came from you in a short time. Send this one later."))
        return _show(request, place, form, 429)
    return _say(request, place, form, person)


def _form(person: User | None, place: Place, **options: Any) -> RemarkForm:
    return RemarkForm(person=person, place=place, **options) if person else GuestForm(place=place, **options)


def _is_too_much(request: HttpRequest, person: User | None, form: RemarkForm) -> bool:
    if floods.is_flood(request, person):
        return True
    return isinstance(form, GuestForm) and floods.is_flood_to(form.cleaned_data["email"])


def _say(request: HttpRequest, place: Place, form: RemarkForm, person: User | None) -> HttpResponse:
    said = form.said(request.LANGUAGE_CODE or "en")
    if person is None:
        guest = Guest(form.cleaned_data["email"], form.cleaned_data["name"])
        confirming.ask(guest, place, said)
        return redirect("feedback:sent")
    remark = saying.say(person, place, said)
    messages.success(request, _("Thank you. Your remark is %(reference)s.") % {"reference": remark.reference})
    if remark.kind == Kind.EXAMPLE and person.is_writer:
        messages.info(request, _("You can write your example as a case study from here."))
    return redirect(remark)


def _show(request: HttpRequest, place: Place, form: RemarkForm, status: int) -> HttpResponse:
    return render(request, "feedback/give.html", {"form": form, "place": place}, status=status)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that a letter is on its way; the same for every address, whoever owns it."""
    return render(request, "feedback/sent.html", {"days": confirming.KEEP.days})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what waits for an address, and take it or forget it; the letter's link proves the address."""
    email = confirming.address_of(token)
    if email is None:
        return render(request, "feedback/confirm_old.html", status=404)
    if request.method != "POST":
        waiting = confirming.waiting_of(email)
        return render(request, "feedback/confirm.html", {"waiting": waiting, "email": email})
    if "forget" in request.POST:
        confirming.discard(email)
        return render(request, "feedback/confirmed.html", {"said": [], "forgotten": True})
    said = confirming.confirm(email)
    return render(request, "feedback/confirmed.html", {"said": said, "forgotten": False})


@require_POST
@login_required
def write_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin a case study from an example that somebody offered; a second time, open the one that exists."""
    user = signed_in(request)
    item = get_object_or_404(Feedback.objects.of(user), reference=reference)
    if not user.is_writer:
        raise PermissionDenied
    if item.kind != Kind.EXAMPLE:
        raise Http404
    return redirect("casestudies:edit", examples.begin(item, user), "about")
