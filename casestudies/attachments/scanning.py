"""Looking again at files that wait for the virus scanner; safe to run at any time and twice."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.core.files.storage import default_storage

from casestudies.attachments import drawer
from casestudies.attachments.models import Attachment, Scan
from casestudies.attachments.scanner import Verdict, verdict_on

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Scanned:
    clean: int = 0
    infected: int = 0
    waiting: int = 0


def scan_waiting() -> Scanned:
    """Ask the scanner about every file that waits, and say what came of it."""
    done = Scanned()
    for file in Attachment.objects.waiting().select_related("submission"):
        match _scan(file):
            case Verdict.INFECTED:
                done.infected += 1
            case Verdict.WAITING:
                done.waiting += 1
            case _:
                done.clean += 1
    return done


def scan_and_say() -> str:
    """Do what is due at every tick."""
    done = scan_waiting()
    if not (done.clean or done.infected or done.waiting):
        return ""
    return f"{done.clean} clean, {done.infected} infected, {done.waiting} still waiting"


def _scan(file: Attachment) -> Verdict:
    try:
        with default_storage.open(file.stored_as) as stored:
            verdict = verdict_on(stored.read())
    except FileNotFoundError:
        log.exception("a file is missing in the storage", extra={"file": str(file.pk)})
        return Verdict.WAITING
    if verdict is Verdict.INFECTED:
        drawer.drop_infected(file)
        default_storage.delete(file.stored_as)
        log.warning("a file with a virus was removed", extra={"file": str(file.pk)})
    elif verdict is not Verdict.WAITING:
        Attachment.objects.filter(pk=file.pk, scan=Scan.WAITING).update(scan=verdict.value)
    return verdict
