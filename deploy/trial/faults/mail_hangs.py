"""A mail server that takes connections and says nothing."""

from __future__ import annotations

import time

from deploy.trial.author import Author
from deploy.trial.faults import Seen, check
from deploy.trial.faults.looking import kept, log_line, now, seen
from deploy.trial.processes import wait_for
from deploy.trial.trial import Trial

LONGEST_PAGE = 15


def happen(trial: Trial, author: Author) -> Seen:
    assert trial.mail
    reference = author.begin()
    before, since = len(trial.mail.letters), now()
    trial.mail.manner = "hangs"
    begun = time.monotonic()
    page = author.move(reference, "withdraw")
    took = time.monotonic() - begun
    check(page and page.status == 200, "The move is not acknowledged.")
    check(took < LONGEST_PAGE, f"Somebody waited {took:.0f} s for the mail server.")
    line = log_line(trial, "", "letter not delivered", since, 60)
    check(len(trial.mail.letters) == before, "A letter arrived at a server that hangs.")
    trial.mail.manner = "takes"
    seconds = wait_for("the letter", lambda: trial.mail and trial.mail.says(reference), 150)
    check(max(trial.mail.copies.values()) == 1, "A letter arrived twice.")
    return Seen(
        "The mail server hangs",
        f"{seen(page)} — nobody waits for it" if page else "",
        line,
        f"{kept(trial, author)}; the letter arrived, once",
        f"the letter left {seconds:.0f} s after the server answered again (first retry after a minute)",
    )
