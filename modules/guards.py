"""What must hold before an edition moves: each guard gives one sentence for each thing that does not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.utils.translation import gettext as _

from members.models import User
from members.roles import Role
from moderation.models import Event, Moderated
from moderation.parties import of_secretariat
from moderation.states import Words
from moderation.workflow import Party, Step
from modules.comparing import compare
from modules.completeness import problems
from modules.fingerprints import of_edition
from modules.models import Approval, Change, Edition, Significance
from modules.publication import problems_elsewhere

WORKFLOW = "modules.edition"
Sentences = Iterable[Words]


def edition_of(step: Step) -> Edition:
    return cast("Edition", step.item)


def something_has_changed(step: Step) -> Sentences:
    edition = edition_of(step)
    if edition.based_on_id and not any(entry.changed or entry.changes for entry in compare(edition)):
        yield _("Nothing has changed in this edition yet.")


def nothing_is_missing(step: Step) -> Sentences:
    """English and French are complete and in step, changes have notes, links lead somewhere, no key is lost."""
    return [problem.as_html() for problem in problems(edition_of(step))]


def promises_are_kept(step: Step) -> Sentences:
    """What the apps above registered: nothing that was planned for this edition is left open."""
    return [problem.as_html() for problem in problems_elsewhere(edition_of(step))]


def other_hands_approve(step: Step) -> Sentences:
    if wrote_in(edition_of(step), step.actor):
        yield _("You wrote in this edition. Another publisher must approve it.")


def other_hands_publish(step: Step) -> Sentences:
    if wrote_in(edition_of(step), step.actor):
        yield _("You wrote in this edition. Another publisher must publish it.")


def the_approval_is_for_this_text(step: Step) -> Sentences:
    edition = edition_of(step)
    approvals = Approval.objects.filter(edition=edition, method=Approval.Method.FOUR_EYES)
    if not approvals.filter(sha256=of_edition(edition)).exists():
        yield _("The approval is for an older text. Send the edition back and have it approved again.")


def no_change_is_major(step: Step) -> Sentences:
    changes = Change.objects.filter(edition=edition_of(step), significance=Significance.MAJOR)
    if changes.exists():
        yield _("A change is major, so this is no small correction: have the edition approved first.")


def a_second_person_confirms(step: Step) -> Sentences:
    edition = edition_of(step)
    published = Event.objects.about(WORKFLOW, edition.pk).filter(verb="publish_correction").last()
    if (published and published.actor_id == step.actor.pk) or wrote_in(edition, step.actor):
        yield _("You wrote or published this correction. A second person must confirm it.")


def wrote_in(edition: Edition, person: User) -> bool:
    """Whether somebody wrote a text or a change of an edition."""
    return edition.writers.filter(pk=person.pk).exists()


def _publisher_of(label: str, condition: str) -> Party:
    publisher = of_secretariat(Role.PUBLISHER)

    def party(actor: User, item: Moderated) -> Role | None:
        return publisher(actor, item) if getattr(item, condition) else None

    return Party(label, party)


PUBLISHER_OF_MAJOR = _publisher_of("publisher, of a major edition", "is_major")
PUBLISHER_OF_MINOR = _publisher_of("publisher, of a minor edition", "is_minor")
PUBLISHER_OF_UNCONFIRMED = _publisher_of("publisher, of an unconfirmed correction", "is_unconfirmed")
