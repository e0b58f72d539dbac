from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from modules.front_matter import ContentError
from modules.loading import EditionSealed, counts, save_guide
from modules.source import CONTENT, read_guide


class Command(BaseCommand):
    help = "Read and check the files of the guide and load them; the same files again change nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=CONTENT, help="the folder of the edition")
        parser.add_argument("--check", action="store_true", help="read and check the files, load nothing")

    def handle(self, *args: Any, folder: Path, check: bool, **options: Any) -> None:
        del args, options
        try:
            self._load(Path(folder), check)
        except (ContentError, EditionSealed) as error:
            raise CommandError(str(error)) from error

    def _load(self, folder: Path, check: bool) -> None:
        self.stdout.write(f"Reading {folder.name} …")
        guide = read_guide(folder)
        languages = ", ".join(dict.fromkeys(language for _key, language in guide.sections))
        sections = len(guide.structure.sections)
        self.stdout.write(
            f"Edition {guide.structure.number}: {sections} sections, languages {languages}, all in order."
        )
        if check:
            return
        loaded = save_guide(guide)
        if not loaded.changed:
            self.stdout.write(
                f"Edition {loaded.edition} was loaded from the same files before; nothing changed."
            )
            return
        held = ", ".join(f"{count} {what}" for what, count in counts(loaded.edition).items())
        self.stdout.write(
            f"Edition {loaded.edition} is {loaded.edition.get_state_display().lower()}: {held}."
        )
