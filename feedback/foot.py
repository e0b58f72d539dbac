"""What stands at the foot of each section: the form, and what earlier remarks led to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from feedback.forms import RemarkForm
from members.models import User
from modules.registry import Heard

TEMPLATE = "feedback/_foot.html"
SHOWN = 3


def at_sections(
    keys: Mapping[str, Sequence[str]], heard: Heard, request: HttpRequest
) -> Mapping[str, Mapping[str, Any]]:
    """Give each section's remarks that are shown, newest first.

    What was said about a section under an older key stands at the one that carries it on.
    """
    shown = {
        key: sorted(
            (outcome for older in own for outcome in heard.shown.get(older, [])),
            key=lambda outcome: (outcome.remark.state_since, outcome.remark.pk),
            reverse=True,
        )
        for key, own in keys.items()
    }
    person = request.user if isinstance(request.user, User) else None
    return {
        key: {
            "outcomes": shown[key][:SHOWN],
            "more": len(shown[key]) > SHOWN,
            "form": RemarkForm(auto_id=f"id_{key}_%s", person=person) if person else None,
        }
        for key in keys
    }
