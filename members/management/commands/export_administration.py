from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from members.bundle import keep
from members.giving_out import contributed_by
from members.models import Administration
from members.record import Verb, note


class Command(BaseCommand):
    help = "Write everything an administration contributed to a zip file for the administration itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="its short name in addresses")
        parser.add_argument("--to", type=Path, help="SLUG.zip if it is not said")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        administration = Administration.objects.filter(slug=options["slug"]).first()
        if administration is None:
            raise CommandError(f"There is no administration “{options['slug']}”.")
        path = options["to"] or Path(f"{administration.slug}.zip")
        keep(contributed_by(administration, at_desk=False), path)
        note(Verb.GIVEN_OUT, None, administration=administration)
        self.stdout.write(f"Written to {path}.")
