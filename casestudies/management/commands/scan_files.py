from typing import Any

from django.core.management.base import BaseCommand

from casestudies.attachments.scanning import scan_and_say


class Command(BaseCommand):
    help = "Ask the virus scanner about the files that wait for it; safe to run at any time and twice."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        self.stdout.write(f"Files: {scan_and_say() or 'none waits'}.")
