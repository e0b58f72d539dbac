"""``python -m deploy.trial``: start, say where everything is, stop on Ctrl-C; ``--once COMMAND`` runs one command."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading

from deploy.trial.addresses import DOMAIN
from deploy.trial.trial import Missing, Trial


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.trial", description=__doc__)
    parser.add_argument(
        "--once", nargs=argparse.REMAINDER, metavar="COMMAND", help="run it against the trial, then stop"
    )
    command = parser.parse_args().once
    # A service manager ends a process this way: everything is stopped then too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with Trial() as trial:
            if command:
                return subprocess.run(command, env=told(trial), check=False).returncode
            print(described(trial), flush=True)
            threading.Event().wait()
    except Missing as what:
        print(what, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.")
    return 0


def told(trial: Trial) -> dict[str, str]:
    """Give the environment of a command that is run against the trial."""
    return {
        **os.environ,
        "TRIAL_ADDRESS": trial.at.portal,
        "TRIAL_FOLDER": str(trial.at.folder),
        "TRIAL_PASSWORD": trial.password,
        "TRIAL_SECRET": trial.secret,
        "DATABASE_URL": trial.at.database_url,
        "CACHE_URL": trial.environment["CACHE_URL"],
    }


def described(trial: Trial) -> str:
    at = trial.at
    return (
        f"\nThe portal answers at {at.portal}/ (a certificate of its own; the browser warns of it).\n"
        f"Accounts: delegate@{DOMAIN}, contributor@, contact.point@, officer@, publisher@, editor@, admin@ …\n"
        f"  password {trial.password}\n"
        f"  second factor (type it into an authenticator): {trial.secret}\n"
        f"Letters lie in {at.folder}/mail, logs in {at.folder}/*.log, nginx's own in {at.folder}/portal.log.\n"
        f"Ready or not: {at.portal}/readyz. Ctrl-C stops everything and removes the folder and the database.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
