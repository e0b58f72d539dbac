from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest

from feedback.models import Feedback
from feedback.states import STATES
from letters.models import Letter
from letters.outbox import write
from members.models import User
from moderation.clock import now
from moderation.standing import standing

WriteLetter = Callable[..., Letter]


@pytest.fixture
def write_letter(delegate: User) -> WriteLetter:
    """Write a letter about a remark that need not exist; a number gives each call a key of its own."""
    numbers = count(1)

    def written(
        recipient: User = delegate, *, key: str = "", section: str = "1.1 Mission first", **how: bool
    ) -> Letter:
        remark = Feedback(reference="FB-2026-0001", section_title=section, due_on=now().date())
        return write(
            "feedback/acknowledged",
            recipient,
            {
                "item": remark,
                "standing": standing(STATES["triaged"], remark, recipient, title=section, at_desk=False),
            },
            path=remark.get_absolute_url,
            key=key or f"key-{next(numbers)}",
            reference=remark.reference,
            **how,
        )

    return written
