"""A full disk under PostgreSQL: it refuses to write with its own code for that (53100)."""

from __future__ import annotations

from deploy.trial.author import Author
from deploy.trial.faults import Seen, check
from deploy.trial.faults.looking import kept, log_line, now, seen
from deploy.trial.trial import Trial

# The disk is shared with others: the database says what it would say, at the same place.
FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER full_disk BEFORE UPDATE ON casestudies_submission EXECUTE FUNCTION full_disk();
"""
ROOM = "DROP TRIGGER full_disk ON casestudies_submission; DROP FUNCTION full_disk();"


def happen(trial: Trial, author: Author) -> Seen:
    reference = author.begin()
    author.save(reference)
    form, since = author.form(reference), now()
    trial.ask_database(FULL)
    try:
        page = author.save(reference, form)
        reading = trial.visitor().ask("/en/guide/")
    finally:
        trial.ask_database(ROOM)
    check(page.status == 503, f"Somebody who saves: {seen(page)}")
    check(page.says("is not saved"), "Nobody is told that it is not saved.")
    check(reading.status == 200, f"Somebody who reads: {seen(reading)}")
    line = log_line(trial, "web", "OperationalError", since)
    lost = kept(trial, author)
    check(author.save(reference, form).status == 200, "The form that was open cannot be sent again.")
    kept(trial, author)
    return Seen(
        "Full disk: PostgreSQL (53100)",
        f"{seen(page)}; readers go on reading",
        line,
        lost,
        "the same open form is taken once there is room",
    )
