"""What can be found of case studies: every published one, in each language it has words in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db import transaction
from django.utils import translation

from casestudies.models import CaseStudy, CaseText, reads_members_only
from members.people import Person
from moderation.models import Audience
from search import index
from search.models import PUBLIC

KIND = "case_study"
MEMBERS = "members"


def things() -> Iterator[tuple[str, str]]:
    """Name every published case study, for a rebuild of the index."""
    slugs = CaseStudy.objects.published().order_by("pk").values_list("slug", flat=True)
    return ((KIND, slug) for slug in slugs.iterator(chunk_size=5_000))


def texts(_kind: str, key: str) -> Iterator[index.Text]:
    """Give the texts of one case study, if it is published now."""
    for case in CaseStudy.objects.published().filter(slug=key).select_related("region"):
        yield from texts_of(case)


def texts_of(case: CaseStudy) -> Iterator[index.Text]:
    """Give a case study in each language it has words in."""
    topics = list(case.topics.values_list("code", flat=True))
    return (text_of(case, text, topics) for text in case.texts.all())


def text_of(case: CaseStudy, text: CaseText, topics: Sequence[str]) -> index.Text:
    """Give one text of a case study as the index takes it."""
    interface = text.language if text.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(interface):
        address = case.get_absolute_url()
    return index.Text(
        kind=KIND,
        key=case.slug,
        language=text.language,
        address=address,
        title=text.title,
        text=_words(text),
        audience=MEMBERS if case.audience == Audience.MEMBERS else PUBLIC,
        byline=case.attribution,
        module=case.module_key,
        region=case.region.code if case.region else "",
        topics=topics,
        year=case.last_year,
        updated=case.published_at,
    )


def _words(text: CaseText) -> str:
    return text.plain if text.whole else text.summary


@transaction.atomic
def index_case(case_study_id: int) -> None:
    """Bring the index up to date with a case study, in the transaction that changes what readers get of it."""
    index.await_turn()
    slug = CaseStudy.objects.values_list("slug", flat=True).get(pk=case_study_id)
    index.replace(KIND, slug, texts(KIND, slug))


def audiences(person: Person) -> set[str]:
    """Say what somebody may find besides what is public."""
    return {MEMBERS} if reads_members_only(person) else set()
