"""Who may move a remark."""

from __future__ import annotations

from feedback.models import Feedback
from members.models import User
from members.roles import Role
from moderation.parties import of_administration, of_secretariat
from moderation.workflow import Party

CASE_OFFICER = of_secretariat(Role.CASE_OFFICER)
PUBLISHER = of_secretariat(Role.PUBLISHER)
CONTACT_POINT = of_administration(Role.CONTACT_POINT)


def _said_it(actor: User, item: Feedback) -> Role | None:
    """A remark is the person's own, whatever roles he holds; without an account, his address says so.

    An official position is the administration's: who has left it has left that behind too.
    """
    if actor.pk is None:
        own = item.author_id is None and bool(item.email) and actor.email == item.email
    else:
        own = item.author_id == actor.pk and not item.is_left_behind_by(actor)
    return Role.DELEGATE if own else None


SUBMITTER = Party("whoever said it", _said_it)
