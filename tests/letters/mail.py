"""Mail servers for tests: one that refuses, one that is slow enough for a second worker."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Sequence
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import ClassVar, Self

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend

REFUSING = "tests.letters.mail.RefusingServer"
REFUSING_ONE = "tests.letters.mail.ServerRefusingOneAddress"
BUSY = "tests.letters.mail.BusyServer"
REFUSED_ADDRESS = "refused@example.org"


class RefusingServer(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        del email_messages
        raise SMTPServerDisconnected("Connection unexpectedly closed" + " again" * 100)


class ServerRefusingOneAddress(EmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if any(REFUSED_ADDRESS in message.to for message in email_messages):
            raise SMTPRecipientsRefused({REFUSED_ADDRESS: (451, b"mailbox full")})
        return int(super().send_messages(email_messages))


class BusyServer(EmailBackend):
    """While it takes a letter, somebody else tries the same one."""

    meanwhile: ClassVar[Callable[[], None]]

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        type(self).meanwhile()
        return int(super().send_messages(email_messages))


class FakeServer:
    """A mail server on this machine that answers as a test tells it to; counts the texts it took."""

    def __init__(self, manner: str) -> None:
        self.manner = manner
        self.taken: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._released = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._released.set()
        # A connection of our own wakes the one who accepts.
        with socket.create_connection(("127.0.0.1", self.port), timeout=2):
            self._socket.close()
        self._thread.join(timeout=5)

    def _serve(self) -> None:
        while not self._released.is_set():
            try:
                connection, _address = self._socket.accept()
            except OSError:
                return
            if self._released.is_set():
                connection.close()
                return
            with connection, contextlib.suppress(OSError):
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        if self.manner == "hangs":
            self._released.wait(10)
            return
        lines = connection.makefile("rb")
        connection.sendall(b"220 test\r\n")
        for line in lines:
            verb = line[:4].upper()
            if verb == b"DATA":
                connection.sendall(b"354 go on\r\n")
                self.taken.append(b"".join(iter(lines.readline, b".\r\n")))
                if self.manner == "disconnects after DATA":
                    return
                connection.sendall(b"554 no\r\n" if self.manner == "refuses the text" else b"250 taken\r\n")
            elif verb == b"RCPT" and self.manner == "refuses for good":
                connection.sendall(b"550 no such mailbox\r\n")
            elif verb == b"RCPT" and self.manner == "is busy":
                connection.sendall(b"451 try later\r\n")
            elif verb == b"QUIT":
                connection.sendall(b"221 bye\r\n")
                return
            else:
                connection.sendall(b"250 ok\r\n")
