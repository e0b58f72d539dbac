"""What a demonstration shows: documented cases with their sources, and invented submissions in every state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from casestudies import drafts, story
from casestudies.editing import edit
from casestudies.fields import Step
from casestudies.models import CaseStudy, CaseText, Submission
from casestudies.publishing import last_year, link_sections
from casestudies.rules import WORKFLOW
from casestudies.workflow import SUBMISSIONS
from letters.outbox import held
from members.models import Administration, Region, User
from moderation import clock
from moderation.engine import perform
from moderation.models import Audience, Point
from modules.models import Topic
from prose.markdown import render
from prose.plain import plain, reading_minutes, word_count

CONTENT = Path(__file__).parent / "content"
FIRST_SHOWN = timedelta(days=40)
SCHEDULED_IN = timedelta(days=9)


def load_documented_cases() -> int:
    """Load the cases summarised from public sources, each with its label; those that are there stay."""
    cases = json.loads((CONTENT / "public_cases.json").read_text(encoding="utf-8"))
    for position, entry in enumerate(cases):
        if not CaseStudy.objects.filter(slug=entry["slug"]).exists():
            _documented(entry, timezone.now() - FIRST_SHOWN - timedelta(days=position))
    return len(cases)


@transaction.atomic
def _documented(entry: Mapping[str, Any], published_at: datetime) -> None:
    topics = list(Topic.objects.filter(code__in=entry["topics"]))
    module_key = next(topic.module_key for topic in topics if topic.code == entry["topics"][0])
    words = [entry[key] for key in ("summary", "situation", "actions")] + entry["lessons"]
    case = CaseStudy.objects.create(
        slug=entry["slug"],
        origin=CaseStudy.Origin.DOCUMENTED,
        administration=Administration.objects.filter(iso2=entry["iso2"]).first() if entry["iso2"] else None,
        region=Region.objects.filter(code=entry["region_code"]).first(),
        attribution=entry["administration"],
        audience=Audience.PUBLIC,
        module_key=module_key,
        language="en",
        years=entry["years"],
        last_year=last_year(entry["years"]),
        status=entry["status"],
        minutes=reading_minutes(sum(map(word_count, words))),
        figures=entry["figures"],
        sources=entry["sources"],
        published_at=published_at,
    )
    case.topics.set(topics)
    link_sections(case, entry["sections"])
    for language, suffix in (("en", ""), ("fr", "_fr")):
        _documented_text(case, entry, language, suffix)


def _documented_text(case: CaseStudy, entry: Mapping[str, Any], language: str, suffix: str) -> None:
    prose = {key: entry[key + suffix] for key in ("situation", "actions")}
    lessons, summary = entry["lessons" + suffix], entry["summary" + suffix]
    CaseText.objects.create(
        case_study=case,
        language=language,
        title=entry["title" + suffix],
        summary=summary,
        summary_html=str(render(summary)),
        whole=True,
        html={key: str(render(text)) for key, text in prose.items()},
        results=[_row(row) for row in entry["results" + suffix]],
        lessons=lessons,
        questions=entry["questions" + suffix],
        label=entry["label" + suffix],
        caveat=entry["caveat" + suffix],
        plain="\n\n".join([summary, *map(plain, prose.values()), *lessons]),
    )


def _row(row: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(row.get(key) or "") for key in ("indicator", "before", "after", "date", "source")}


def load_demonstration_submissions() -> int:
    """Bring invented submissions to every state, by the moves themselves; loaded once."""
    entries = json.loads((CONTENT / "demonstration.json").read_text(encoding="utf-8"))
    if not Submission.objects.filter(administration__is_demonstration=True).exists():
        with held():
            for entry in entries:
                _Story(entry).play()
    return len(entries)


# The moves that bring a draft to each state.
PATHS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "in_clearance": ("submit",),
    "submitted": ("submit", "clear"),
    "in_review": ("submit", "clear", "claim"),
    "changes_requested": ("submit", "clear", "claim", "request_changes"),
    "accepted": ("submit", "clear", "claim", "accept"),
    "published": ("submit", "clear", "claim", "accept", "publish"),
    "awaiting_confirmation": ("submit", "clear", "claim", "accept"),
    "scheduled": ("submit", "clear", "claim", "accept", "schedule"),
    "retracted": ("submit", "clear", "claim", "accept", "publish", "retract"),
    "declined": ("submit", "clear", "decline"),
    "withdrawn": ("submit", "clear", "withdraw"),
}


class _Story:
    """One invented submission on its way through the moves."""

    def __init__(self, entry: Mapping[str, Any]) -> None:
        self.entry = entry
        self.words: Mapping[str, str] = entry.get("words") or {}
        self.path = PATHS[entry["state"]]
        if "return" in self.words:
            self.path = ("submit", "return", *self.path)
        prefix = "" if entry["administration"] == "meridia" else "other."
        self.people = {
            "contributor": _account(f"{prefix}contributor"),
            "contact_point": _account(f"{prefix}contact.point"),
            "officer": _account("officer"),
            "publisher": _account("publisher"),
        }

    @transaction.atomic
    def play(self) -> None:
        path = self.path
        arrived = timezone.now() - timedelta(days=self.entry["days_ago"])
        item = self._draft(arrived - timedelta(days=3 * len(path) + 1))
        for steps_left, verb in zip(range(len(path) - 1, -1, -1), path, strict=True):
            self._move(item, verb, arrived - timedelta(days=3 * steps_left))
        self._late_points(item)

    def _draft(self, at: datetime) -> Submission:
        author = self.people["contributor"]
        item = drafts.start(author)
        item.draft = {**story.blank(str(author.administration), author.language), **self.entry["story"]}
        item.created = item.state_since = item.draft_saved_at = at
        item.save()
        return item

    def _move(self, item: Submission, verb: str, at: datetime) -> None:
        actor = self.people[WHO[verb]]
        item.refresh_from_db()
        data: dict[str, Any] = {}
        if verb == "request_changes":
            self._pin(item)
            data = {"due_on": (at + timedelta(days=28)).date()}
        if verb == "schedule":
            data = {"publish_at": timezone.now() + SCHEDULED_IN}
        if verb == "accept":
            self._edit(item)
        words = self.words.get(verb, "")
        reason = "outside" if verb == "decline" else ""
        with clock.at(at):
            perform(
                SUBMISSIONS,
                item,
                verb,
                actor,
                expected_version=item.version,
                words=words,
                reason=reason,
                data=data,
            )

    def _edit(self, item: Submission) -> None:
        """Change the text on the desk, where the story says so: its administration has to confirm it."""
        if (values := self.entry.get("edit")) and item.current:
            seen = drafts.fingerprint(item.current.content, Step.ABOUT)
            edit(item, Step.ABOUT, values, expected=seen, actor=self.people["officer"])
            item.refresh_from_db()

    def _late_points(self, item: Submission) -> None:
        if self.entry["state"] == "in_review":
            self._pin(item)

    def _pin(self, item: Submission) -> None:
        for entry in self.entry.get("points", []):
            answered = bool(entry.get("answer"))
            Point.objects.create(
                workflow=WORKFLOW,
                item=item.pk,
                reference=item.reference,
                field=entry["field"],
                revision=1,
                words=entry["words"],
                blocking=entry["blocking"],
                internal=entry["internal"],
                author=self.people["officer"],
                answer=entry.get("answer", ""),
                answered_by=self.people["contributor"] if answered else None,
                answered_at=timezone.now() if answered else None,
            )


WHO = {
    "submit": "contributor",
    "return": "contact_point",
    "clear": "contact_point",
    "withdraw": "contact_point",
    "claim": "officer",
    "request_changes": "officer",
    "accept": "officer",
    "decline": "officer",
    "publish": "publisher",
    "schedule": "publisher",
    "retract": "contact_point",
}


def _account(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")
