"""Going live: what readers get is copied from the cleared text, once."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.text import slugify

from casestudies import fields, story
from casestudies.models import CaseStudy, CaseText, Illustration, Revision, Submission
from moderation import clock
from moderation.models import Audience
from modules.models import Topic
from prose.markdown import render
from prose.plain import plain, reading_minutes, word_count

YEAR = re.compile(r"(?:19|20)\d\d")


def go_live(submission: Submission) -> None:
    """Make the cleared text the live one."""
    case_study, revision = submission.case_study, submission.cleared
    if revision is None:
        raise ValueError("Only a cleared text can go live.")
    content = revision.content
    if case_study.live_id is None:
        case_study.slug = _free_slug(content, case_study)
    case_study.live = revision
    case_study.audience = submission.audience
    copy_words(case_study, content)
    case_study.module_key = Topic.objects.get(code=content["topics"][0]).module_key
    case_study.published_at = clock.now()
    case_study.confirmed_at = case_study.retracted_at = None
    case_study.retraction = ""
    case_study.save()
    _link(case_study, content)
    _write_texts(case_study, revision)


def retract(case_study: CaseStudy, reason: str, at: datetime) -> None:
    """Leave a notice in the place of the text; everything that lists or finds it asks for ``published_at``."""
    case_study.published_at, case_study.retracted_at, case_study.retraction = None, at, reason
    case_study.save(update_fields=["published_at", "retracted_at", "retraction"])


def restore(case_study: CaseStudy, published_at: datetime) -> None:
    """Show the text again, in the place it had."""
    case_study.published_at, case_study.retracted_at, case_study.retraction = published_at, None, ""
    case_study.save(update_fields=["published_at", "retracted_at", "retraction"])


def copy_words(case_study: CaseStudy, content: story.Content) -> None:
    """Give a case study what readers see of it beside the story; saves nothing."""
    unnamed = case_study.audience == Audience.UNATTRIBUTED
    case_study.attribution = "" if unnamed else content["attribution"]
    case_study.language = content["language"]
    case_study.years = content["years"]
    case_study.last_year = last_year(content["years"])
    case_study.status = content["status"]
    case_study.contact = content["contact"]
    case_study.sources = content["links"]
    case_study.minutes = reading_minutes(sum(word_count(text) for text in texts_of(content)))


def _link(case_study: CaseStudy, content: story.Content) -> None:
    case_study.topics.set(Topic.objects.filter(code__in=content["topics"]))
    link_sections(case_study, content["sections"])


def link_sections(case_study: CaseStudy, keys: list[str]) -> None:
    """Put a case study beside exactly these sections."""
    case_study.illustrations.all().delete()
    Illustration.objects.bulk_create(
        Illustration(case_study=case_study, section_key=key, position=position)
        for position, key in enumerate(keys)
    )


def _write_texts(case_study: CaseStudy, revision: Revision) -> None:
    content = revision.content
    languages = dict.fromkeys([content["language"], *settings.OFFICIAL_LANGUAGES])
    case_study.texts.exclude(language__in=languages).delete()
    for language in languages:
        CaseText.objects.update_or_create(
            case_study=case_study, language=language, defaults=words_in(revision, language)
        )


def words_in(revision: Revision, language: str) -> dict[str, Any]:
    """Give what readers get in a language: the whole story where it was written in it, else title and summary."""
    content = revision.content
    title, summary = story.headline(content, language)
    whole = language == content["language"]
    return {
        "title": title,
        "summary": plain(summary),
        "summary_html": str(render(summary)),
        "whole": whole,
        "html": revision.html if whole else {},
        "results": content["results"] if whole else [],
        "lessons": content["lessons"] if whole else [],
        "questions": content["questions"] if whole else [],
        "plain": "\n\n".join(plain(text) for text in texts_of(content)) if whole else plain(summary),
    }


def texts_of(content: story.Content) -> list[str]:
    """Give every word of a story that readers see, passage by passage."""
    texts: list[str] = [content["summary"]]
    for field in fields.PASSAGES:
        texts.extend(_strings(content.get(field.key)))
    return [text for text in texts if text]


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [string for key, entry in value.items() if key != "url" for string in _strings(entry)]
    return [string for entry in value or [] for string in _strings(entry)]


def last_year(years: str) -> int | None:
    found = YEAR.findall(years)
    return max(map(int, found)) if found else None


def _free_slug(content: story.Content, case_study: CaseStudy) -> str:
    """Give an address that says what the case is about, in English letters."""
    title = story.headline(content, "en")[0] or content["title"]
    base = slugify(title)[:80] or case_study.slug
    taken = CaseStudy.objects.exclude(pk=case_study.pk).filter(slug=base).exists()
    return f"{base}-{case_study.pk}" if taken else base
