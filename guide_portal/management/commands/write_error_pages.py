from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.template.loader import get_template
from django.utils.translation import override

# What a proxy answers by itself: nobody behind it is there, or what was sent is larger than it lets through.
PAGES = (503, 413)


class Command(BaseCommand):
    help = "Write the pages that a proxy shows when the portal does not answer; after collectstatic."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        folder = Path(settings.STATIC_ROOT) / "errors"
        folder.mkdir(parents=True, exist_ok=True)
        for status in PAGES:
            for language, _name in settings.LANGUAGES:
                with override(language):
                    page = get_template(f"{status}.html").render()
                (folder / f"{status}.{language}.html").write_text(page, encoding="utf-8")
        self.stdout.write(f"{len(PAGES) * len(settings.LANGUAGES)} pages written to {folder}.")
