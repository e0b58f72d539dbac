"""What the apps above have to do with an edition: checks before it, citations in it, letters after it.

The guide knows neither case studies nor feedback. Whoever stands above registers, in ``AppConfig.ready``:

``register_publication_check(check)``
    ``check(edition)`` gives a ``Problem`` for each thing that keeps this edition from being published: a
    remark planned for it that no change cites and nobody deferred, for instance. Asked when the edition's
    page is shown, when it is approved, when it is published, and again when a scheduled publication fires.
    It must not write, and costs a constant number of queries.

``register_change_source(source)``
    A ``ChangeSource`` says what a change may cite: ``offered(section_keys)`` what waits for a change in
    these sections, ``known(references)`` whether what an editor typed exists. What is cited is stored as
    ``modules.models.Citation`` (change, reference); ``Citation.objects.published()`` holds those in an
    edition that readers have, from which "implemented" is computed.

``register_change_citations(provider)``
    ``provider(changes)`` gives, by the ``pk`` of each change, what readers see as "You said" beside it.

``register_voices(provider)``
    ``provider(section_keys, changes)`` gives what a module's page shows of what was said, as ``Heard``: before
    each of these changes, in these sections without a change, and at the foot of each section.

``register_published(announce)``
    ``announce(edition, changes, actor)`` is called in the transaction that publishes an edition, after its
    state is stored, with the person on whose decision it rests: close what is answered, and write the
    letters to everybody who asked there.

``register_discarded(put_back)``
    ``put_back(edition, actor)`` is called in the transaction that discards an edition: what was planned
    for it waits for a decision again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from members.models import User
from modules.models import Change, Edition


@dataclass(frozen=True, slots=True)
class Problem:
    """What keeps an edition from being published: a full sentence, and the page where it can be mended."""

    sentence: str
    url: str = ""

    def as_html(self) -> SafeString:
        """Give the sentence, as a link where it can be mended."""
        if not self.url:
            return format_html("{}", self.sentence)
        return format_html('<a href="{}">{}</a>', self.url, self.sentence)


@dataclass(frozen=True, slots=True)
class Citable:
    """Something a change may answer, as an editor recognises it."""

    reference: str
    label: str
    url: str = ""
    section_key: str = ""


@dataclass(frozen=True, slots=True)
class ChangeSource:
    """Who knows what a change may cite."""

    # Given section keys: what waits for a change there.
    offered: Callable[[Sequence[str]], Sequence[Citable]]
    # Given references: those that exist, by reference.
    known: Callable[[Sequence[str]], Mapping[str, Citable]]


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said, as readers may see it; ``words`` is empty where it was not made public."""

    words: str
    by: str
    language: str = ""
    url: str = ""
    said_on: date | None = None
    # How many others said the same.
    others: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was said and led to no change, with the reason."""

    said: Said
    reason: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a module's page shows of what was said; the same for everybody who reads it in one language."""

    # By the ``pk`` of each change: what stands before it.
    said: dict[int, list[Said]] = field(default_factory=dict)
    # By section key: what led to no change, newest first.
    refused: dict[str, list[Refusal]] = field(default_factory=dict)
    # By section key: what the foot of the section shows; known to whoever registered the foot.
    shown: dict[str, list[Any]] = field(default_factory=dict)


PublicationCheck = Callable[[Edition], Iterable[Problem]]
ChangeCitations = Callable[[Sequence[Change]], Mapping[int, Sequence[Said]]]
Voices = Callable[[Sequence[str], Sequence[Change]], Heard]
Announce = Callable[[Edition, Sequence[Change], User], None]
PutBack = Callable[[Edition, User], None]

_checks: list[PublicationCheck] = []
_sources: list[ChangeSource] = []
_citations: list[ChangeCitations] = []
_voices: list[Voices] = []
_announcers: list[Announce] = []
_put_back: list[PutBack] = []


def register_publication_check(check: PublicationCheck) -> None:
    if check not in _checks:
        _checks.append(check)


def register_change_source(source: ChangeSource) -> None:
    if source not in _sources:
        _sources.append(source)


def register_change_citations(provider: ChangeCitations) -> None:
    if provider not in _citations:
        _citations.append(provider)


def register_voices(provider: Voices) -> None:
    if provider not in _voices:
        _voices.append(provider)


def register_published(announce: Announce) -> None:
    if announce not in _announcers:
        _announcers.append(announce)


def register_discarded(put_back: PutBack) -> None:
    if put_back not in _put_back:
        _put_back.append(put_back)


def problems_elsewhere(edition: Edition) -> list[Problem]:
    """Give what the apps above find missing."""
    return [problem for check in _checks for problem in check(edition)]


def citable(section_keys: Sequence[str]) -> list[Citable]:
    """Give what waits for a change in these sections."""
    return [entry for source in _sources for entry in source.offered(section_keys)]


def known(references: Sequence[str]) -> dict[str, Citable]:
    """Give those of the references that exist."""
    found: dict[str, Citable] = {}
    for source in _sources:
        found.update(source.known(references) if references else {})
    return found


def said_before(changes: Sequence[Change]) -> dict[int, list[Said]]:
    """Give what readers see as "You said" beside each change, by its ``pk``."""
    said: dict[int, list[Said]] = {change.pk: [] for change in changes}
    for provider in _citations:
        for pk, entries in (provider(changes) if changes else {}).items():
            said[pk].extend(entries)
    return said


def heard(section_keys: Sequence[str], changes: Sequence[Change]) -> Heard:
    """Give what was said about these sections and before these changes, as far as it is shown."""
    found = Heard()
    for provider in _voices:
        told = provider(section_keys, changes)
        for collected, given in (
            (found.said, told.said),
            (found.refused, told.refused),
            (found.shown, told.shown),
        ):
            _extend(collected, given)
    return found


def _extend(collected: dict[Any, list[Any]], given: Mapping[Any, Sequence[Any]]) -> None:
    for key, entries in given.items():
        collected.setdefault(key, []).extend(entries)


def announce(edition: Edition, changes: Sequence[Change], actor: User) -> None:
    """Tell the apps above that an edition is published, in its transaction."""
    for tell in _announcers:
        tell(edition, changes, actor)


def put_back(edition: Edition, actor: User) -> None:
    """Tell the apps above that an edition is discarded, in its transaction."""
    for tell in _put_back:
        tell(edition, actor)
