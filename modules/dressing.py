"""What readers get of an edition that is being written: numbers, links and HTML, made anew at every save."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.conf import settings

from modules import rendering
from modules.bodies import LINK
from modules.models import Edition, ModuleText, Section, SectionText
from prose import markdown
from prose.plain import plain, reading_minutes, word_count

SOURCE = settings.OFFICIAL_LANGUAGES[0]
Texts = dict[tuple[str, str], SectionText]


def refresh(edition: Edition) -> None:
    """Number all paragraphs and dress all texts; writes only rows that come out differently.

    Paragraphs are counted in the source. A translation with another number of them is shown without
    numbers: a number that means something else in each language is worse than none.
    """
    sections = list(
        Section.objects.filter(edition=edition).select_related("module").order_by("module__number", "number")
    )
    texts: Texts = {
        (text.section.key, text.language): text
        for text in SectionText.objects.filter(section__edition=edition).select_related("section")
    }
    resolve = {language: _links(sections, texts, language) for language in {key[1] for key in texts}}
    following = 1
    for section in sections:
        following += _number(section, texts, following)
        for language, links in resolve.items():
            if (text := texts.get((section.key, language))) is not None:
                _dress(text, section, links)
    _count_modules(edition, texts.values())


def blocks_of(body: str) -> int:
    return len(markdown.render_blocks(body)) if body else 0


def _number(section: Section, texts: Texts, first: int) -> int:
    source = texts.get((section.key, SOURCE))
    count = blocks_of(source.body) if source else 0
    if (section.first_paragraph, section.paragraphs) != (first, count):
        section.first_paragraph, section.paragraphs = first, count
        section.save(update_fields=["first_paragraph", "paragraphs"])
    return count


def _dress(text: SectionText, section: Section, links: Callable[[str], str]) -> None:
    before = (text.html, text.plain, text.words)
    rendering.dress(text, section.first_paragraph, links)
    if len(text.html) != section.paragraphs:
        text.html = [{**block, "n": 0} for block in text.html]
    if before != (text.html, text.plain, text.words):
        text.save(update_fields=["html", "plain", "words"])


def _links(sections: Iterable[Section], texts: Texts, language: str) -> Callable[[str], str]:
    known = {section.key: section for section in sections}

    def link(key: str) -> str:
        text = texts.get((key, language)) or texts.get((key, SOURCE))
        section = known.get(key)
        if section is None or text is None:
            return f"[[{key}]]"
        number = f"{section.module.number}.{section.number}"
        return rendering.section_link(number, text.title, section.module.key, key)

    return lambda body: LINK.sub(lambda found: link(found[1]), body)


def _count_modules(edition: Edition, texts: Iterable[SectionText]) -> None:
    words: dict[tuple[int, str], int] = {}
    for text in texts:
        key = (text.section.module_id, text.language)
        words[key] = words.get(key, 0) + text.words
    for module in ModuleText.objects.filter(module__edition=edition):
        count = word_count(plain(module.purpose)) + words.get((module.module_id, module.language), 0)
        if module.words != count:
            module.words, module.minutes = count, reading_minutes(count)
            module.save(update_fields=["words", "minutes"])
