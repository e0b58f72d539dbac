"""Sealing: the text as it stands becomes a revision that nobody can change."""

from __future__ import annotations

from casestudies import fields, story
from casestudies.attachments.drawer import link
from casestudies.fields import Kind
from casestudies.models import Revision, Submission
from casestudies.story import Content
from members.models import User
from moderation import clock
from prose.markdown import render


def seal(submission: Submission, actor: User) -> Revision:
    """Write the draft into a new revision, with its SHA-256 and its HTML."""
    last = submission.revisions.order_by("-number").values_list("number", flat=True).first()
    revision = Revision.objects.create(
        submission=submission,
        number=(last or 0) + 1,
        content=submission.draft,
        sha256=story.fingerprint(submission.draft),
        sealed_by=actor,
        sealed_at=clock.now(),
        html=rendered(submission.draft),
    )
    link(revision)
    return revision


def rendered(content: Content) -> dict[str, str]:
    """Give the HTML of every field that is Markdown; the rest is shown escaped as it is."""
    return {
        field.key: str(render(content[field.key]))
        for field in fields.FIELDS
        if field.kind is Kind.PROSE and content.get(field.key)
    }
