"""A server that is only half configured: it does not start, and says everything that is missing at once."""

from __future__ import annotations

import subprocess

from deploy.trial.author import Author
from deploy.trial.faults import Seen, check
from deploy.trial.faults.looking import SERVE
from deploy.trial.processes import ROOT
from deploy.trial.trial import Trial

MISSING = {"SECRET_KEY": "", "ALLOWED_HOSTS": "", "EMAIL_URL": ""}
UNSAFE = {
    "SECRET_KEY": "short",
    "PORTAL_ADDRESS": "http://127.0.0.1",
    "DATABASE_URL": "sqlite:///portal.sqlite3",
    "SECOND_FACTOR_REQUIRED": "0",
}


def happen(trial: Trial, author: Author) -> Seen:
    del author
    said = _start(trial, MISSING)
    for name in MISSING:
        check(f"- {name} is missing." in said, f"{name} is missing, and nobody says so.")
    said = _start(trial, UNSAFE)
    for name in UNSAFE:
        check(f"- {name} " in said, f"{name} is unsafe, and nobody says so.")
    line = next(line for line in said.splitlines() if "The portal does not start" in line).strip()
    return Seen(
        "Half configured: three variables missing; four unsafe",
        "nobody is served by it; the processes that ran before go on",
        f"web: `{line.rpartition(': T')[2] or line}` and a sentence for each variable",
        "nothing",
        "starts once the variables are set",
    )


def _start(trial: Trial, changes: dict[str, str]) -> str:
    told = {name: value for name, value in {**trial.environment, **changes}.items() if value}
    told["WEB_BIND"] = f"127.0.0.1:{trial.at.other}"
    done = subprocess.run(SERVE, cwd=ROOT, env=told, capture_output=True, text=True, timeout=90, check=False)
    check(done.returncode, "It starts.")
    said = (done.stdout + done.stderr).replace("\\n", "\n")
    check("The portal does not start:" in said, "It ends, and does not say that it does not start.")
    return said
