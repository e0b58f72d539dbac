"""From checked words to what readers get: made once, when an edition is loaded."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.conf import settings

from modules.bodies import LINK
from modules.fingerprints import of_text, words_of
from modules.models import FacilitatorNote, Module, ModuleText, Section, SectionText, Written
from modules.source import Guide, ModuleWords, NoteWords, SectionWords
from modules.structure import ModulePlan
from prose import markdown
from prose.plain import plain, reading_minutes, word_count

Resolve = Callable[[str], str]
_MARKS = re.compile(r"([\\\[\]*_`<>&])")


def first_paragraphs(guide: Guide) -> dict[str, int]:
    """Give the number of each section's first paragraph, counted through the whole guide."""
    language = settings.OFFICIAL_LANGUAGES[0]
    numbers: dict[str, int] = {}
    following = 1
    for section in guide.structure.sections:
        numbers[section.key] = following
        following += len(guide.sections[section.key, language].blocks)
    return numbers


def links_in(guide: Guide, language: str) -> Resolve:
    """Give a function that turns ``[[key]]`` into a link with the section's number and title.

    The address is relative, so that it stays inside the edition and the language that are being read.
    """
    plans = {section.key: section for section in guide.structure.sections}

    def link(key: str) -> str:
        plan = plans[key]
        return section_link(plan.number, best(guide.sections, key, language).title, plan.module, key)

    return lambda text: LINK.sub(lambda found: link(found[1]), text)


def section_link(number: str, title: str, module: str, key: str) -> str:
    """Give the Markdown of a link from one section to another."""
    escaped = _MARKS.sub(r"\\\1", title)
    return f"[{number} {escaped}](../{module}/#{key})"


def best(words: dict[tuple[str, str], SectionWords], key: str, language: str) -> SectionWords:
    """Give a section's words in this language, or in the first official one."""
    return words.get((key, language)) or words[key, settings.OFFICIAL_LANGUAGES[0]]


def module_text(module: Module, plan: ModulePlan, language: str, guide: Guide) -> ModuleText:
    words: ModuleWords = guide.modules[plan.key, language]
    count = word_count(plain(words.purpose)) + sum(
        word_count(plain(best(guide.sections, section.key, language).body)) for section in plan.sections
    )
    text = ModuleText(
        module=module,
        language=language,
        **{**asdict(words), "brief": list(words.brief), "objectives": list(words.objectives)},
        purpose_html=markdown.render(words.purpose),
        words=count,
        minutes=reading_minutes(count),
    )
    text.sha256 = of_text(words_of(text))
    return text


def section_text(section: Section, language: str, words: SectionWords, resolve: Resolve) -> SectionText:
    text = SectionText(
        section=section,
        language=language,
        title=words.title,
        message=words.message,
        body=words.body,
        decision=asdict(words.decision) if words.decision else {},
        questions=[asdict(question) for question in words.questions],
        pitfalls=[asdict(pitfall) for pitfall in words.pitfalls],
    )
    text.sha256 = of_text(words_of(text))
    dress(text, section.first_paragraph, resolve)
    return text


def dress(text: SectionText, first_paragraph: int, resolve: Resolve) -> None:
    """Make what readers get from the words of a text: HTML in numbered blocks, and plain text."""
    body = resolve(text.body)
    text.html = _numbered(markdown.render_blocks(body), first_paragraph)
    text.plain = plain(body)
    text.words = word_count(text.plain)


def facilitator_note(section: Section, language: str, words: NoteWords) -> FacilitatorNote:
    fields: dict[str, Any] = asdict(words)
    fields.update(objectives=list(words.objectives), discussion=list(words.discussion))
    note = FacilitatorNote(
        section=section, language=language, background_html=markdown.render(words.background), **fields
    )
    note.sha256 = of_text(words_of(note))
    return note


def make_html(text: Written) -> None:
    """Make the HTML of a text that has no numbered blocks; those of a section wait for their numbers."""
    for part in {"purpose", "background"} & set(text.PARTS):
        setattr(text, f"{part}_html", markdown.render(getattr(text, part)))


def _numbered(blocks: list[Any], first: int) -> list[dict[str, Any]]:
    return [{"n": number, "html": str(html)} for number, html in enumerate(blocks, start=first)]
