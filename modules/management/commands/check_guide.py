from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from modules.coverage import Coverage, measure
from modules.coverage_document import document
from modules.front_matter import ContentError
from modules.readability import MEASURES
from modules.source import CONTENT, read_guide
from modules.structure import sections_by_bullet

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "guide-coverage.md"


class Command(BaseCommand):
    help = (
        "List what the guide covers and how it reads, in both official languages; fail where it falls short."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=CONTENT, help="the folder of the edition")
        parser.add_argument(
            "--document", type=Path, default=DOCUMENT, help="the page that shows the coverage"
        )
        parser.add_argument("--markdown", action="store_true", help="write that page anew")

    def handle(self, *args: Any, folder: Path, markdown: bool, **options: Any) -> None:
        del args
        try:
            coverage = measure(read_guide(Path(folder)))
        except ContentError as error:
            raise CommandError(str(error)) from error
        for language in settings.OFFICIAL_LANGUAGES:
            self._list(coverage, language)
        self._list_annex(coverage)
        problems = [*coverage.problems, *self._page(coverage, Path(options["document"]), markdown)]
        if problems:
            raise CommandError("The guide falls short:\n- " + "\n- ".join(problems))
        self.stdout.write("The guide holds what it must.")

    def _list(self, coverage: Coverage, language: str) -> None:
        for module in coverage.guide.structure.modules:
            self.stdout.write(
                f"\n{language}  {module.number}  {coverage.guide.modules[module.key, language].title}"
            )
            for row in coverage.of(module, language):
                references = ", ".join(row.plan.references) or "none"
                self.stdout.write(f"  {row.plan.number} {row.title}: {row.message}")
                self.stdout.write(
                    f"      decision: {row.decision or 'none'}; {row.questions} questions; references {references}; "
                    f"{row.words} words; {MEASURES[language].name} {row.score:.1f}"
                )

    def _list_annex(self, coverage: Coverage) -> None:
        self.stdout.write("\nAnnex I")
        for code, sections in sections_by_bullet(coverage.guide.structure).items():
            treated = ", ".join(f"{plan.number} {plan.key}" for plan in sections)
            self.stdout.write(f"  {code}: {treated or 'NOWHERE'}")

    def _page(self, coverage: Coverage, page: Path, markdown: bool) -> list[str]:
        fresh = document(coverage)
        if markdown:
            page.write_text(fresh, encoding="utf-8")
            self.stdout.write(f"\nWritten: {page.name}")
        elif not page.is_file() or page.read_text(encoding="utf-8") != fresh:
            return [f"{page.name} is not that of these files; run: manage.py check_guide --markdown"]
        return []
