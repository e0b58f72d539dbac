"""What an edition covers and how it reads: rows for people, and sentences for what falls short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from modules.readability import MEASURES
from modules.source import Guide, NoteWords
from modules.structure import ModulePlan, SectionPlan, sections_by_bullet
from prose.plain import plain, word_count

BODY_WORDS: Final = (200, 350)
PURPOSE_WORDS: Final = (60, 110)
NOTE_WORDS: Final = (120, 200)


@dataclass(frozen=True, slots=True)
class Row:
    """One section in one language."""

    plan: SectionPlan
    language: str
    title: str
    message: str
    decision: str
    questions: int
    words: int
    score: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """A whole edition, measured."""

    guide: Guide
    rows: list[Row]
    problems: list[str]

    def of(self, module: ModulePlan, language: str) -> list[Row]:
        return [row for row in self.rows if row.plan.module == module.key and row.language == language]

    def scores(self, language: str) -> list[float]:
        return [row.score for row in self.rows if row.language == language]


def measure(guide: Guide) -> Coverage:
    """Measure every section in the official languages, and say what falls short."""
    rows = [
        _row(guide, plan, language)
        for language in settings.OFFICIAL_LANGUAGES
        for plan in guide.structure.sections
    ]
    problems = [*_bullets(guide), *_purposes(guide), *_notes(guide)]
    for row in rows:
        problems.extend(_shortcomings(row))
    return Coverage(guide, rows, problems)


def _row(guide: Guide, plan: SectionPlan, language: str) -> Row:
    words = guide.sections[plan.key, language]
    text = plain(words.body)
    return Row(
        plan=plan,
        language=language,
        title=words.title,
        message=words.message,
        decision=words.decision.title if words.decision else "",
        questions=len(words.questions),
        words=word_count(text),
        score=round(MEASURES[language].score(text), 1),
    )


def _shortcomings(row: Row) -> Iterator[str]:
    where = f"{row.language} {row.plan.number} {row.plan.key}"
    yield from _outside(where, "words", row.words, BODY_WORDS)
    measure = MEASURES[row.language]
    if not measure.holds(row.score):
        yield f"{where}: {measure.name} is {row.score:g}; it must be {measure.demand.removeprefix(measure.name).strip()}."


def _bullets(guide: Guide) -> Iterator[str]:
    for code, sections in sections_by_bullet(guide.structure).items():
        if not sections:
            yield f"Annex I: no section treats {code}."


def _purposes(guide: Guide) -> Iterator[str]:
    for (key, language), words in guide.modules.items():
        if language in settings.OFFICIAL_LANGUAGES:
            count = word_count(plain(words.purpose))
            yield from _outside(f"{language} {key}", "words in its purpose", count, PURPOSE_WORDS)


def _notes(guide: Guide) -> Iterator[str]:
    for (key, language), note in guide.notes.items():
        if language in settings.OFFICIAL_LANGUAGES:
            where = f"{language} {key}, facilitators’ note"
            yield from _outside(where, "words", _note_words(note), NOTE_WORDS)


def _note_words(note: NoteWords) -> int:
    lines = (
        *note.objectives,
        note.activity,
        *note.discussion,
        note.collect,
        note.if_short,
        plain(note.background),
    )
    return sum(map(word_count, lines))


def _outside(where: str, what: str, count: int, bounds: tuple[int, int]) -> Iterator[str]:
    least, most = bounds
    if not least <= count <= most:
        yield f"{where}: {count} {what}; there must be {least} to {most}."
