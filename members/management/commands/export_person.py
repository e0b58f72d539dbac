from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from members.bundle import keep
from members.giving_out import about_person
from members.holdings import subject
from members.record import Verb, note


class Command(BaseCommand):
    help = (
        "Write everything held about a person (an account, or an address alone) to a zip file for its owner."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--to", type=Path, default=Path("person.zip"))

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        person = subject(options["email"])
        keep(about_person(person), options["to"])
        note(Verb.GIVEN_OUT, None, person.user)
        self.stdout.write(f"Written to {options['to']}.")
