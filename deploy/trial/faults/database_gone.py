"""The database is gone for a while: connections break off and new ones are refused."""

from __future__ import annotations

from deploy.trial.author import Author
from deploy.trial.faults import Seen, check
from deploy.trial.faults.looking import kept, log_line, now, part, seen
from deploy.trial.processes import wait_for
from deploy.trial.trial import Trial

OK, UNAVAILABLE = 200, 503


def happen(trial: Trial, author: Author) -> Seen:
    reference, gate, reader = author.begin(), trial.gates["database"], trial.visitor()
    author.save(reference)
    form, starts = author.form(reference), trial.processes["worker"].starts
    check(reader.ask("/en/").status == OK, "The home page does not open.")
    since = now()
    gate.shut()
    try:
        page = author.save(reference, form)
        kept_page, fresh = reader.ask("/en/"), reader.ask("/en/search/?q=nobody-asked-this")
        check(page.status == UNAVAILABLE, f"Somebody who saves: {seen(page)}")
        check(page.says("is not saved"), "Nobody is told that it is not saved.")
        check(fresh.status == UNAVAILABLE, f"Somebody who searches: {seen(fresh)}")
        check(kept_page.status == OK, f"A page the proxy keeps: {seen(kept_page)}")
        check(reader.ask("/healthz").status == OK, "A process says that it is dead.")
        check(part(trial, "database"), "/readyz says that the database is well.")
        line = log_line(trial, "web", "OperationalError", since, 60)
        wait_for("the worker to be started again", lambda: trial.processes["worker"].starts > starts, 90)
    finally:
        gate.open()
    seconds = trial.wait_until_ready()
    lost = kept(trial, author)
    check(author.save(reference, form).status == OK, "The form that was open cannot be sent again.")
    kept(trial, author)
    return Seen(
        "The database is gone, and back",
        f"{seen(page)}; pages in the proxy's cache stay; `/healthz` 200, `/readyz` 503",
        line,
        lost,
        f"ready {seconds:.0f} s after it was back, without a restart of web processes; the open form was taken then",
    )
