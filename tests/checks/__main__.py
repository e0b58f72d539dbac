"""Everything that is checked besides the tests: ``make check``. Each check says how long it took."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

PYTHON = sys.executable
BIN = Path(PYTHON).parent
CHECKS: tuple[tuple[str, list[str]], ...] = (
    ("format", [str(BIN / "ruff"), "format", "--check", "--quiet", "."]),
    ("lint", [str(BIN / "ruff"), "check", "--quiet", "."]),
    ("templates", [str(BIN / "djlint"), "templates", "--lint", "--quiet"]),
    ("arrows between apps", [str(BIN / "lint-imports")]),
    ("types", [str(BIN / "mypy")]),
    ("system checks", [PYTHON, "manage.py", "check", "--fail-level", "WARNING"]),
    ("migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("migrations while running", [PYTHON, "-m", "tests.checks.migrations"]),
    ("words of the interface", [PYTHON, "-m", "tests.checks.messages"]),
    ("the guide", [PYTHON, "manage.py", "check_guide"]),
    ("documents", [PYTHON, "-m", "tests.checks.documents"]),
)


def main() -> int:
    failed = []
    for name, command in CHECKS:
        begun = time.monotonic()
        print(f"{name} …", flush=True)  # noqa: T201
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        verdict = "holds" if done.returncode == 0 else "FAILS"
        print(f"{name}: {verdict} ({time.monotonic() - begun:.1f} s)", flush=True)  # noqa: T201
        if done.returncode:
            failed.append(name)
            print(done.stdout[-6000:], done.stderr[-3000:], sep="\n", flush=True)  # noqa: T201
    print(f"{len(CHECKS) - len(failed)} of {len(CHECKS)} checks hold.")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
