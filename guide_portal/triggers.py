"""Which triggers the migrations leave in the database: what it refuses and what it counts by itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

_MADE: Final = re.compile(r"^CREATE TRIGGER (\w+)(?:.*EXECUTE FUNCTION (\w+))?", re.DOTALL)
_DROPPED: Final = re.compile(r"^DROP (TRIGGER|FUNCTION) IF EXISTS (\w+)")


class _Listener:
    """Stands where a schema editor does, and hears what would be executed."""

    def __init__(self, vendor: str) -> None:
        self.connection = self
        self.vendor = vendor
        self.functions: dict[str, str] = {}

    def execute(self, statement: Any, params: Any = None) -> None:
        del params
        if made := _MADE.match(str(statement)):
            self.functions[made[1]] = made[2] or ""
        elif dropped := _DROPPED.match(str(statement)):
            # Dropping a function takes the triggers that call it.
            self.functions = {
                name: function
                for name, function in self.functions.items()
                if dropped[2] != (name if dropped[1] == "TRIGGER" else function)
            }


def expected(vendor: str) -> set[str]:
    """Name the triggers that stand once every migration has run; only our own operations make any."""
    loader = MigrationLoader(None)
    listener: Any = _Listener(vendor)
    for key in dict.fromkeys(
        key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)
    ):
        for operation in loader.graph.nodes[key].operations:
            if (Path(settings.BASE_DIR) / type(operation).__module__.partition(".")[0]).is_dir():
                operation.database_forwards(key[0], listener, None, None)
    return set(listener.functions)
