import logging
import os
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error as DatabaseGone
from django.db import close_old_connections

from letters.due import run_due

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do what is due: letters, reminders, daily letters, abandoned jobs. Safe to run at any time and twice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="go on, and say only what was done")
        parser.add_argument("--with-parent", action="store_true", help="stop when the parent process ends")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        if not options["every"]:
            for name, said in run_due():
                self.stdout.write(f"{name}: {said or 'nothing to do'}.")
            return
        parent = os.getppid() if options["with_parent"] else None
        try:
            while self._is_wanted(parent):
                self._tick()
                self._wait(options["every"], parent)
        except KeyboardInterrupt:
            return

    def _tick(self) -> None:
        close_old_connections()
        try:
            for name, said in run_due():
                if said:
                    self.stdout.write(f"{name}: {said}.")
        except DatabaseGone:
            log.exception("a tick was broken off; the next one does what is due")
        close_old_connections()

    def _wait(self, seconds: int, parent: int | None) -> None:
        for _second in range(seconds):
            if self._is_wanted(parent):
                time.sleep(1)

    def _is_wanted(self, parent: int | None) -> bool:
        return parent is None or os.getppid() == parent
