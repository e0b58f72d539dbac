"""The people of a trial, made with the portal's own functions; runs inside ``manage.py shell``.

One person for each account of the demonstration, under another domain, with a password and a second
factor that the trial chooses.
"""

from __future__ import annotations

import os

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.db import transaction

from deploy.trial.addresses import DOMAIN
from members import standing
from members.demonstration import ACCOUNTS, ADMINISTRATIONS
from members.models import Administration, Region, User
from members.roles import Role


@transaction.atomic
def make_people(password: str, secret: str, writers: int = 0) -> int:
    """Make everybody who is missing, and so many contributors besides; gives how many people there are."""
    owners = {slug: _administration(slug, *names) for slug, names in ADMINISTRATIONS.items()}
    hashed = make_password(password)
    administrator = _person("first.administrator", "First Administrator", hashed, secret)
    standing.set_roles(administrator, administrator, [Role.ADMINISTRATOR], within=list(Role))
    for account in ACCOUNTS:
        person = _person(account.name, account.full_name, hashed, secret, language=account.language)
        _enter(person, administrator, owners.get(account.administration), account.roles)
    for number in range(writers):
        person = _person(f"writer.{number}", f"Writer {number}", hashed, secret)
        _enter(person, administrator, next(iter(owners.values())), [Role.CONTRIBUTOR])
    return User.objects.count()


def _administration(slug: str, name_en: str, name_fr: str, region: str) -> Administration:
    names = {"name_en": name_en, "name_fr": name_fr, "region": Region.objects.get(code=region)}
    return Administration.objects.get_or_create(slug=slug, defaults={**names, "is_member": False})[0]


def _person(name: str, full_name: str, hashed: str, secret: str, language: str = "en") -> User:
    email = f"{name}@{DOMAIN}"
    words = {"full_name": full_name, "language": language, "password": hashed}
    person, is_new = User.objects.get_or_create(email=email, defaults=words)
    if is_new:
        EmailAddress.objects.create(user=person, email=email, primary=True, verified=True)
        TOTP.activate(person, secret)
    return person


def _enter(
    person: User, actor: User, owner: Administration | None, roles: list[Role] | tuple[Role, ...]
) -> None:
    if owner is not None and person.administration != owner:
        standing.enter(person, actor, owner)
    standing.set_roles(person, actor, roles, within=list(Role))


def main() -> None:
    number = make_people(
        os.environ["TRIAL_PASSWORD"], os.environ["TRIAL_SECRET"], int(os.environ.get("TRIAL_WRITERS", "0"))
    )
    print(f"{number} people.")
