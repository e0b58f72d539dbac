"""What can be found of case studies: every published one, in each language it has words in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.utils import translation

from casestudies.models import CaseStudy, CaseText, Submission, reads_members_only
from members.people import Person
from moderation.models import Audience
from search import index
from search.models import PUBLIC

KIND = "case_study"
MEMBERS = "members"


def texts() -> Iterator[index.Text]:
    """Give every published text, for a rebuild of the index."""
    for case in CaseStudy.objects.published().select_related("region").iterator(chunk_size=500):
        yield from texts_of(case)


def texts_of(case: CaseStudy) -> Iterator[index.Text]:
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


def index_submission(submission_id: int) -> None:
    """Bring the index up to date with a submission's case study, after its move; safe to run twice."""
    case = Submission.objects.select_related("case_study__region").get(pk=submission_id).case_study
    if case.published_at is not None:
        index.replace(KIND, case.slug, texts_of(case))
    elif case.retracted_at is not None:
        index.remove(KIND, case.slug)


def audiences(person: Person) -> set[str]:
    """Say what somebody may find besides what is public."""
    return {MEMBERS} if reads_members_only(person) else set()
