import logging
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from casestudies.demonstration import load_demonstration_submissions, load_documented_cases
from feedback.demonstration import load_demonstration_feedback
from members.demonstration import load_demonstration_people


class Command(BaseCommand):
    help = "Load the documented cases and the labelled, invented demonstration; what is there stays."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        if not settings.DEMONSTRATION:
            raise CommandError("The demonstration is never loaded into a production portal.")
        logging.getLogger("moderation").setLevel(logging.WARNING)  # a past of a hundred moves is no news
        for what, load in (
            ("Demonstration accounts", load_demonstration_people),
            ("Documented case studies", load_documented_cases),
            ("Demonstration submissions", load_demonstration_submissions),
            ("Demonstration feedback", load_demonstration_feedback),
        ):
            begun = time.monotonic()
            self.stdout.write(f"{what} …")
            self.stdout.write(f"{what}: {load()} in {time.monotonic() - begun:.1f} s.")
