from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from casestudies import generating


class Command(BaseCommand):
    help = "Publish many made-up case studies, to see how the portal behaves when there are many."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, nargs="?", default=0, help="how many to add")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same words")
        parser.add_argument("--remove", action="store_true", help="take all of them away again")
        parser.add_argument(
            "--yes-this-is-a-benchmark",
            action="store_true",
            dest="benchmark",
            help="allow it outside the demonstration",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        if not (settings.DEMONSTRATION or options["benchmark"]):
            raise CommandError(
                "Made-up case studies do not belong in a real portal. "
                "Give --yes-this-is-a-benchmark if this database is there to be measured."
            )
        if options["remove"]:
            self.stdout.write(f"{generating.remove()} generated case studies are gone.")
        elif options["count"] < 1:
            raise CommandError("Say how many case studies to make, such as: generate_cases 1000.")
        else:
            self._generate(options["count"], options["seed"])

    def _generate(self, count: int, seed: int) -> None:
        try:
            for made in generating.generate(count, seed):
                self.stdout.write(f"{made} of {count} case studies are published.")
        except generating.NothingToDrawFrom as error:
            raise CommandError("Load the Members and the guide first: manage.py prepare.") from error
