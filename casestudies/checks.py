"""What must hold before a text is published, as a list: the guards of the moves are asked, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casestudies import rules
from casestudies.models import Submission
from casestudies.states import STATES
from casestudies.workflow import SUBMISSIONS
from members.models import User
from members.roles import Role
from moderation.states import Words
from moderation.workflow import Guard, Move, Step
from prose.dates import written

# The moves on the way to the library, in order.
WAY = ("accept", "publish")
# Guards that ask about the person, not the text: shown only to somebody whose move it would be.
ABOUT_THE_PERSON = frozenset({rules.other_hands_publish})


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold: whether it does, in a sentence."""

    passed: bool
    sentence: Words


def checks(item: Submission, user: User) -> list[Check]:
    """Ask every guard between here and the library once; a text that is through, or out, has no checks."""
    if not STATES[item.state].is_open:
        return []
    found: list[Check] = []
    for guard, move in _guards(item, user).items():
        role = move.role_of(user, item) or Role.CASE_OFFICER
        missing = list(guard(Step(item=item, move=move, actor=user, role=role)))
        if missing:
            found.extend(Check(passed=False, sentence=sentence) for sentence in missing)
        elif guard in HOLDS:
            found.append(Check(passed=True, sentence=HOLDS[guard](item)))
    return found


def _guards(item: Submission, user: User) -> dict[Guard, Move]:
    moves = [move for name in WAY if (move := SUBMISSIONS.move(name)) is not None]
    return {
        guard: move
        for move in moves
        for guard in move.guards
        if guard not in ABOUT_THE_PERSON or move.role_of(user, item) is not None
    }


def _cleared(item: Submission) -> Words:
    consent = rules.consent(item)
    if consent is None:
        return ""
    return _("Exactly this text was cleared by %(name)s on %(day)s, for these readers: %(readers)s.") % {
        # Isolated by characters: a sentence is no markup.
        "name": f"\u2068{consent.actor}\u2069",
        "day": written(consent.at, "j F Y"),
        "readers": consent.get_audience_display(),
    }


# What a guard says when it holds; one without a sentence is shown only while it does not.
HOLDS: Mapping[Guard, Callable[[Submission], Words]] = {
    rules.the_text_is_cleared: _cleared,
    rules.no_blocking_point_is_open: lambda _item: gettext_lazy("No point that must be settled is open."),
    rules.both_languages_stand: lambda _item: gettext_lazy(
        "Title and summary stand in English and in French."
    ),
    rules.other_hands_publish: lambda _item: gettext_lazy("You neither wrote in this text nor accepted it."),
}
