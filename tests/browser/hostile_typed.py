"""Which attack strings are stored in which field."""

from __future__ import annotations

from casestudies.attachments.models import Attachment
from casestudies.models import Revision
from casestudies.word.models import WordImport
from feedback.models import Feedback, Unconfirmed
from letters.models import Letter
from members.models import AccessRequest, Administration, PeopleEvent, User
from moderation.models import Event, Point
from modules.models import Change, SectionText
from tests.browser import loads


def typed_in() -> dict[str, set[int]]:
    """Give for every field which attacks are stored in it now, in the form in which it keeps them."""
    stored: dict[str, set[int]] = {}
    for content in Revision.objects.values_list("content", flat=True):
        for key in loads.LOADS:
            stored.setdefault(key, set()).update(loads.seen_in(str(content.get(key, ""))))
    words = Event.objects.exclude(words="").values_list("verb", "words")
    for verb, text in words:
        stored.setdefault("words of moves", set()).update(loads.seen_in(text))
        stored.setdefault(f"words of {verb}", set()).update(loads.seen_in(text))
    for name, found in (
        ("points", Point.objects.values_list("words", flat=True)),
        ("answers to points", Point.objects.values_list("answer", flat=True)),
        ("letters", Letter.objects.values_list("body", flat=True)),
        ("remarks", Feedback.objects.values_list("words", flat=True)),
        ("answers to remarks", Feedback.objects.values_list("answer__words", flat=True)),
        ("passages of remarks", Feedback.objects.values_list("quote", flat=True)),
        ("texts of the guide", SectionText.objects.values_list("body", flat=True)),
        ("notes of changes", Change.objects.values_list("note_en", flat=True)),
        ("requests for access", AccessRequest.objects.values_list("why", flat=True)),
        ("notes of Word files", WordImport.objects.values_list("unread", flat=True)),
        ("names of files", Attachment.objects.values_list("name", flat=True)),
        ("functions of people", User.objects.values_list("job_title", flat=True)),
        ("words about people", PeopleEvent.objects.values_list("words", flat=True)),
        ("answers to requests", AccessRequest.objects.values_list("words", flat=True)),
        ("strangers' remarks", Unconfirmed.objects.values_list("words", flat=True)),
        ("decisions of the guide", SectionText.objects.values_list("decision", flat=True)),
        ("questions of the guide", SectionText.objects.values_list("questions", flat=True)),
        ("pitfalls of the guide", SectionText.objects.values_list("pitfalls", flat=True)),
        (
            "letters as HTML",
            Letter.objects.filter(kind__startswith="casestudies/").values_list("html", flat=True),
        ),
        ("names of people", User.objects.values_list("full_name", flat=True)),
        ("names of administrations", Administration.objects.values_list("name_en", flat=True)),
    ):
        stored[name] = set().union(*(loads.seen_in(str(text)) for text in found))
    return stored
