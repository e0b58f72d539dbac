"""What the pages of the guide editor have in common: one text, one act on it, and a sentence."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from modules import comparing, drafting
from modules.compared import Compared
from modules.models import Edition, SectionText, Written


def act(request: HttpRequest, entry: Compared, do: Callable[[Edition], object], done: str) -> HttpResponse:
    """Do one thing to a text, and go back to it with a sentence."""
    try:
        do(entry.edition)
    except drafting.TextConflict:
        messages.error(request, _("Somebody saved this text since you opened the page. Nothing was done."))
    except (drafting.NotWritable, drafting.SectionGone):
        messages.error(request, _("The edition is not with the editors now, so it cannot be changed."))
    else:
        messages.success(request, done)
    return redirect(entry.url)


def compared(item: Edition, key: str, of: type[Written] = SectionText) -> Compared:
    """Give one text beside what it was made from; raises ``Http404`` where the edition has none."""
    entry = comparing.entry_of(item, key, of)
    if entry is None:
        raise Http404
    return entry


def saved() -> str:
    return _("Saved at %(time)s.") % {"time": timezone.localtime().strftime("%H:%M")}
