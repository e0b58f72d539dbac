"""Invented remarks for a demonstration, brought to their states by the moves themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from feedback import saying
from feedback.models import Feedback
from feedback.places import place_of
from feedback.saying import Saying
from feedback.workflow import REMARKS
from letters.outbox import held
from members.models import User
from moderation import clock
from moderation.engine import perform
from modules.models import Edition, Section

CONTENT = Path(__file__).parent / "content" / "demonstration.json"
PATHS: dict[str, tuple[str, ...]] = {
    "received": (),
    "triaged": ("acknowledge",),
    "under_consideration": ("acknowledge", "consider"),
    "closed": ("acknowledge", "release"),
    "no_change": ("acknowledge", "no_change", "release"),
}


def load_demonstration_feedback() -> int:
    """Load the invented remarks once; gives their number."""
    entries = json.loads(CONTENT.read_text(encoding="utf-8"))
    if not settings.DEMONSTRATION:
        raise RuntimeError("Demonstration feedback exists only in a demonstration.")
    if not Feedback.objects.exists():
        with held():
            for entry in entries:
                _play(entry)
    return len(entries)


@transaction.atomic
def _play(entry: Mapping[str, Any]) -> None:
    arrived = timezone.now() - timedelta(days=entry["days_ago"])
    section = Section.objects.select_related("module", "edition").get(
        edition__in=Edition.objects.current(), key=entry["section"]
    )
    with translation.override(entry["language"]), clock.at(arrived - timedelta(days=4)):
        remark = saying.say(
            _account(entry["by"]),
            place_of(section),
            Saying(
                kind=entry["kind"],
                words=entry["words"],
                language=entry["language"],
                key=uuid4(),
                names_administration=True,
            ),
        )
    for verb in PATHS[entry["state"]]:
        if verb == "release":
            _draft(remark, entry, arrived)
        actor = _account("publisher" if verb == "release" else "officer")
        with clock.at(arrived):
            data = {"shows_remark": entry["public"], "shows_answer": entry["public"]}
            words = entry.get("reason", "") if verb == entry["state"] else ""
            perform(REMARKS, remark, verb, actor, expected_version=remark.version, data=data, words=words)
        remark.refresh_from_db()
    if entry["state"] == "under_consideration":
        _draft(remark, entry, arrived)


def _draft(remark: Feedback, entry: Mapping[str, Any], at: datetime) -> None:
    with clock.at(at):
        saying.draft_answer(remark, _account("officer"), entry["answer"], expected_version=remark.version)
    remark.refresh_from_db()


def _account(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")
