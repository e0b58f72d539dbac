"""A worker that is killed in the middle of handing over a letter."""

from __future__ import annotations

from deploy.trial.author import Author
from deploy.trial.faults import Seen, check
from deploy.trial.faults.looking import kept, seen
from deploy.trial.processes import wait_for
from deploy.trial.trial import Trial

# What it held is its own for ten and fifteen minutes: twenty are taken as gone.
LATER = (
    "UPDATE letters_letter SET claimed_at = claimed_at - interval '20 minutes'",
    "UPDATE django_tasks_database_dbtaskresult SET started_at = started_at - interval '20 minutes'"
    " WHERE status = 'RUNNING'",
)
GIVEN_BACK = "Abandoned jobs: 1 given back"


def happen(trial: Trial, author: Author) -> Seen:
    assert trial.mail
    worker, tick = trial.processes["worker"], trial.processes["tick"]
    tick.stop()  # so that the worker has the letter, and nobody else
    try:
        reference, asked, starts = author.begin(), trial.mail.asked, worker.starts
        trial.mail.manner = "hangs"
        page = author.move(reference, "withdraw")
        check(page and page.status == 200, "The move is not acknowledged.")
        wait_for("the worker at the mail server", lambda: trial.mail and trial.mail.asked > asked, 60)
        worker.kill()
        trial.mail.manner = "takes"
        back = wait_for("a new worker", lambda: worker.starts > starts, 20)
        for statement in LATER:
            trial.ask_database(statement)
    finally:
        trial.mail.manner = "takes"
        tick.start()
    wait_for("the letter", lambda: trial.mail and trial.mail.says(reference), 90)
    wait_for(GIVEN_BACK, lambda: any(GIVEN_BACK in line["message"] for line in tick.lines()), 30)
    check(max(trial.mail.copies.values()) == 1, "A letter arrived twice.")
    return Seen(
        "The worker is killed while it hands over a letter",
        f"{seen(page)} — nobody waits for it" if page else "",
        f"tick: `{GIVEN_BACK}`; systemd: main process exited, status=9/KILL",
        f"{kept(trial, author)}; the letter arrived, once",
        f"a new worker after {back:.0f} s; the letter leaves ten minutes after it was claimed (the waiting was cut short)",
    )
