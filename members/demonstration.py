"""Invented people and administrations for a portal that shows what it can do; never in production."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from members.models import Administration, Region, RoleHeld, User
from members.roles import Role


@dataclass(frozen=True, slots=True)
class Account:
    name: str
    full_name: str
    job_title: str
    roles: tuple[Role, ...]
    administration: str = ""
    language: str = "en"

    @property
    def email(self) -> str:
        return f"{self.name}@demo.example"


MERIDIA, VALORIA = "demonstration-meridia", "demonstration-valoria"
ADMINISTRATIONS = {
    MERIDIA: (
        "Customs Service of Meridia (demonstration)",
        "Service des douanes de Méridia (démonstration)",
        "WCA",
    ),
    VALORIA: ("Customs of Valoria (demonstration)", "Douanes de Valoria (démonstration)", "EUR"),
}
ACCOUNTS = (
    Account("delegate", "Dara Lindqvist", "Delegate, Meridia", (Role.DELEGATE,), MERIDIA),
    Account("contributor", "Amara Sello", "Contributor, Meridia", (Role.CONTRIBUTOR, Role.DELEGATE), MERIDIA),
    Account(
        "contact.point",
        "Teo Mbali",
        "National Contact Point, Meridia",
        (Role.CONTACT_POINT, Role.DELEGATE),
        MERIDIA,
    ),
    Account("facilitator", "Ines Calder", "Facilitator", (Role.FACILITATOR,)),
    Account("officer", "Mira Haddad", "Case officer, Secretariat", (Role.CASE_OFFICER,)),
    Account("publisher", "Jon Pereira", "Publisher, Secretariat", (Role.PUBLISHER,)),
    Account("editor", "Ana Nguyen", "Editor, Secretariat", (Role.EDITOR, Role.LANGUAGE_REVIEWER)),
    Account("admin", "Petra Vance", "Administrator", (Role.ADMINISTRATOR,)),
    Account(
        "other.contributor",
        "Luc Fontaine",
        "Contributor, Valoria",
        (Role.CONTRIBUTOR, Role.DELEGATE),
        VALORIA,
        "fr",
    ),
    Account(
        "other.contact.point",
        "Claire Moreau",
        "National Contact Point, Valoria",
        (Role.CONTACT_POINT, Role.DELEGATE),
        VALORIA,
        "fr",
    ),
)


@transaction.atomic
def load_demonstration_people() -> int:
    """Add the demonstration accounts that are missing and set their common password; gives their number."""
    if not settings.DEMONSTRATION:
        raise RuntimeError("Demonstration accounts exist only in a demonstration.")
    administrations = {slug: _administration(slug, *names) for slug, names in ADMINISTRATIONS.items()}
    password = make_password(settings.DEMO_PASSWORD)
    for account in ACCOUNTS:
        user, _created = User.objects.update_or_create(
            email=account.email,
            defaults={
                "full_name": account.full_name,
                "job_title": account.job_title,
                "administration": administrations.get(account.administration),
                "language": account.language,
                "password": password,
            },
        )
        for role in account.roles:
            RoleHeld.objects.get_or_create(user=user, role=role)
        EmailAddress.objects.get_or_create(
            user=user, email=account.email, defaults={"primary": True, "verified": True}
        )
    return len(ACCOUNTS)


def _administration(slug: str, name_en: str, name_fr: str, region: str) -> Administration:
    return Administration.objects.get_or_create(
        slug=slug,
        defaults={
            "name_en": name_en,
            "name_fr": name_fr,
            "region": Region.objects.get(code=region),
            "is_member": False,
            "is_demonstration": True,
        },
    )[0]
