"""Plant one fault at a time and see that the tests catch it: ``make mutation``.

``MUTANTS=40`` plants as many, chosen at random (``SEED=…`` for the same ones again); ``SUBJECTS="feedback
modules"`` plants those of some apps only; ``ONLY="change dropped|its author"`` those whose names match. Always on
SQLite: each fault has a copy of the database for itself.
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ.pop("DATABASE_URL", None)

import pytest

from tests.mutation.planting import Planting
from tests.mutation.subjects import tests_of

OPTIONS = ("-q", "--no-header", "-p", "no:randomly", "-p", "no:xdist", "-p", "no:cacheprovider")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        planting = Planting(Path(folder))
        code = pytest.main([*tests_of(), *OPTIONS], plugins=[planting])
        return code or planting.failed


sys.exit(main())
