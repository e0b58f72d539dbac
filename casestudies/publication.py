"""The moves of a submission from its acceptance to the library, and out of it: the second half of its table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casestudies import changes, rules
from casestudies.parties import CONTACT_POINT, NOBODY, PUBLISHER, WRITER
from casestudies.states import S
from moderation.workflow import Move, Say

# Asked when somebody publishes or schedules, and again when the set time has come.
PUBLISHABLE = (rules.the_text_is_cleared, rules.other_hands_publish, rules.both_languages_stand)

PUBLICATION = (
    Move(
        "publish",
        _("Publish"),
        _("Published"),
        (S.ACCEPTED, S.SCHEDULED),
        S.PUBLISHED,
        (PUBLISHER,),
        PUBLISHABLE,
        Say.OPTIONAL,
        holds=changes.hold_case_study,
        change=changes.go_live,
        public=True,
        tone="primary",
    ),
    Move(
        "schedule",
        _("Publish at a set time"),
        _("Publication scheduled"),
        (S.ACCEPTED,),
        S.SCHEDULED,
        (PUBLISHER,),
        PUBLISHABLE,
        Say.OPTIONAL,
        change=changes.schedule,
    ),
    Move(
        "unschedule",
        _("Do not publish at that time"),
        _("Publication no longer scheduled"),
        (S.SCHEDULED,),
        S.ACCEPTED,
        (PUBLISHER,),
        say=Say.OPTIONAL,
        change=changes.forget_schedule,
    ),
    Move(
        "miss",
        _("Could not be published"),
        _("Could not be published at the set time"),
        (S.SCHEDULED,),
        S.ACCEPTED,
        NOBODY,
        change=changes.forget_schedule,
        internal=True,
    ),
    Move(
        "supersede",
        _("Replaced"),
        _("Replaced by a newer text"),
        (S.PUBLISHED,),
        S.SUPERSEDED,
        NOBODY,
    ),
    Move(
        "retract",
        _("Retract"),
        _("Retracted"),
        (S.PUBLISHED,),
        S.RETRACTED,
        (CONTACT_POINT, PUBLISHER),
        say=Say.REQUIRED,
        holds=changes.hold_case_study,
        change=changes.retract,
        public=True,
        tone="stop",
    ),
    Move(
        "restore",
        _("Put it back in the library"),
        _("Put back in the library"),
        (S.RETRACTED,),
        S.PUBLISHED,
        (rules.WHOEVER_RETRACTED,),
        (rules.the_text_is_cleared, rules.no_newer_text_is_live),
        Say.OPTIONAL,
        holds=changes.hold_case_study,
        change=changes.restore,
        public=True,
    ),
    Move(
        "new_submission",
        _("Write a new text"),
        _("A new text was begun"),
        (S.PUBLISHED,),
        S.PUBLISHED,
        (WRITER,),
        (rules.none_is_open,),
        holds=changes.hold_case_study,
        change=changes.start_anew,
    ),
    Move(
        "still_true",
        _("Confirm that it is still true"),
        _("Confirmed as still true"),
        (S.PUBLISHED,),
        S.PUBLISHED,
        (CONTACT_POINT,),
        holds=changes.hold_case_study,
        change=changes.stand_by_it,
        public=True,
    ),
)
