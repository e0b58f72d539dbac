"""A gate on the way to a server: open, or shut so that the server is gone for whoever comes this way, or refusing.

So a database that many use can be gone for one portal, and a storage in memory comes back with its files.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Gate:
    """Listens at a port and hands everything on; shut, it breaks off what runs and refuses what comes."""

    def __init__(self, port: int, host: str, to: int) -> None:
        self._port, self._target = port, (host, to)
        self._listening: socket.socket | None = None
        # What everybody is answered instead of being let through.
        self.refusal = b""
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.open()

    def open(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", self._port), backlog=128)
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True, name="gate").start()

    def shut(self) -> None:
        """Nobody gets through any more, and whoever was through is thrown out."""
        if self._listening is not None:
            with suppress(OSError):
                self._listening.shutdown(socket.SHUT_RDWR)
            self._listening.close()
            self._listening = None
        with self._lock:
            connections, self._open = self._open, set()
        for connection in connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                near, _address = listening.accept()
            except OSError:
                return
            if self.refusal:
                threading.Thread(target=self._refuse, args=(near,), daemon=True).start()
                continue
            try:
                far = socket.create_connection(self._target, timeout=5)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            with self._lock:
                self._open |= {near, far}
            for here, there in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(here, there), daemon=True).start()

    def refuse(self, answer: bytes) -> None:
        """Throw everybody out, and answer whoever comes with these bytes."""
        self.shut()
        self.refusal = answer
        self.open()

    def let_through(self) -> None:
        self.shut()
        self.refusal = b""
        self.open()

    def _refuse(self, near: socket.socket) -> None:
        with suppress(OSError), near:
            near.settimeout(2)
            near.recv(65536)
            near.sendall(self.refusal)

    def _carry(self, here: socket.socket, there: socket.socket) -> None:
        with suppress(OSError):
            while carried := here.recv(65536):
                there.sendall(carried)
        for end in (here, there):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._open -= {here}
        here.close()
