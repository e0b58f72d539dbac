"""Writing off-line: the template, the way back into a draft, and copies of one's own text."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casestudies import story
from casestudies.models import Submission
from casestudies.submissions import handed_over, room_items, shown_in_room
from casestudies.word import copies, importing
from casestudies.word.forms import CopyForm, UploadForm
from casestudies.word.printing import instructions
from casestudies.word.printing import template as blank_file
from members.models import User
from members.people import signed_in


@require_safe
@login_required
def template(request: HttpRequest) -> HttpResponse:
    """Give the Word file to write in, with the name of the writer's administration in it."""
    user = _writer(request)
    name = str(user.administration.name) if user.administration else ""
    content = story.blank(attribution=name, language=user.language)
    return _download(blank_file(content), "docx", "case-study-template")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def from_word(request: HttpRequest) -> HttpResponse:
    """Make a new draft of a Word file."""
    user = _writer(request)
    form = (
        UploadForm(request.POST or None, request.FILES or None) if request.method == "POST" else UploadForm()
    )
    if request.method == "POST" and form.is_valid():
        file_name = form.cleaned_data["file"].name or ""
        item = importing.begin(user, form.story, key=form.cleaned_data["key"], file_name=file_name)
        messages.success(request, _read_so_much(len(form.story.values)))
        return redirect(item)
    context = {
        "form": form,
        "administration": user.administration,
        "instructions": instructions(),
        "templates": _templates(),
    }
    status = 422 if form.errors else 200
    return render(request, "casestudies/from_word.html", context, status=status)


def _templates() -> list[tuple[str, str, str]]:
    """Give code, name and address of the template in each language."""
    address = reverse("casestudies:template")
    return [(code, name, translate_url(address, code)) for code, name in settings.LANGUAGES]


def _read_so_much(count: int) -> str:
    return ngettext(
        "A new draft was made. %(count)d field was read from your file; nothing was sent.",
        "A new draft was made. %(count)d fields were read from your file; nothing was sent.",
        count,
    ) % {"count": count}


@require_safe
@login_required
def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """Give an own text in any state of its submission: as the room shows it, or as it was sent once."""
    user = _writer(request)
    item = get_object_or_404(room_items(user), reference=reference)
    form = CopyForm(request.GET)
    if not form.is_valid():
        raise Http404
    number = form.cleaned_data["revision"]
    if number is None:
        shown = shown_in_room(item)
        text = copies.of_revision(item, shown) if shown else copies.of_draft(item)
    else:
        text = copies.of_revision(item, get_object_or_404(handed_over(item), number=number))
    kind = form.cleaned_data["as"]
    return _download(text.as_docx() if kind == "docx" else text.as_md(), kind, text.name)


def _download(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return HttpResponse(content, content_type=copies.TYPES[kind], headers=headers)


@require_POST
@login_required
def dismiss(request: HttpRequest, reference: str) -> HttpResponse:
    """Put away the list of what could not be read."""
    item = get_object_or_404(Submission.objects.in_room_of(_writer(request)), reference=reference)
    importing.dismiss(item)
    messages.success(request, _("The list is put away."))
    return redirect(item)


def _writer(request: HttpRequest) -> User:
    user = signed_in(request)
    if not user.is_writer:
        raise PermissionDenied
    return user
