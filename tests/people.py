"""One person for each way of standing towards an administration's submission."""

from __future__ import annotations

from dataclasses import dataclass, fields

from casestudies.models import Submission
from casestudies.workflow import SUBMISSIONS
from members.models import Administration, User
from members.roles import Role
from moderation.models import Point
from tests import factories


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who could try a move; ``author`` wrote the text and ``officer`` has claimed it."""

    author: User
    colleague: User
    contact_point: User
    delegate: User
    other_contributor: User
    other_contact_point: User
    facilitator: User
    officer: User
    second_officer: User
    publisher: User
    editor: User
    language_reviewer: User
    administrator: User
    auditor: User
    nobody: User

    def items(self) -> list[tuple[str, User]]:
        return [(field.name, getattr(self, field.name)) for field in fields(self)]


def cast() -> Cast:
    own: Administration = factories.administration("Customs Service of Meridia")
    other = factories.administration("Customs of Valoria")
    return Cast(
        author=factories.person("author", Role.CONTRIBUTOR, administration=own),
        colleague=factories.person("colleague", Role.CONTRIBUTOR, administration=own),
        contact_point=factories.person("contact.point", Role.CONTACT_POINT, administration=own),
        delegate=factories.person("delegate", Role.DELEGATE, administration=own),
        other_contributor=factories.person("other.contributor", Role.CONTRIBUTOR, administration=other),
        other_contact_point=factories.person("other.contact.point", Role.CONTACT_POINT, administration=other),
        facilitator=factories.person("facilitator", Role.FACILITATOR),
        officer=factories.person("officer", Role.CASE_OFFICER),
        second_officer=factories.person("second.officer", Role.CASE_OFFICER),
        publisher=factories.person("publisher", Role.PUBLISHER),
        editor=factories.person("editor", Role.EDITOR),
        language_reviewer=factories.person("language.reviewer", Role.LANGUAGE_REVIEWER),
        administrator=factories.person("administrator", Role.ADMINISTRATOR),
        auditor=factories.person("auditor", Role.AUDITOR),
        nobody=factories.person("nobody"),
    )


def submission_in(state: str, people: Cast, **changes: object) -> object:
    return factories.submission_in(
        state,
        contributor=people.author,
        contact_point=people.contact_point,
        officer=people.officer,
        publisher=people.publisher,
        **changes,
    )


def second_revision(people: Cast, *, first: dict[str, object] | None = None, **changes: object) -> Submission:
    """A submission that came back with another text and an answered point, and is reviewed again."""
    item = submission_in("changes_requested", people, **(first or {}))
    Point.objects.filter(item=item.pk).update(
        answer="Five hours.", answered_by=people.author, answered_at=item.state_since
    )
    item.draft = {**item.draft, "situation": "Traders visited **nine** counters in two buildings.", **changes}
    item.save(update_fields=["draft"])
    for verb, who in (("submit", people.author), ("clear", people.contact_point), ("claim", people.officer)):
        factories.move(SUBMISSIONS, item, verb, who)
    return item
