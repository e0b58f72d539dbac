"""The text under review as readers will see it: made as publishing makes it, and never saved."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from casestudies import publishing, story
from casestudies.attachments.entries import Listed, entries, listed
from casestudies.choices import STATUSES
from casestudies.desk_labels import DeskLabels, Name
from casestudies.library import Entry
from casestudies.models import CaseStudy, CaseText, Revision, Submission
from casestudies.submissions import Passage, story_passages
from moderation.models import Audience


@dataclass(frozen=True, slots=True)
class AsPublished:
    """What the public page shows, for its own fragments."""

    case: CaseStudy
    entry: Entry
    whole: CaseText
    passages: list[Passage]
    topics: list[Name]
    status: Any
    sections: list[tuple[str, str]]
    files: list[Listed]

    @property
    def contact(self) -> str:
        """The mailbox that Members see, never where it would name the administration."""
        return "" if self.case.audience == Audience.UNATTRIBUTED else self.case.contact


def as_published(item: Submission, revision: Revision, language: str, labels: DeskLabels) -> AsPublished:
    """Give the page a publication of this text would make for a reader of this language."""
    content = revision.content
    case = copy(item.case_study)
    case.audience = item.audience
    publishing.copy_words(case, content)
    topics = [labels.topic[code] for code in content["topics"] if code in labels.topic]
    case.module_key = topics[0].parent if topics else ""
    whole = CaseText(language=content["language"], **publishing.words_in(revision, content["language"]))
    module = labels.module.get(case.module_key)
    return AsPublished(
        case,
        Entry(case, _headline(revision, language, whole), int(module.number) if module else 0),
        whole,
        story_passages(whole),
        topics,
        dict(STATUSES).get(content["status"], ""),
        labels.section_links(content["sections"]),
        listed(entries(content)),
    )


def _headline(revision: Revision, language: str, whole: CaseText) -> CaseText:
    """Give title and summary in the best language for this reader, as the library chooses it."""
    for code in dict.fromkeys([language, *settings.OFFICIAL_LANGUAGES]):
        if all(story.headline(revision.content, code)):
            return CaseText(language=code, **publishing.words_in(revision, code))
    return whole
