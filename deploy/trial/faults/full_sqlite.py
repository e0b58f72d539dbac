"""A full disk under the demonstration's SQLite. Needs root, for a disk that soon is full."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from deploy.trial.author import Author
from deploy.trial.faults import Seen, check
from deploy.trial.faults.looking import beside, fill, log_line, now, seen, small_disk
from deploy.trial.trial import Trial
from deploy.trial.visitor import Answer

PEOPLE = "from members.demonstration import load_demonstration_people as load; load()"
TITLES = "SELECT reference, json_extract(draft, '$.title') FROM casestudies_submission"
PASSWORD = "open-the-barrier"
ROOM = 24


def happen(trial: Trial, author: Author) -> Seen:
    del author
    with small_disk(trial.at.folder / "demonstration", ROOM) as disk:
        told = dict.fromkeys(trial.environment.keys() - {"PATH", "LANG", "PYTHONUNBUFFERED"}, "")
        told |= {"PROFILE": "demonstration", "DATA_DIR": str(disk), "LOG_FORMAT": "json"}
        (disk / "static").mkdir()
        trial.manage("migrate", "--verbosity", "0", **told)
        trial.manage("createcachetable", **told)
        trial.manage("load_members", **told)
        trial.manage("shell", "--no-imports", "-c", PEOPLE, **told)
        with beside(trial, "web-sqlite", None, **told) as visitor:
            visitor.headers.clear()
            visitor.sign_in("contributor@demo.example", PASSWORD)
            writer = Author(visitor)
            reference = writer.begin()
            writer.save(reference)
            form, since = writer.form(reference), now()
            filler = fill(disk)
            page = _save_until_full(writer, reference, form)
            check(page.status == 503, f"Somebody who saves: {seen(page)}")
            check(page.says("is not saved"), "Nobody is told that it is not saved.")
            line = log_line(trial, "web-sqlite", "OperationalError", since)
            filler.unlink()
            with closing(sqlite3.connect(disk / "portal.sqlite3")) as database:
                check(dict(database.execute(TITLES)) == writer.saved, "Something acknowledged is lost.")
                check(
                    database.execute("PRAGMA integrity_check").fetchone() == ("ok",), "The file is damaged."
                )
            again = writer.save(reference)
            check(
                again.status == 200 and form.status == 200, f"Not taken though there is room: {seen(again)}"
            )
    return Seen(
        "Full disk: SQLite",
        seen(page),
        line,
        "nothing: the last acknowledged title is there, the file is whole (`integrity_check`)",
        "the same form is taken once there is room",
    )


def _save_until_full(writer: Author, reference: str, form: Answer) -> Answer:
    """Save until the pages that the journal has in reserve are used up; the form is open from before."""
    page = form
    for _ in range(400):
        fresh = writer.form(reference)
        form = fresh if fresh.status == 200 else form
        page = writer.save(reference, form)
        if page.status != 200:
            break
    return page
