"""One view behind every button: checks the form, makes the move, and answers in a full sentence."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from members.models import User
from members.people import signed_in
from moderation.engine import perform
from moderation.forms import MoveForm
from moderation.history import meanwhile
from moderation.models import Event, EventQuerySet, Moderated
from moderation.refusals import MoveForbidden, MoveIncomplete, MoveOutdated
from moderation.workflow import Workflow


def post_move(
    request: HttpRequest,
    workflow: Workflow,
    item: Moderated,
    verb: str,
    *,
    form_class: type[MoveForm] = MoveForm,
    back: str,
    done: str,
    actor: User | None = None,
) -> HttpResponse:
    """Make the posted move and go ``back`` to the item's page, saying ``done``.

    The item was fetched through what this person may see, so a stranger never comes here. A refusal is
    shown with the words that were typed: 403, 409 or 422. ``actor`` is somebody who has proved who he is
    in another way than by signing in.
    """
    move = workflow.move(verb)
    actor = actor or signed_in(request)
    if move is None:
        raise PermissionDenied
    form = form_class(request.POST, request.FILES, move=move, item=item)
    valid = form.is_valid()
    if move.role_of(actor, item) is None:
        # The move itself may have taken the role away: whoever sent this very form gets its answer again.
        again = bool(actor.pk) and _made_with(workflow, item, form).filter(actor=actor.pk).exists()
        return redirect(back) if again else render(request, "403.html", status=403)
    if not valid:
        return _not_valid(request, workflow, item, form, back, reader=actor)
    try:
        _make(workflow, item, actor, form)
    except MoveForbidden:
        return render(request, "403.html", status=403)
    except MoveOutdated as refusal:
        return _refused(request, workflow, item, form, back, reader=actor, status=409, outdated=refusal)
    except MoveIncomplete as refusal:
        for sentence in refusal.sentences:
            form.add_error(None, sentence)
        return _refused(request, workflow, item, form, back, reader=actor, status=422)
    messages.success(request, done)
    return redirect(back)


def _make(workflow: Workflow, item: Moderated, actor: User, form: MoveForm) -> None:
    """Make the move as the form says it."""
    said = form.cleaned_data
    perform(
        workflow,
        item,
        form.move.name,
        actor,
        expected_version=said["version"],
        words=said.get("words", ""),
        reason=said.get("reason", ""),
        data=form.extra(),
        key=said["key"],
    )


def _not_valid(
    request: HttpRequest, workflow: Workflow, item: Moderated, form: MoveForm, back: str, *, reader: User
) -> HttpResponse:
    """Show what is wrong, unless this very form was sent before: what it chose may be no choice any more."""
    if _made_with(workflow, item, form).exists():
        return redirect(back)
    return _refused(request, workflow, item, form, back, reader=reader, status=422)


def _made_with(workflow: Workflow, item: Moderated, form: MoveForm) -> EventQuerySet:
    """Find what this very form has done already; nothing where it has no key."""
    key, made = form.cleaned_data.get("key"), Event.objects.about(workflow.name, item.pk)
    return made.filter(key=key) if key else made.none()


def _refused(
    request: HttpRequest,
    workflow: Workflow,
    item: Moderated,
    form: MoveForm,
    back: str,
    *,
    reader: User,
    status: int,
    outdated: MoveOutdated | None = None,
) -> HttpResponse:
    current = outdated.item if outdated else item
    context = {
        "item": current,
        "state": workflow.state(current),
        "at_desk": reader.is_secretariat,
        "meanwhile": meanwhile(workflow, outdated.latest, reader) if outdated else None,
        "form": form,
        "move": form.move,
        "back": back,
        "outdated": outdated,
    }
    return render(request, "moderation/refused.html", context, status=status)
