"""What a contact point sees before he consents: exactly the text, what changed, who wrote, who will read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casestudies.fields import Words
from casestudies.models import Revision, Submission
from casestudies.reviewing import Reviewed, reviewed
from casestudies.rules import WORKFLOW, is_single_person
from members.models import Region, RoleHeld, User
from members.roles import OF_SECRETARIAT
from moderation.models import Audience, Clearance
from moderation.offers import OfferedMove

SECRETARIAT = gettext_lazy("The WCO Secretariat")
# The same in the middle of a sentence.
SENT_BY_SECRETARIAT = gettext_lazy("the WCO Secretariat")
# What happens after each act.
NEXT: dict[str, Words] = {
    "clear": gettext_lazy(
        "The Secretariat receives exactly this text, and you receive a receipt with its reference and the day "
        "of the answer. Nothing is published yet. You can withdraw it at any time before it is."
    ),
    "return": gettext_lazy(
        "The authors get your words and the text back. The Secretariat does not see this text."
    ),
    "confirm": gettext_lazy("The Secretariat can publish exactly this text, for these readers."),
    "dispute": gettext_lazy(
        "The Secretariat gets your words and works on the text again. Nothing is published meanwhile."
    ),
    "withdraw": gettext_lazy(
        "It ends here, at once. What the Secretariat may have had, it cannot open any more. The text stays "
        "in your room."
    ),
}


@dataclass(frozen=True, slots=True)
class Clearing:
    """The text before its clearance, as a page shows it."""

    revision: Revision
    # The text that was cleared or published last; None for a first one.
    before: Revision | None
    view: str
    fields: list[Reviewed]
    # Their names; those of the Secretariat are not told.
    writers: list[str]
    sent_by: str
    # The Secretariat changed the text after it was cleared.
    edited: bool
    consent: str
    attachments: list[Mapping[str, Any]]
    # The person wrote in it and nobody else could clear it.
    single_person: bool


def clearing(item: Submission, user: User, view: str) -> Clearing | None:
    """Give what waits for clearance; None where nothing was sent."""
    revision = item.current
    if revision is None:
        return None
    before = _before(item)
    view = "changes" if before is not None and view != "clean" else "clean"
    ours, edited = _writers(item)
    names = [*map(str, ours), *([str(SECRETARIAT)] if edited else [])]
    sent_by = revision.sealed_by if revision.sealed_by in ours else SENT_BY_SECRETARIAT
    return Clearing(
        revision,
        before,
        view,
        reviewed(revision, before if view == "changes" else None, []),
        names,
        str(sent_by),
        edited,
        consent(revision.content, item.case_study.region),
        list(revision.content.get("attachments") or []),
        user in ours and is_single_person(item),
    )


def _writers(item: Submission) -> tuple[list[User], bool]:
    """Give those of the administration, and whether anybody of the Secretariat wrote too; one query."""
    held = RoleHeld.objects.filter(user=OuterRef("pk"), role__in=OF_SECRETARIAT)
    writers = list(item.writers.annotate(of_secretariat=Exists(held)))
    ours = [
        user
        for user in writers
        if not user.of_secretariat or user.administration_id == item.administration_id
    ]
    return ours, len(ours) < len(writers)


def _before(item: Submission) -> Revision | None:
    """Give the text to compare with: the one cleared last, else the published one that it would replace."""
    before = item.cleared or item.case_study.live
    return before if before is not None and before.pk != item.current_id else None


def consent(content: Mapping[str, Any], region: Region | None) -> str:
    """Say in a sentence who will read a text, and under which name."""
    name = content.get("attribution", "")
    match content.get("audience"):
        case Audience.PUBLIC:
            return _("Everyone will read it, under the name “%(name)s”.") % {"name": name}
        case Audience.UNATTRIBUTED:
            return _(
                "Everyone will read it, without the name of your administration. It is shown as from "
                "“A Member in %(region)s”."
            ) % {"region": region or ""}
        case _other:
            return _(
                "Only people of WCO Members who are signed in will read it, under the name “%(name)s”."
            ) % {"name": name}


def clearances(item: Submission) -> list[Clearance]:
    """Give the consents to texts of a submission, oldest first; one query, none before the first text."""
    if item.current_id is None:
        return []
    found = Clearance.objects.filter(workflow=WORKFLOW, item=item.pk)
    return list(found.select_related("actor", "administration"))


@dataclass(frozen=True, slots=True)
class Act:
    """One of the acts at a clearance, with what happens next."""

    offered: OfferedMove
    next: Words


def acts(offers: list[OfferedMove]) -> list[Act]:
    return [Act(offered, NEXT.get(offered.offer.move.name, "")) for offered in offers]
