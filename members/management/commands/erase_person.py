from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.erasing import erase
from members.holdings import subject
from members.rights import StandingRefused


class Command(BaseCommand):
    help = (
        "Erase a person for good: an account, or somebody known by an address alone. The record names nobody."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--why", required=True, help="stays in the record for ever; name nobody")
        parser.add_argument(
            "--yes", action="store_true", help="do it; otherwise it is only said what would be"
        )
        parser.add_argument(
            "--without-contact-point", action="store_true", help="the administration has none then"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        person = subject(options["email"])
        whom = "an account" if person.user else "an address without an account"
        if not options["yes"]:
            self.stdout.write(f"This is {whom}. Nothing was changed; say --yes to erase it for good.")
            return
        try:
            erase(person, None, words=options["why"], confirmed=options["without_contact_point"])
        except StandingRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Erased: {whom}.")
