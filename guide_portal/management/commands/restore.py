from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guide_portal import archive


class Command(BaseCommand):
    help = (
        "Restore an archive into an empty installation: run “migrate” and “createcachetable” first, start "
        "the worker, the timer and the web processes afterwards."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="an archive that “backup” wrote")
        parser.add_argument(
            "--verify-only", action="store_true", help="compare it with its manifest, no more"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        begun, path, verify_only = time.monotonic(), options["file"], options["verify_only"]
        say = self.stdout.write if options["verbosity"] else (lambda _line: None)
        try:
            manifest = archive.verify(path) if verify_only else archive.restore(path, say=say)
        except archive.ArchiveRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        done = "Verified" if verify_only else "Restored and compared"
        self.stdout.write(
            f"{done}: {manifest.rows} rows, {len(manifest.files)} files, "
            f"{time.monotonic() - begun:.1f} s; backed up {manifest.made_at}."
        )
