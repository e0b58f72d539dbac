"""From the files of an edition into the database: all of it or nothing, and twice is once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction

from moderation import freshness
from moderation.references import next_reference
from modules import rendering
from modules.care import take_care_of_sections
from modules.fingerprints import of_edition
from modules.indexing import index_guide
from modules.models import Edition, FacilitatorNote, Module, ModuleText, Resource, Section, SectionText, Topic
from modules.sealing import lifted
from modules.source import CONTENT, Guide, read_guide
from modules.states import S
from modules.structure import ResourcePlan, TopicPlan

Kept = TypeVar("Kept", Topic, Resource)
Text = TypeVar("Text", ModuleText, SectionText, FacilitatorNote)


class EditionSealed(Exception):
    """An edition that readers cite, or that editors write in, is never changed under them."""

    def __init__(self, number: str, reason: str = "") -> None:
        super().__init__(
            reason
            or f"Edition {number} is published with other texts. A published edition keeps its words: "
            "give the new texts a new edition number."
        )


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did; ``changed`` is false when the same files were loaded before."""

    edition: Edition
    changed: bool


def load_guide(folder: Path = CONTENT) -> Loaded:
    """Bring the database to the files.

    Raises ``ContentError`` for a broken file and, in production, ``EditionSealed`` for other texts under
    the number of a published edition; the database is then as it was before. An edition is published at
    once where none is.
    """
    return save_guide(read_guide(folder))


@transaction.atomic
def save_guide(guide: Guide) -> Loaded:
    """Do what ``load_guide`` says, with files that are already read."""
    number = guide.structure.number
    kept = Edition.objects.select_for_update(of=("self",)).exclude(state=S.DISCARDED)
    edition = kept.filter(number=number).first()
    if edition is not None and edition.sha256 == guide.sha256:
        return Loaded(edition, changed=False)
    made_here = edition is not None and not edition.sha256
    edition = edition or _begun(number)
    if made_here or edition.edited_at is not None:
        raise EditionSealed(number, f"Edition {number} is written in the portal; files do not overwrite it.")
    if edition.state != S.DRAFTING:
        return _replace_in_demonstration(edition, guide)
    _write(edition, guide)
    return Loaded(edition, changed=True)


def _begun(number: str) -> Edition:
    if (other := Edition.objects.in_preparation().first()) is not None:
        raise EditionSealed(
            number,
            f"Edition {other} is in preparation; publish or discard it before edition {number} is loaded.",
        )
    kind = Edition.Kind.MINOR if "." in number else Edition.Kind.MAJOR
    return Edition.objects.create(
        reference=next_reference(Edition.SERIES),
        number=number,
        kind=kind,
        based_on=Edition.objects.current().first(),
    )


def _replace_in_demonstration(edition: Edition, guide: Guide) -> Loaded:
    """Take new texts in place of published ones, where nobody cites them: never in production."""
    if not settings.DEMONSTRATION:
        raise EditionSealed(edition.number)
    with lifted():
        _write(edition, guide)
    return Loaded(edition, changed=True)


def _write(edition: Edition, guide: Guide) -> None:
    _save_topics(guide)
    resources = _save_resources(guide)
    # Everybody else refers to sections by their keys, so the rows may be new ones.
    edition.modules.all().delete()
    _save_texts(edition, guide, resources)
    _save_edition(edition, guide)
    take_care_of_sections(edition)


def _save_edition(edition: Edition, guide: Guide) -> None:
    edition.note, edition.note_fr = guide.structure.note, guide.structure.note_fr
    edition.sha256 = guide.sha256
    if edition.is_sealed or not Edition.objects.current().exists():
        _publish_as_loaded(edition, guide)
    edition.save()
    if edition.state == S.PUBLISHED:
        index_guide()
    freshness.touch()


def _publish_as_loaded(edition: Edition, guide: Guide) -> None:
    """Publish without a move what was published on paper: only the first edition of a portal goes this way."""
    if not edition.is_sealed:
        edition.state = S.PUBLISHED
    edition.published_on = guide.structure.date
    edition.sealed_sha256 = of_edition(edition)


def _save_topics(guide: Guide) -> None:
    for plan in guide.structure.topics:
        _save(Topic, {"code": plan.code}, _topic(plan))


def _save_resources(guide: Guide) -> dict[str, Resource]:
    return {
        plan.key: _save(Resource, {"key": plan.key}, _resource(plan)) for plan in guide.structure.resources
    }


def _save(model: type[Kept], key: dict[str, Any], fields: dict[str, Any]) -> Kept:
    """Add what is missing; in production, what is there belongs to the Secretariat and stays."""
    if settings.DEMONSTRATION:
        return model.objects.update_or_create(**key, defaults=fields)[0]
    return model.objects.get_or_create(**key, defaults=fields)[0]


def _topic(plan: TopicPlan) -> dict[str, str]:
    return {
        "module_key": plan.module,
        "name_en": plan.name.en,
        "name_fr": plan.name.fr,
        "covers_en": plan.covers.en,
        "covers_fr": plan.covers.fr,
    }


def _resource(plan: ResourcePlan) -> dict[str, str]:
    return {
        "kind": plan.kind,
        "name_en": plan.name.en,
        "name_fr": plan.name.fr,
        "about_en": plan.about.en,
        "about_fr": plan.about.fr,
        "url": plan.url,
    }


def _save_texts(edition: Edition, guide: Guide, resources: dict[str, Resource]) -> None:
    modules = {
        plan.key: Module(edition=edition, key=plan.key, number=plan.number)
        for plan in guide.structure.modules
    }
    Module.objects.bulk_create(modules.values())
    sections = _sections(edition, guide, modules)
    Section.objects.bulk_create(sections.values())
    plans = {plan.key: plan for plan in guide.structure.modules}
    ModuleText.objects.bulk_create(
        _in_step(
            {
                (key, language): rendering.module_text(modules[key], plans[key], language, guide)
                for key, language in guide.modules
            }
        )
    )
    resolve = {language: rendering.links_in(guide, language) for _key, language in guide.sections}
    texts = {
        (key, language): rendering.section_text(sections[key], language, words, resolve[language])
        for (key, language), words in guide.sections.items()
    }
    SectionText.objects.bulk_create(_in_step(texts))
    FacilitatorNote.objects.bulk_create(
        _in_step(
            {
                (key, language): rendering.facilitator_note(sections[key], language, words)
                for (key, language), words in guide.notes.items()
            }
        )
    )
    _place_resources(guide, sections, resources)


def _in_step(texts: dict[tuple[str, str], Text]) -> list[Text]:
    """Say of texts that come together that each follows the one in the first official language."""
    for (key, _language), text in texts.items():
        text.translated_from = texts[key, settings.OFFICIAL_LANGUAGES[0]].sha256
    return list(texts.values())


def _sections(edition: Edition, guide: Guide, modules: dict[str, Module]) -> dict[str, Section]:
    first = rendering.first_paragraphs(guide)
    language = settings.OFFICIAL_LANGUAGES[0]
    return {
        plan.key: Section(
            edition=edition,
            module=modules[plan.module],
            key=plan.key,
            number=plan.position,
            first_paragraph=first[plan.key],
            paragraphs=len(guide.sections[plan.key, language].blocks),
            annex=list(plan.annex),
            references=list(plan.references),
        )
        for plan in guide.structure.sections
    }


def _place_resources(guide: Guide, sections: dict[str, Section], resources: dict[str, Resource]) -> None:
    placed = Resource.sections.through
    placed.objects.bulk_create(
        placed(section_id=sections[plan.key].pk, resource_id=resources[key].pk)
        for plan in guide.structure.sections
        for key in dict.fromkeys(plan.resources)
    )


def counts(edition: Edition) -> dict[str, int]:
    """Count what an edition holds, for whoever loaded it."""
    sections = Section.objects.filter(edition=edition)
    return {
        "modules": edition.modules.count(),
        "sections": sections.count(),
        "paragraphs": sum(sections.values_list("paragraphs", flat=True)),
        "texts": SectionText.objects.filter(section__edition=edition).count(),
    }
