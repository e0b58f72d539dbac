from typing import Any

from django.core.management.base import BaseCommand

from letters.digest import write_digests


class Command(BaseCommand):
    help = "Write the daily letter to everybody who chose it; safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        self.stdout.write(f"Daily letters: {write_digests()} written.")
