from typing import Any

from django.core.management.base import BaseCommand

from search import index


class Command(BaseCommand):
    help = "Make the search index anew from what is published; the search goes on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        del args, options
        total = index.rebuild(lambda name, count: self.stdout.write(f"Search: {name}, {count} texts."))
        self.stdout.write(f"Search: {total} texts can be found.")
