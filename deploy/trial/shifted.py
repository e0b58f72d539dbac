"""Run something with a clock that is wrong: ``python -m deploy.trial.shifted SECONDS manage.py tick``."""

from __future__ import annotations

import runpy
import sys
from datetime import UTC, datetime, timedelta

import time_machine


def main() -> None:
    seconds, what, *words = sys.argv[1:]
    sys.argv = [what, *words]
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=int(seconds)), tick=True):
        if what.endswith(".py"):
            runpy.run_path(what, run_name="__main__")
        else:
            runpy.run_module(what, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
