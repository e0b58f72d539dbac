"""Adding files to a draft and taking them out; words typed beside them in the same form are saved as well."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casestudies.attachments import drawer
from casestudies.drafts import NotWritable
from casestudies.models import Submission
from casestudies.views import writing
from casestudies.views.sent_files import BESIDE, keep_sent_files, step_of
from members.models import User
from members.people import signed_in


@require_POST
@login_required
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the files of the form in."""
    user, item = _writer_and_item(request, reference)
    if not request.FILES:
        messages.error(request, _("Choose a file first."), extra_tags=BESIDE)
    keep_sent_files(request, item, user)
    return _with_words(request, item)


@require_POST
@login_required
def remove(request: HttpRequest, reference: str, key: UUID) -> HttpResponse:
    """Take a file out of the draft; one that is gone already is gone."""
    user, item = _writer_and_item(request, reference)
    keep_sent_files(request, item, user)
    try:
        name = drawer.take_out(item, key, user)
    except NotWritable:
        messages.error(request, _("The text is not with you now, so its files cannot be changed."))
        return redirect(item)
    if name:
        messages.success(request, _("“%(name)s” is removed.") % {"name": name})
    return _with_words(request, item)


def _with_words(request: HttpRequest, item: Submission) -> HttpResponse:
    """Save what was typed beside the files; where that cannot be saved the form comes back with the words."""
    step = step_of(request)
    if "seen" in request.POST:
        response = writing.edit(request, item.reference, step)
        if response.status_code != 302:  # noqa: PLR2004
            return response
    item.refresh_from_db()
    address = reverse("casestudies:edit", args=[item.reference, step]) + f"#{BESIDE}"
    return redirect(address if item.is_writable else item.get_absolute_url())


def _writer_and_item(request: HttpRequest, reference: str) -> tuple[User, Submission]:
    user = signed_in(request)
    if not user.is_writer:
        raise PermissionDenied
    return user, get_object_or_404(Submission.objects.in_room_of(user), reference=reference)
