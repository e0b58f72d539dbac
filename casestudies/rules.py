"""What must hold before a submission moves: each guard gives one sentence for each thing that does not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import cast

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casestudies import story
from casestudies.models import Submission
from casestudies.parties import CASE_OFFICER, CONTACT_POINT, PUBLISHER
from casestudies.states import OPEN, S
from members.models import User
from members.roles import WRITERS, Role
from moderation import clock, registry
from moderation.models import Clearance, Event, Moderated, Point
from moderation.record import record_of
from moderation.workflow import Party, Step, Workflow

WORKFLOW = "casestudies.submission"
reviews = CASE_OFFICER
SIDES = {Role.CONTACT_POINT: CONTACT_POINT, Role.PUBLISHER: PUBLISHER}
# What can be taken back while its letters wait.
DECISIONS = frozenset({"request_changes", "accept", "decline"})


def the_text_is_complete(step: Step) -> Iterable[str]:
    return [sentence for _key, sentence in story.missing(_submission(step).draft)]


def every_point_is_answered(step: Step) -> Iterable[str]:
    item = _submission(step)
    if item.state != S.CHANGES_REQUESTED:
        return
    count = Point.objects.about(WORKFLOW, item.pk).unanswered().count()
    if count:
        yield ngettext(
            "%(count)d point of the Secretariat has no answer yet.",
            "%(count)d points of the Secretariat have no answer yet.",
            count,
        ) % {"count": count}


def somebody_else_wrote_it(step: Step) -> Iterable[str]:
    """Four eyes inside the administration, except where there is only one pair."""
    item = _submission(step)
    if wrote_in(item, step.actor) and not is_single_person(item):
        yield _("You wrote in this text. Another contact point of your administration must clear it.")


def something_is_asked(step: Step) -> Iterable[str]:
    """Changes can be asked only with at least one open point that the administration will see."""
    if not any(point.is_to_send for point in record_of(WORKFLOW, step.item).points):
        yield _("Pin at least one point to a field first: it is what the administration will answer.")


def no_blocking_point_is_open(step: Step) -> Iterable[str]:
    points = record_of(WORKFLOW, step.item).points
    count = sum(point.blocking and point.settled_at is None for point in points)
    if count:
        yield ngettext(
            "%(count)d point that must be settled is open.",
            "%(count)d points that must be settled are open.",
            count,
        ) % {"count": count}


def both_languages_stand(step: Step) -> Iterable[str]:
    current = _submission(step).current
    return story.missing_for_publication(current.content) if current else [_("There is no text.")]


def the_text_is_cleared(step: Step) -> Iterable[str]:
    """A consent exists for exactly the last text that was sent, and for an audience no narrower."""
    if not is_cleared(_submission(step)):
        yield _("The administration has not cleared exactly this text for this audience.")


def other_hands_publish(step: Step) -> Iterable[str]:
    """Whoever wrote in the text, or accepted it, does not publish it."""
    item = _submission(step)
    if wrote_in(item, step.actor):
        yield _("You contributed to this text. Somebody else must publish it.")
    accepted = record_of(WORKFLOW, item).last("accept")
    if accepted is not None and accepted.actor_id == step.actor.pk:
        yield _("You accepted this text. Somebody else must publish it.")


def none_is_open(step: Step) -> Iterable[str]:
    """A case study has one open submission at most."""
    item = _submission(step)
    if item.state in OPEN:
        return  # it is the one
    other = Submission.objects.open().filter(case_study=item.case_study_id).first()
    if other is not None:
        yield _("A new text is being written already: %(reference)s.") % {"reference": other.reference}


def no_newer_text_is_live(step: Step) -> Iterable[str]:
    item = _submission(step)
    if item.case_study.live_id != item.cleared_id:
        yield _("A newer text has taken its place.")


def is_cleared(item: Submission) -> bool:
    """Whether a consent exists for exactly the current text, for an audience no narrower."""
    return consent(item) is not None


def consent(item: Submission) -> Clearance | None:
    """Give the latest consent to exactly the current text, for an audience no narrower."""
    current = item.current
    if current is None:
        return None
    clearances = reversed(record_of(WORKFLOW, item).clearances)
    return next((c for c in clearances if c.covers(current.sha256, item.audience)), None)


def last_event(item: Submission) -> Event | None:
    return next(reversed(record_of(WORKFLOW, item).events), None)


def _decided_just_now(actor: User, item: Submission) -> Role | None:
    """Whoever made the last decision, while its letters have not left."""
    role = reviews(actor, item)
    decision = last_event(item) if role else None
    if decision is None or decision.actor_id != actor.pk or decision.verb not in DECISIONS:
        return None
    return role if decision.at > clock.now() - timedelta(seconds=settings.GRACE_SECONDS) else None


def _whoever_retracted(actor: User, item: Submission) -> Role | None:
    """Only the side that retracted a text may put it back."""
    retracted = record_of(WORKFLOW, item).last("retract")
    return SIDES[Role(retracted.role)](actor, item) if retracted else None


def people_who_write(administration: int | None) -> QuerySet[User]:
    """Give the active accounts that write for an administration."""
    people = User.objects.filter(administration=administration, is_active=True, roles_held__role__in=WRITERS)
    return people.distinct()


def colleagues(item: Submission) -> QuerySet[User]:
    """Give the others who write for the administration of a text: to any of them it can be handed."""
    return people_who_write(item.administration_id).exclude(pk__in=[item.author_id])


def a_colleague_takes_it(step: Step) -> Iterable[str]:
    """A text is handed to somebody who writes for the same administration, and to nobody else."""
    item, chosen = _submission(step), step.data.get("colleague")
    if not colleagues(item).exists():
        yield _("Nobody else writes for your administration. Your contact point can invite somebody.")
    elif chosen and chosen not in colleagues(item):
        yield _("This person does not write for your administration. Choose a colleague from the list.")


def author_until_cleared(party: Party) -> Party:
    """The author's right to take a text back ends when the administration has cleared it."""

    def limited(actor: User, item: Submission) -> Role | None:
        return party(actor, item) if item.cleared_id is None else None

    return Party(f"{party.label} until it is cleared", limited)


def case_officers_for(item: Moderated) -> QuerySet[User]:
    """Give those who may review a submission: case officers who do not act for its administration."""
    officers = User.objects.filter(roles_held__role=Role.CASE_OFFICER, is_active=True)
    return officers.exclude(administration=item.administration_id).order_by("full_name", "pk")


def wrote_in(item: Submission, user: User) -> bool:
    known = record_of(WORKFLOW, item).wrote.get(user.pk)
    return item.writers.filter(pk=user.pk).exists() if known is None else known


def is_single_person(item: Submission) -> bool:
    """Whether the administration has only one active account that writes for it."""
    return people_who_write(item.administration_id).count() <= 1


DECIDED_JUST_NOW = Party("the case officer who decided, within the grace period", _decided_just_now)
WHOEVER_RETRACTED = Party("the side that retracted it", _whoever_retracted)


def workflow() -> Workflow:
    """Give the table itself to the changes it is made of."""
    return registry.workflow(WORKFLOW)


def _submission(step: Step) -> Submission:
    return cast("Submission", step.item)
