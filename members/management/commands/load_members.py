from typing import Any

from django.core.management.base import BaseCommand

from members.roll import load_members


class Command(BaseCommand):
    help = "Load the regions and the WCO Members that are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        self.stdout.write(f"Members: {load_members()} administrations on the roll.")
