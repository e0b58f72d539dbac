"""What may stand in an address: references, and the moves of a table with dashes for underscores."""

from collections.abc import Iterable

from moderation.workflow import Move


class WordConverter:
    """Anything its pattern matches, as it stands."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def reference_converter(series: str) -> type[WordConverter]:
    """Give the converter for references such as CS-2026-0042."""
    return type(f"{series}Reference", (WordConverter,), {"regex": rf"{series}-\d{{4}}-\d{{4,}}"})


def verb_converter(name: str, moves: Iterable[Move]) -> type[WordConverter]:
    """Give the converter for the moves of a table: ``request-changes`` stands for ``request_changes``."""

    class Verb(WordConverter):
        regex = "|".join(move.name.replace("_", "-") for move in moves)

        def to_python(self, value: str) -> str:
            return value.replace("-", "_")

        def to_url(self, value: str) -> str:
            return value.replace("_", "-")

    Verb.__name__ = name
    return Verb
