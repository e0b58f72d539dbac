"""Redis is gone for a while."""

from __future__ import annotations

from deploy.trial.author import Author
from deploy.trial.faults import Seen, check
from deploy.trial.faults.looking import kept, log_line, now, part, seen
from deploy.trial.trial import Trial

OK, UNAVAILABLE = 200, 503


def happen(trial: Trial, author: Author) -> Seen:
    reference, redis = author.begin(), trial.processes["redis"]
    since = now()
    redis.stop()
    try:
        saving = author.save(reference)
        reading = trial.visitor().ask("/en/editions/")
        remark = author.remark()
        check(reading.status == OK, f"Somebody who reads: {seen(reading)}")
        check(saving.status == OK, f"Somebody who saves: {seen(saving)}")
        check(remark.status in {OK, UNAVAILABLE}, f"Somebody who sends a remark: {seen(remark)}")
        check(part(trial, "shared_cache"), "/readyz says that the cache is well.")
        line = log_line(trial, "web", "a part does not answer", since)
    finally:
        redis.start()
    seconds = trial.wait_until_ready()
    check(author.remark().status == OK, "No remark though the cache is back.")
    return Seen(
        "Redis is gone, and back",
        f"reading and saving go on; where rates are limited (remarks, sign-in): {seen(remark)}",
        line,
        kept(trial, author),
        f"ready {seconds:.0f} s after it was back",
    )
