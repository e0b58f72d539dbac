"""Writing an edition: the words of sections, introductions and facilitators' notes in each language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.models import User
from modules import desk, drafting, rules
from modules.compared import Compared
from modules.dressing import SOURCE
from modules.fingerprints import words_of
from modules.models import Edition, FacilitatorNote, Section, SectionText, Written
from modules.views.acting import act, compared, saved
from modules.views.desk import NOT_WRITABLE, at_desk, edition_of
from modules.word_forms import FORMS, WordsForm

Texts = type[Written]


@require_safe
@login_required
def section(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """One section: English and French side by side with what changed, its notes, and its place."""
    user = at_desk(request)
    item = edition_of(reference)
    context = {
        **_beside(item, compared(item, key), user),
        "guidance": desk.cells(compared(item, key, FacilitatorNote)),
        "removable": Section.objects.filter(edition=item).count() > 1,
    }
    return render(request, "modules/desk_section.html", context)


@require_safe
@login_required
def texts(request: HttpRequest, reference: str, key: str, of: Texts) -> HttpResponse:
    """A module's introduction or a section's facilitators' notes: the languages side by side."""
    user = at_desk(request)
    item = edition_of(reference)
    return render(request, "modules/desk_texts.html", _beside(item, compared(item, key, of), user))


def _beside(item: Edition, entry: Compared, user: User) -> dict[str, Any]:
    """Give a text in each language that it has, must have, or that this person may write."""
    may_write = {code for code, _name in settings.LANGUAGES if rules.can_write(user, code)}
    columns = [
        {
            "language": code,
            "name": name,
            "cell": cell,
            "parts": desk.parts(entry.texts.get(code), entry.old_texts.get(code)),
            "text": entry.texts.get(code),
            "source": entry.texts.get(SOURCE),
            "may_write": item.is_writable and code in may_write,
            "may_approve": item.is_writable
            and code in entry.texts
            and rules.can_approve(user, entry.texts[code]),
            "follow_url": entry.address("follow", code),
            "approve_url": entry.address("approve", code),
        }
        for (code, name), cell in zip(settings.LANGUAGES, desk.cells(entry), strict=True)
        if code in {*entry.texts, *settings.OFFICIAL_LANGUAGES, *may_write}
    ]
    may_edit = item.is_writable and rules.can_edit(user)
    return {"item": item, "entry": entry, "columns": columns, "may_edit": may_edit}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def write(
    request: HttpRequest, reference: str, key: str, language: str, of: Texts = SectionText
) -> HttpResponse:
    """Write a text in one language; saving never overwrites what somebody else saved meanwhile."""
    user = at_desk(request)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    if not rules.can_write(user, language):
        raise PermissionDenied
    item = edition_of(reference)
    entry = compared(item, key, of)
    text = entry.texts.get(language)
    form = _words_form(request, item, entry, language)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            drafting.save_text(item, key, language, form.words(), seen=_seen(form), actor=user, of=of)
        except drafting.TextConflict as refusal:
            conflict = refusal.text
        except drafting.NotWritable:
            messages.error(request, NOT_WRITABLE)
        except drafting.SectionGone:
            messages.error(request, _("This section is gone. Your words are below; copy what you need."))
        else:
            messages.success(request, saved())
            return redirect(request.path if "stay" in request.POST else entry.url)
    elif not item.is_writable:
        messages.info(request, _("The edition is not with the editors now, so it cannot be changed."))
        return redirect(entry.url)
    other = "fr" if language == SOURCE else SOURCE
    context = {
        "item": item,
        "entry": entry,
        "language": language,
        "name": dict(settings.LANGUAGES)[language],
        "form": form,
        "conflict": conflict,
        "theirs": desk.parts(conflict, None) if conflict else [],
        "difference": desk.parts(text, entry.old_texts.get(language)) if text else [],
        "other": other,
        "other_parts": desk.parts(entry.texts.get(other), _before(entry, language, other)),
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "modules/desk_write.html", context, status=status)


def _words_form(request: HttpRequest, item: Edition, entry: Compared, language: str) -> WordsForm:
    text = entry.texts.get(language)
    source = entry.texts.get(SOURCE)
    words = words_of(text) if text else {}
    words["seen"] = text.sha256 if text else ""
    words["source_seen"] = source.sha256 if source else ""
    words["follows"] = text is None or bool(source and text.translated_from == source.sha256)
    keys = set(Section.objects.filter(edition=item).values_list("key", flat=True))
    return FORMS[entry.of](request.POST or None, words=words, keys=keys, is_source=language == SOURCE)


def _seen(form: WordsForm) -> drafting.Seen:
    follows = form.cleaned_data.get("follows", False)
    return drafting.Seen(form.cleaned_data["seen"], form.cleaned_data["source_seen"] if follows else "")


def _before(entry: Compared, language: str, other: str) -> Written | None:
    """Give what the other language is compared with: a translator sees what changed since he translated."""
    return desk.translated_source(entry, language) if other == SOURCE else entry.old_texts.get(other)


@require_POST
@login_required
def follow(
    request: HttpRequest, reference: str, key: str, language: str, of: Texts = SectionText
) -> HttpResponse:
    """Say that a translation still says what the English text says."""
    user = at_desk(request)
    if not rules.can_write(user, language) or language == SOURCE:
        raise PermissionDenied
    seen = drafting.Seen(request.POST.get("seen", ""), request.POST.get("source_seen", ""))
    return act(
        request,
        compared(edition_of(reference), key, of),
        lambda item: drafting.follow(item, key, language, seen=seen, actor=user, of=of),
        _("Marked: it says what the English text says."),
    )


@require_POST
@login_required
def approve(
    request: HttpRequest, reference: str, key: str, language: str, of: Texts = SectionText
) -> HttpResponse:
    """Approve a translation exactly as it was shown."""
    user = at_desk(request)
    entry = compared(edition_of(reference), key, of)
    text = entry.texts.get(language)
    if text is None or not rules.can_approve(user, text):
        raise PermissionDenied
    seen = request.POST.get("seen", "")
    return act(
        request,
        entry,
        lambda item: drafting.approve_translation(item, key, language, seen=seen, actor=user, of=of),
        _("Translation approved."),
    )
