"""Where an item stands, in the words of whoever reads it: for the frame of letters and for the daily letter."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from letters.composing import Recipient
from members.models import User
from members.roles import Role
from moderation.models import Moderated
from moderation.registry import workflows
from moderation.states import Side, State, Words
from prose.dates import written

# By promise (key of settings.SERVICE_DAYS): what is due by when, as each side says it.
DUE_TO_MEMBER: dict[str, Words] = {
    "acknowledge": gettext_lazy("The Secretariat answers by %(day)s."),
    "answer": gettext_lazy("The Secretariat answers by %(day)s."),
    "clearance": gettext_lazy("Please decide by %(day)s."),
    "publication": gettext_lazy("We plan to publish it by %(day)s, and we will write to you then."),
    "changes": gettext_lazy("We hope to have the new text by %(day)s."),
}
DUE_AT_DESK: dict[str, Words] = {
    "acknowledge": gettext_lazy("The acknowledgement is due by %(day)s."),
    "answer": gettext_lazy("The answer is due by %(day)s."),
    "publication": gettext_lazy("Publication is due by %(day)s."),
    "changes": gettext_lazy("The new text is due by %(day)s."),
}
DUE: Words = gettext_lazy("It is due by %(day)s.")


@dataclass(frozen=True, slots=True)
class Standing:
    """What every letter about an item says outside the words that can be edited."""

    title: str
    reference: str
    state: str
    who: str
    due: str


def standing(state: State, item: Moderated, reader: User, *, title: str, at_desk: bool) -> Standing:
    """Say, in the active language, where an item is, who has it now, and by when something is due."""
    due = (DUE_AT_DESK if at_desk else DUE_TO_MEMBER).get(state.promise, DUE)
    if state.side is Side.CONTACT_POINT and Role.CONTACT_POINT not in reader.roles:
        due = DUE  # the contact point decides, and nobody else is asked to
    return Standing(
        title=title,
        reference=item.reference,
        state=str(state.label if at_desk else state.plain),
        who=_at_desk(state.side, item, reader) if at_desk else _to_member(state.side, reader),
        due=str(due) % {"day": written(item.due_on, "j F Y")} if item.due_on else "",
    )


def _to_member(side: Side, reader: User) -> str:
    match side:
        case Side.AUTHOR:
            return _("You and the colleagues who write for your administration have it now.")
        case Side.CONTACT_POINT if Role.CONTACT_POINT in reader.roles:
            return _("You have it now, as the contact point of your administration.")
        case Side.CONTACT_POINT:
            return _("The contact point of your administration has it now.")
        case Side.SECRETARIAT | Side.PUBLISHER:
            return _("The WCO Secretariat has it now.")
        case _:
            return _("Nobody has to do anything about it now.")


def _at_desk(side: Side, item: Moderated, reader: User) -> str:
    match side:
        case Side.AUTHOR | Side.CONTACT_POINT:
            name = item.administration.name if item.administration else str(item.author)
            return _("%(name)s has it now.") % {"name": name}
        case Side.SECRETARIAT if item.holder_id == reader.pk:
            return _("You have it now.")
        case Side.SECRETARIAT if item.holder:
            return _("%(name)s has it now.") % {"name": item.holder.full_name}
        case Side.SECRETARIAT:
            return _("No case officer has taken it yet.")
        case Side.PUBLISHER:
            return _("The publishers have it now.")
        case _:
            return _("Nobody has to do anything about it now.")


def states_now(recipient: Recipient, references: Collection[str]) -> dict[str, str]:
    """Give the present state of each item that a daily letter is about, as its reader calls it."""
    at_desk = isinstance(recipient, User) and recipient.is_at_desk
    words: dict[str, str] = {}
    for workflow in workflows():
        for item in workflow.items.filter(reference__in=references):
            state = workflow.state(item)
            words[item.reference] = str(state.label if at_desk else state.plain)
    return words
