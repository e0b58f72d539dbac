"""The virus scanner, asked over its own protocol (clamd, INSTREAM) where one is configured."""

from __future__ import annotations

import logging
import socket
import struct
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

log = logging.getLogger(__name__)
TIMEOUT: Final = 20
CHUNK: Final = 64 * 1024
LONGEST_ANSWER: Final = 4096


class Verdict(StrEnum):
    """What is known of a file; the values are those of the database."""

    UNSCANNED = "unscanned"
    WAITING = "waiting"
    CLEAN = "clean"
    INFECTED = "infected"


def verdict_on(content: bytes) -> Verdict:
    """Ask the scanner; ``WAITING`` when it does not answer, ``UNSCANNED`` where there is none."""
    if not settings.CLAMD_URL:
        return Verdict.UNSCANNED
    address = urlsplit(settings.CLAMD_URL)
    try:
        answer = _asked(str(address.hostname), address.port or 3310, content)
    except OSError as silence:
        log.warning("the virus scanner does not answer", extra={"reason": type(silence).__name__})
        return Verdict.WAITING
    if answer.endswith("FOUND"):
        return Verdict.INFECTED
    if answer.endswith("OK"):
        return Verdict.CLEAN
    log.error("the virus scanner could not look at a file", extra={"answer": answer[:200]})
    return Verdict.WAITING


def _asked(host: str, port: int, content: bytes) -> str:
    with socket.create_connection((host, port), timeout=TIMEOUT) as scanner:
        scanner.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            piece = content[start : start + CHUNK]
            scanner.sendall(struct.pack("!L", len(piece)) + piece)
        scanner.sendall(struct.pack("!L", 0))
        return _answer(scanner)


def _answer(scanner: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        if not (piece := scanner.recv(LONGEST_ANSWER)):
            break
        answer += piece
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
