"""Clearance by a signed letter, for administrations without an active contact point.

One person of the Secretariat records the letter, another verifies it. Neither sees the text before it is
cleared: the letter names it by its seal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casestudies.attachments import intake
from casestudies.attachments.models import Attachment, Kind
from casestudies.models import Revision, Submission
from casestudies.states import S
from members.models import User
from members.roles import Role
from moderation.refusals import MoveIncomplete
from moderation.workflow import Step

# So many characters of the seal stand in a letter at least.
SEAL = 12


class ClearanceLetter(models.Model):
    """A signed letter that names one sealed text."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="clearance_letters")
    file = models.ForeignKey(Attachment, models.PROTECT, related_name="+")
    signatory = models.CharField(gettext_lazy("name and function of who signed"), max_length=200)
    signed_on = models.DateField(gettext_lazy("date of the letter"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(gettext_lazy("recorded"), default=timezone.now)

    class Meta:
        ordering = ("recorded_at", "pk")
        verbose_name = gettext_lazy("clearance letter")
        verbose_name_plural = gettext_lazy("clearance letters")

    def __str__(self) -> str:
        return self.signatory


def awaiting_letter(user: User) -> QuerySet[Submission]:
    """Give what only a letter can clear, for the Secretariat's desk; its words are not for the desk yet."""
    if not user.is_at_desk:
        return Submission.objects.none()
    speaks = _contact_points().filter(administration=OuterRef("administration"))
    waiting = Submission.objects.filter(~Exists(speaks), state=S.IN_CLEARANCE)
    return waiting.select_related("administration", "current", "case_study").order_by("state_since", "pk")


def letter_for(submission: Submission) -> ClearanceLetter | None:
    """Give the last letter that names the current text."""
    letters = ClearanceLetter.objects.filter(revision=submission.current_id)
    return letters.select_related("file", "recorded_by").last()


def has_no_contact_point(submission: Submission) -> bool:
    return not _contact_points().filter(administration=submission.administration_id).exists()


def _contact_points() -> QuerySet[User]:
    return User.objects.filter(roles_held__role=Role.CONTACT_POINT, is_active=True)


# What must hold


def the_administration_has_no_contact_point(step: Step) -> Iterable[str]:
    if not has_no_contact_point(_submission(step)):
        yield _("The administration has an active contact point, who clears its texts.")


def a_letter_names_exactly_this_text(step: Step) -> Iterable[str]:
    if letter_for(_submission(step)) is None:
        yield _("No signed letter that names exactly this text has been recorded.")


def other_eyes_verify(step: Step) -> Iterable[str]:
    letter = letter_for(_submission(step))
    if letter is not None and letter.recorded_by_id == step.actor.pk:
        yield _("You recorded this letter. Somebody else must verify it.")


# What is written


def record_letter(step: Step) -> None:
    """Keep the letter, if it names the text that waits; refused with a sentence otherwise."""
    item, data = _submission(step), step.data
    if item.current is None or not _names(str(data.get("seal", "")), item.current):
        raise MoveIncomplete([_("The letter must name the seal of exactly the text that waits.")])
    if (file := data.get("file")) is None:
        raise MoveIncomplete([_("Choose the file with the signed letter.")])
    taken = intake.take(item, [file], step.actor, Kind.LETTER)
    if not taken.kept:
        raise MoveIncomplete(taken.refused)
    ClearanceLetter.objects.create(
        revision=item.current,
        file=taken.kept[0],
        signatory=data["signatory"],
        signed_on=data["signed_on"],
        recorded_by=step.actor,
        recorded_at=step.at,
    )
    step.revision_sha = item.current.sha256


def _names(seal: str, revision: Revision) -> bool:
    bare = "".join(seal.split()).lower().rstrip("….")
    return len(bare) >= SEAL and revision.sha256.startswith(bare)


def _submission(step: Step) -> Submission:
    return cast("Submission", step.item)
