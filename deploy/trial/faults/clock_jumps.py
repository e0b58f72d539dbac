"""Clocks that jump: a tick a year ahead, a tick two days behind, a web process a day ahead."""

from __future__ import annotations

from deploy.trial.author import Author
from deploy.trial.faults import Seen, check
from deploy.trial.faults.looking import SERVE, beside, kept, log_line, now, seen
from deploy.trial.processes import wait_for
from deploy.trial.trial import PYTHON, Trial

DAY = 24 * 60 * 60
SHIFTED = [PYTHON, "-m", "deploy.trial.shifted"]
NOT_OURS = "the clock of this machine is not that of the database"
AHEAD = (
    "SELECT count(*) FROM letters_chore WHERE done_on > now()::date OR ran_at > now() + interval '1 minute'"
)
PEOPLE = "SELECT count(*) FROM django_session"


def happen(trial: Trial, author: Author) -> Seen:
    assert trial.mail
    sessions = trial.ask_database(PEOPLE)
    for seconds in (365 * DAY, -2 * DAY):
        line = _tick(trial, seconds)
    check(trial.ask_database(AHEAD) == [(0,)], "A tick of another time has done the work of that time.")
    check(trial.ask_database(PEOPLE) == sessions, "A tick of another time has ended sessions.")
    with beside(trial, "web-ahead", [*SHIFTED, str(DAY), *SERVE[2:]]) as visitor:
        visitor.cookies = author.visitor.cookies
        writer = Author(visitor)
        reference = writer.begin()
        page = writer.save(reference)
        check(page.status == 200, f"A process a day ahead: {seen(page)}")
        writer.move(reference, "withdraw")
        check(writer.moved, "A process a day ahead takes no step.")
    check(author.visitor.ask("/en/contribute/").says("Our case studies"), "Whoever was signed in is out.")
    took = wait_for("the letter", lambda: trial.mail and trial.mail.says(reference), 120)
    author.saved |= writer.saved
    return Seen(
        "Clocks jump: a tick a year ahead, one two days back, a web process a day ahead",
        "200, saved; nobody is signed out, nothing is published or erased early",
        line,
        f"{kept(trial, author)}; the letter written a day ahead arrived after {took:.0f} s",
        "the next tick with the right clock does what is due",
    )


def _tick(trial: Trial, seconds: int) -> str:
    """Run a tick with a wrong clock; gives what it logged."""
    since = now() if seconds > 0 else ""
    process = trial.run("tick-shifted", [*SHIFTED, str(seconds), "manage.py", "tick"])
    try:
        return log_line(trial, "tick-shifted", NOT_OURS, since, 90)
    finally:
        trial.processes.pop("tick-shifted").stop()
        process.log.unlink()
