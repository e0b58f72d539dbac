from typing import Any

from django.core.management.base import BaseCommand

from letters.delivery import deliver_due


class Command(BaseCommand):
    help = "Deliver what is due in the outbox; safe to run at any time and twice."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        sent, due = deliver_due()
        self.stdout.write(f"Letters: {sent} of {due} delivered.")
