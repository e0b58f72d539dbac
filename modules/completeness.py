"""What an edition still lacks before it may be published: full sentences, each with the way to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modules.compared import (
    Compared,
    ComparedGuidance,
    ComparedIntroduction,
    ComparedSection,
    Standing,
    Whole,
)
from modules.comparing import compare, lost_keys
from modules.dressing import SOURCE
from modules.models import Change, Edition, FacilitatorNote, ModuleText, Resource, SectionText
from modules.publication import Problem, known
from modules.section_rules import broken_links, faults, is_decided, shape


def problems(edition: Edition, whole: Whole | None = None) -> list[Problem]:
    """Give everything that is missing in the edition itself; ``whole`` saves comparing it again."""
    found = compare(edition) if whole is None else whole
    return [
        *_introductions(found.introductions),
        *_texts(found.sections),
        *_guidance(found.guidance),
        *_notes(edition, found.told),
        *_links(found.sections),
        *_keys(edition),
    ]


def languages() -> dict[str, str]:
    """Give the names of the official languages as they stand in a sentence."""
    return {"en": _("English"), "fr": _("French")}


def _texts(rows: Sequence[ComparedSection]) -> Iterator[Problem]:
    names = _Names(
        incomplete=_("Section %(number)s is not complete in %(language)s."),
        behind=_("The %(language)s text of section %(number)s does not follow the English one as it stands."),
    )
    yield from _official(rows, names, ("title", "message", "body"), _disagreements)
    for row in rows:
        for language in settings.OFFICIAL_LANGUAGES:
            body = getattr(row.texts.get(language), "body", "")
            found = faults(body)
            yield from (Problem(f"{row.number}: {sentence}", row.write_url(language)) for sentence in found)


def _introductions(rows: Sequence[ComparedIntroduction]) -> Iterator[Problem]:
    names = _Names(
        incomplete=_("The introduction of module %(number)s is not complete in %(language)s."),
        behind=_(
            "The %(language)s introduction of module %(number)s does not follow the English one as it stands."
        ),
    )
    must = ("title", "question", "standfirst", "brief", "purpose", "objectives")
    yield from _official(rows, names, must, _introductions_disagree)


def _guidance(rows: Sequence[ComparedGuidance]) -> Iterator[Problem]:
    """Facilitators' notes may be left out; where they are written, they are in both languages."""
    names = _Names(
        incomplete=_("The facilitators’ notes of section %(number)s are not complete in %(language)s."),
        behind=_(
            "The %(language)s facilitators’ notes of section %(number)s do not follow the English ones as "
            "they stand."
        ),
    )
    must = ("objectives", "minutes", "activity", "discussion", "collect", "if_short", "background")
    written = [row for row in rows if row.texts.keys() & set(settings.OFFICIAL_LANGUAGES)]
    yield from _official(written, names, must, _guidance_disagrees)


@dataclass(frozen=True, slots=True)
class _Names:
    """What is said of a kind of text that is not ready."""

    incomplete: str
    behind: str


def _official(
    rows: Sequence[Compared],
    names: _Names,
    must: Sequence[str],
    disagreements: Callable[[Any, Any], Iterator[str]],
) -> Iterator[Problem]:
    """Hold the official languages against each other: both complete, in step, and of one shape."""
    for row in rows:
        source = row.texts.get(SOURCE)
        for language in settings.OFFICIAL_LANGUAGES:
            values = {"number": row.number, "language": languages().get(language, language)}
            url, text = row.write_url(language), row.texts.get(language)
            if text is None or not all(getattr(text, part) for part in must):
                yield Problem(names.incomplete % values, url)
                continue
            if source is None or language == SOURCE:
                continue
            if row.standing(language) is Standing.BEHIND:
                yield Problem(names.behind % values, url)
            yield from (Problem(sentence % values, url) for sentence in disagreements(text, source))


def _introductions_disagree(text: ModuleText, source: ModuleText) -> Iterator[str]:
    if len(text.brief) != len(source.brief) or len(text.objectives) != len(source.objectives):
        yield _("The introduction of module %(number)s has other entries in %(language)s than in English.")
    if bool(text.audience) != bool(source.audience):
        yield _("Module %(number)s says in one of English and %(language)s only who it is for.")


def _guidance_disagrees(text: FacilitatorNote, source: FacilitatorNote) -> Iterator[str]:
    shapes = ((len(note.objectives), len(note.discussion), note.minutes) for note in (text, source))
    if len(set(shapes)) > 1:
        yield _(
            "The facilitators’ notes of section %(number)s have other entries or minutes in %(language)s "
            "than in English."
        )


def _disagreements(text: SectionText, source: SectionText) -> Iterator[str]:
    here, there = shape(text.body), shape(source.body)
    if len(here) != len(there):
        yield ngettext(
            "Section %%(number)s has %(here)d numbered paragraph in %%(language)s and %(there)d in English.",
            "Section %%(number)s has %(here)d numbered paragraphs in %%(language)s and %(there)d in English.",
            len(here),
        ) % {"here": len(here), "there": len(there)}
    elif here != there:
        yield _("The list of section %(number)s stands at another place in %(language)s than in English.")
    if len(text.questions) != len(source.questions):
        yield _("Section %(number)s has other questions in %(language)s than in English.")
    if len(text.pitfalls) != len(source.pitfalls):
        yield _("Section %(number)s has other pitfalls in %(language)s than in English.")
    if is_decided(text.decision) != is_decided(source.decision):
        yield _("Section %(number)s has its decision in one of English and %(language)s only.")


def _notes(edition: Edition, rows: Sequence[Compared]) -> Iterator[Problem]:
    for row in rows:
        values, url = {"number": row.number}, f"{row.url}#changes"
        of_module = isinstance(row, ComparedIntroduction)
        if row.changed and not row.changes:
            sentence = (
                _("The introduction of module %(number)s has changed and has no change note.")
                if of_module
                else _("Section %(number)s has changed and has no change note.")
            )
            yield Problem(sentence % values, url)
        for change in row.changes:
            if not (change.note_en and change.note_fr):
                sentence = (
                    _("A change note of module %(number)s is missing in English or French.")
                    if of_module
                    else _("A change note of section %(number)s is missing in English or French.")
                )
                yield Problem(sentence % values, url)
    keys = {row.key for row in rows}
    if any(key not in keys for key in _noted(edition)):
        yield Problem(_("A change note belongs to a section that is gone."), edition.get_desk_url())
    yield from _citations(rows)


def _noted(edition: Edition) -> list[str]:
    return list(Change.objects.filter(edition=edition).values_list("section_key", flat=True))


def _citations(rows: Sequence[Compared]) -> Iterator[Problem]:
    cited = {
        citation.reference: row
        for row in rows
        for change in row.changes
        for citation in change.citations.all()
    }
    found = known(sorted(cited))
    for reference, row in cited.items():
        if reference not in found:
            sentence = _("A change of section %(number)s answers %(reference)s, which does not exist.")
            yield Problem(sentence % {"number": row.number, "reference": reference}, f"{row.url}#changes")


def _links(rows: Sequence[ComparedSection]) -> Iterator[Problem]:
    keys = {row.key for row in rows}
    resources = set(Resource.objects.values_list("key", flat=True))
    for row in rows:
        for language, text in row.texts.items():
            for key in broken_links(getattr(text, "body", ""), keys):
                sentence = _("Section %(number)s leads to “%(key)s”, and there is no such section.")
                yield Problem(sentence % {"number": row.number, "key": key}, row.write_url(language))
        for key in row.section.references:
            if key not in resources and not key.startswith("CS-"):
                sentence = _("Section %(number)s refers to “%(key)s”, and there is no such reference.")
                url = reverse("modules:desk_place", args=[row.section.edition.reference, row.key])
                yield Problem(sentence % {"number": row.number, "key": key}, url)


def _keys(edition: Edition) -> Iterator[Problem]:
    for key in lost_keys(edition):
        sentence = _("The section “%(key)s” of the edition before is gone, and no section carries it on.")
        yield Problem(sentence % {"key": key}, f"{edition.get_desk_url()}#sections")
