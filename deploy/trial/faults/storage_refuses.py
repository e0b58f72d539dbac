"""A bucket that refuses: nobody at its address, then a server that denies."""

from __future__ import annotations

import re

from deploy.trial.author import Author
from deploy.trial.faults import Seen, check
from deploy.trial.faults.looking import kept, log_line, now, picture, seen
from deploy.trial.trial import Trial

DENIED = (
    b"HTTP/1.1 403 Forbidden\r\nContent-Type: application/xml\r\nConnection: close\r\n\r\n"
    b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"
)
ROWS = "SELECT count(*) FROM casestudies_attachment"


def happen(trial: Trial, author: Author) -> Seen:
    reference, gate = author.begin(), trial.gates["s3"]
    author.attach(reference, "first.png", picture())
    address = re.findall(r'href="(/files/[^"]+)"', author.visitor.ask(f"/en/contribute/{reference}/").text)
    check(address, "The first file is not shown.")
    before, since = trial.ask_database(ROWS), now()
    gate.shut()
    try:
        gone = author.attach(reference, "second.png", picture())
        reading = author.visitor.ask(address[0])
        gate.refuse(DENIED)
        denied = author.attach(reference, "third.png", picture())
        author.save(reference)
    finally:
        gate.let_through()
    for page in (gone, denied):
        check(page.says("could not be"), f"Nobody is told that the file was not kept: {seen(page)}")
    check(reading.status == 503, f"Somebody who downloads: {seen(reading)}")
    check(trial.ask_database(ROWS) == before, "A file that was not kept is listed.")
    line = log_line(trial, "web", "a file could not be stored", since)
    again = author.attach(reference, "third.png", picture())
    check(again.says("is attached"), f"No file though the storage is back: {seen(again)}")
    check(author.visitor.ask(address[0]).status == 200, "The first file is gone.")
    return Seen(
        "The storage is gone; the storage denies",
        f"upload: {seen(denied)}; download: {seen(reading)}",
        line,
        f"{kept(trial, author)}; the file from before is there",
        "the next upload and download work",
    )
