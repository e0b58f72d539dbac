"""The coverage of an edition as a document: what is said, where, and how it reads."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from modules.coverage import Coverage, Row
from modules.readability import MEASURES
from modules.structure import sections_by_bullet

_INTRODUCTION = """# What the guide covers

Made by `manage.py check_guide --markdown` from the files of the edition; `manage.py check_guide` fails when this page is not up to date.

Edition {number}: {modules} modules, {sections} sections, {paragraphs} numbered paragraphs, in {languages}. A body has 200 to 350 words. Readability is measured section by section: {measures}. Flesch-Kincaid gives a school grade (lower is easier); Kandel and Moles fitted the formula of Flesch to French (higher is easier), and 40 is where both put a reader with a secondary education.
"""


def document(coverage: Coverage) -> str:
    """Give the whole page as Markdown, the same for the same files."""
    return "\n".join(
        [_introduction(coverage), *_annex(coverage), *_readability(coverage), *_languages(coverage)]
    )


def _introduction(coverage: Coverage) -> str:
    structure = coverage.guide.structure
    first = settings.OFFICIAL_LANGUAGES[0]
    return _INTRODUCTION.format(
        number=structure.number,
        modules=len(structure.modules),
        sections=len(structure.sections),
        paragraphs=sum(len(coverage.guide.sections[plan.key, first].blocks) for plan in structure.sections),
        languages=" and ".join(_name(language) for language in settings.OFFICIAL_LANGUAGES),
        measures=", ".join(MEASURES[language].demand for language in settings.OFFICIAL_LANGUAGES),
    )


def _annex(coverage: Coverage) -> Iterator[str]:
    structure = coverage.guide.structure
    placed = sections_by_bullet(structure)
    yield "## Annex I, bullet by bullet\n"
    yield "| code | in the words of the note | sections |\n|---|---|---|"
    for bullet in structure.annex:
        sections = ", ".join(f"{plan.number} {plan.key}" for plan in placed[bullet.code])
        yield f"| {bullet.code} | {bullet.words.en} | {sections} |"
    yield ""


def _readability(coverage: Coverage) -> Iterator[str]:
    yield "## Readability\n"
    yield "| language | measure | easiest | mean | hardest |\n|---|---|---|---|---|"
    for language in settings.OFFICIAL_LANGUAGES:
        scores = sorted(coverage.scores(language), reverse=not MEASURES[language].lower_is_easier)
        mean = sum(scores) / len(scores)
        demand = MEASURES[language].demand
        yield f"| {_name(language)} | {demand} | {scores[0]:.1f} | {mean:.1f} | {scores[-1]:.1f} |"
    yield ""


def _languages(coverage: Coverage) -> Iterator[str]:
    for language in settings.OFFICIAL_LANGUAGES:
        yield f"## {_name(language)}\n"
        for module in coverage.guide.structure.modules:
            title = coverage.guide.modules[module.key, language].title
            yield f"### {module.number} {title}\n"
            yield "| section | message | the decision you own | questions | references | words | readability |"
            yield "|---|---|---|---:|---|---:|---:|"
            yield from map(_line, coverage.of(module, language))
            yield ""


def _line(row: Row) -> str:
    references = ", ".join(row.plan.references)
    cells = (
        f"{row.plan.number} {row.title}",
        row.message,
        row.decision or "–",
        row.questions,
        references or "–",
        row.words,
        f"{row.score:.1f}",
    )
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _name(language: str) -> str:
    return {"en": "English", "fr": "French"}.get(language, language)
