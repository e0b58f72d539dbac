from typing import Any

from django.core.management.base import BaseCommand

from casestudies.attachments.retention import prune_and_say


class Command(BaseCommand):
    help = "Delete files removed from drafts 30 days ago and never sent, and stray bytes; safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        self.stdout.write(f"Files: {prune_and_say() or 'nothing to delete'}.")
