import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from members.demonstration import ACCOUNTS


class Command(BaseCommand):
    help = "Bring the database up to date and load what a portal shows; safe to run at every start."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        self._step("Database", "migrate", verbosity=0, interactive=False)
        self._step("Shared cache", "createcachetable", verbosity=0)
        self._step("Members", "load_members")
        self._step("The guide", "load_guide")
        if settings.DEMONSTRATION:
            call_command("load_demo", stdout=self.stdout)
            self._step("Search index", "rebuild_search")
            self._say_accounts()

    def _step(self, what: str, command: str, **options: Any) -> None:
        self.stdout.write(f"{what} …")
        begun = time.monotonic()
        call_command(command, stdout=self.stdout, **options)
        self.stdout.write(f"{what}: done in {time.monotonic() - begun:.1f} s.")

    def _say_accounts(self) -> None:
        self.stdout.write(f"\nDemonstration accounts, all with the password “{settings.DEMO_PASSWORD}”:")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.email:<38} {account.job_title}")
        self.stdout.write(f"\nThe portal answers at {settings.PORTAL_ADDRESS}/ (stop it with Ctrl-C).\n")
