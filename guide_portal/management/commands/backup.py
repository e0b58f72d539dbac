from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guide_portal import archive


class Command(BaseCommand):
    help = (
        "Write every row and stored file to one archive while the portal runs, and read it back. The "
        "archive holds everything, passwords' hashes and second factors too: keep it as safe as the portal."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the archive to write; it must not exist")
        parser.add_argument("--verify", action="store_true", help="only compare an archive with its manifest")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        begun, path = time.monotonic(), options["file"]
        say = self.stdout.write if options["verbosity"] else (lambda _line: None)
        try:
            manifest = archive.verify(path) if options["verify"] else archive.write(path, say=say)
        except archive.ArchiveRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as fault:
            raise CommandError(f"The archive could not be written: {fault}. There is none.") from fault
        seconds = time.monotonic() - begun
        done = "Every row and file is as it was backed up" if options["verify"] else f"Written to {path}"
        self.stdout.write(
            f"{done}: {manifest.rows} rows, {len(manifest.files)} files, "
            f"{path.stat().st_size / 1_000_000:.1f} MB, {seconds:.1f} s."
        )
