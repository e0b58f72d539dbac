"""Names for what the library and the search filter by, in the order they are shown."""

from __future__ import annotations

from casestudies.choices import LANGUAGES
from members.models import Region
from modules.choices import module_choices
from modules.models import Topic


def regions() -> list[tuple[str, str]]:
    return [(region.code, region.name) for region in Region.objects.all()]


def topics() -> list[tuple[str, str]]:
    return [(topic.code, topic.name) for topic in Topic.objects.all()]


def modules() -> list[tuple[str, str]]:
    return module_choices()


def languages() -> list[tuple[str, str]]:
    """Name the languages a story may be told in, each by itself."""
    return list(LANGUAGES)
