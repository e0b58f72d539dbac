"""Who may see and do what of the guide beyond reading it."""

from django.conf import settings

from members.models import User
from members.people import Person
from members.roles import Role
from modules.models import SectionCare, Written

SOURCE = settings.OFFICIAL_LANGUAGES[0]


def can_facilitate(person: Person) -> bool:
    """Whether facilitators' guidance is open to this person."""
    return isinstance(person, User) and (person.is_secretariat or Role.FACILITATOR in person.roles)


def can_edit(user: User) -> bool:
    """Whether somebody begins editions, places sections and tells of changes."""
    return Role.EDITOR in user.roles


def review_languages(user: User) -> set[str]:
    """Give the languages in which somebody approves translations; one query."""
    if Role.LANGUAGE_REVIEWER not in user.roles:
        return set()
    chosen = set(user.review_languages.values_list("language", flat=True))
    return (chosen or {user.language}) - {SOURCE}


def can_write(user: User, language: str) -> bool:
    """Whether somebody writes in this language: editors in all, reviewers in theirs."""
    return can_edit(user) or language in review_languages(user)


def can_approve(user: User, text: Written) -> bool:
    """Whether somebody approves this translation: a reviewer of its language who did not write it."""
    return text.saved_by_id != user.pk and text.language in review_languages(user)


def can_assign(user: User) -> bool:
    """Whether somebody says who looks after a section."""
    return bool(user.roles & {Role.EDITOR, Role.PUBLISHER})


def can_set_languages(user: User) -> bool:
    """Whether somebody says who reviews which language."""
    return can_edit(user) or user.is_administrator


def can_confirm(user: User, care: SectionCare) -> bool:
    """Whether somebody says that a section is still true."""
    return can_assign(user) or care.owner_id == user.pk
