"""A full disk where people's files lie (for a portal without a bucket). Needs root, for a disk that soon is full."""

from __future__ import annotations

import shutil

from deploy.trial.author import Author
from deploy.trial.faults import Seen, check
from deploy.trial.faults.looking import beside, fill, kept, log_line, now, part, picture, seen, small_disk
from deploy.trial.trial import Trial

ROWS = "SELECT count(*) FROM casestudies_attachment"


def happen(trial: Trial, author: Author) -> Seen:
    folder = trial.at.folder / "small"
    folder.mkdir()
    shutil.copytree(trial.at.folder / "data" / "static", folder / "static")
    with (
        small_disk(folder / "files", 1) as disk,
        beside(trial, "web-disk", S3_BUCKET="", S3_ENDPOINT="", S3_REGION="", S3_ACCESS_KEY="", S3_SECRET_KEY="", DATA_DIR=str(folder)) as visitor,
    ):  # fmt: skip
        visitor.cookies = author.visitor.cookies
        writer = Author(visitor)
        reference = writer.begin()
        before, filler, since = trial.ask_database(ROWS), fill(disk), now()
        page = writer.attach(reference, "plan.png", picture())
        check(page.says("could not be"), f"Nobody is told that the file was not kept: {seen(page)}")
        check(trial.ask_database(ROWS) == before, "A file that was not kept is listed.")
        writer.save(reference)
        line = log_line(trial, "web-disk", "a file could not be stored", since)
        why = part(trial, "storage", visitor)
        check(why, "/readyz says that a full disk is well.")
        filler.unlink()
        again = writer.attach(reference, "plan.png", picture())
        check(again.says("is attached"), f"No file though there is room again: {seen(again)}")
        lost = kept(trial, writer) if writer.saved else ""
    return Seen(
        "Full disk: people's files", seen(page), line, lost, "the next file is kept once there is room"
    )
