"""Who approves translations into which languages; every change stands in the record of people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from members.models import User
from members.record import Verb, note
from members.roles import Role
from members.standing import locked, touch
from modules.dressing import SOURCE
from modules.models import ReviewLanguage

LANGUAGES: Final[Sequence[tuple[str, str]]] = [
    (code, name) for code, name in settings.LANGUAGES if code != SOURCE
]
"""What somebody can be asked to review: the first official language is what translations follow."""


def reviewers() -> QuerySet[User]:
    """Give the language reviewers with their languages; two queries."""
    found = User.objects.filter(roles_held__role=Role.LANGUAGE_REVIEWER, is_active=True)
    return found.prefetch_related("review_languages").order_by("full_name", "pk")


def chosen(person: User) -> list[str]:
    """Give the languages somebody reviews: those that were set, or the one of his letters."""
    own = {row.language for row in person.review_languages.all()} or {person.language}
    return [code for code, _name in LANGUAGES if code in own]


@transaction.atomic
def set_languages(person: User, actor: User, languages: Iterable[str], *, seen: int) -> bool:
    """Set in which languages somebody approves translations; say whether anything changed.

    Raises ``members.rights.Outdated`` where the person was changed since the page was opened.
    """
    person = locked(person, seen)
    wanted = {code for code, _name in LANGUAGES} & set(languages)
    held = set(person.review_languages.values_list("language", flat=True))
    if wanted == held:
        return False
    person.review_languages.exclude(language__in=wanted).delete()
    ReviewLanguage.objects.bulk_create(
        ReviewLanguage(user=person, language=code) for code in sorted(wanted - held)
    )
    names = [str(name) for code, name in LANGUAGES if code in wanted]
    note(Verb.LANGUAGES, actor, person, role=Role.LANGUAGE_REVIEWER, words=", ".join(names))
    touch(person)
    return True
