"""A mail server that keeps what it is sent, and that can hang or refuse when it is told to."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections import Counter
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Literal

Manner = Literal["takes", "hangs", "refuses"]
# Longer than the portal waits.
HANGS_SECONDS = 120


class Catcher(socketserver.ThreadingTCPServer):
    """Takes every letter; ``manner`` says what it does with the next one."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int = 0, folder: Path | None = None) -> None:
        super().__init__(("127.0.0.1", port), _Talk)
        self.folder = folder
        if folder:
            folder.mkdir(exist_ok=True)
        self.manner: Manner = "takes"
        self.letters: list[EmailMessage] = []
        self.asked = 0
        self.released = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True, name="mail").start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def copies(self) -> Counter[str]:
        """Give how often each Message-ID arrived."""
        return Counter(str(letter["Message-ID"]) for letter in self.letters)

    def keep(self, letter: EmailMessage) -> None:
        self.letters.append(letter)
        if self.folder:
            (self.folder / f"{len(self.letters):04}.eml").write_bytes(bytes(letter))

    def to(self, address: str) -> list[EmailMessage]:
        return [letter for letter in self.letters if address in str(letter["To"])]

    def says(self, words: str) -> bool:
        """Whether a letter came in with these words in its text."""
        bodies = (letter.get_body(("plain",)) for letter in list(self.letters))
        return any(words in str(body.get_content()) for body in bodies if body)

    def close(self) -> None:
        self.released.set()
        self.shutdown()
        self.server_close()


class _Talk(socketserver.StreamRequestHandler):
    server: Catcher

    def handle(self) -> None:
        self.server.asked += 1
        with suppress(ConnectionError):  # whoever was sending was killed
            self._talk()

    def _talk(self) -> None:
        if self.server.manner == "hangs":
            self.server.released.wait(HANGS_SECONDS)
            return
        self._say("220 catcher")
        while line := self.rfile.readline().decode("latin-1").strip():
            verb = line.upper()
            if verb == "QUIT":
                self._say("221 bye")
                return
            if verb == "DATA":
                self._say("354 go on")
                self._take()
            refused = verb.startswith("RCPT") and self.server.manner == "refuses"
            self._say("451 try later" if refused else "250 ok")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        letter = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        self.server.keep(letter)
