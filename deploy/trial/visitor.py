"""A browser without windows: cookies, redirects, forms with what stands hidden in them, second factors."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import re
import ssl
import struct
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import uuid4

HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')
REDIRECTS = {301, 302, 303, 307}
MOST_REDIRECTS = 6
PERIOD = 30
IDLE_SECONDS = 20
# Of a server on this machine that signed its certificate itself.
TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname, TRUSTING.verify_mode = False, ssl.CERT_NONE


@dataclass(slots=True)
class Answer:
    """What came back, after redirects."""

    status: int
    address: str
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def hidden(self, action: str = "") -> dict[str, str]:
        """Give the hidden fields of the page, or of the form with this address."""
        text = self.text
        if action:
            found = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', text, re.DOTALL)
            text = found.group() if found else ""
        return {name: html.unescape(value) for name, value in HIDDEN.findall(text)}

    def sentence(self, most: int = 160) -> str:
        """Give what somebody reads first: the heading, and the words under it."""
        main = self.text.partition("<main")[2] or self.text
        main = main.replace("</h1>", ".</h1>")
        words = re.sub(
            r"<(script|style|svg|title)\b.*?</\1>|<[^>]+>",
            " ",
            main.partition(">")[2] or main,
            flags=re.DOTALL,
        )
        return " ".join(html.unescape(words).split())[:most]

    def says(self, words: str) -> bool:
        return words in " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.text)).split())


@dataclass
class Visitor:
    """One person's browser; every request is one try, so whoever needs more tries again."""

    base: str
    timeout: float = 30
    # Sent with every request: what a proxy would say, where there is none.
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    connection: HTTPConnection | None = None
    used_at: float = 0

    @property
    def origin(self) -> str:
        """Where forms come from, as the portal sees it."""
        scheme = self.headers.get("X-Forwarded-Proto") or urlsplit(self.base).scheme
        return f"{scheme}://{urlsplit(self.base).netloc}"

    def ask(
        self, path: str, form: dict[str, Any] | None = None, files: dict[str, tuple[str, bytes]] | None = None
    ) -> Answer:
        """Ask for a page, or send a form, and follow where the answer leads."""
        body, kind = _packed(form, files)
        answer = self._once(path, body, kind)
        for _ in range(MOST_REDIRECTS):
            if answer.status not in REDIRECTS:
                return answer
            there = urljoin(answer.address, answer.headers["Location"])
            answer = self._once(there.removeprefix(self.base), None, "")
        return answer

    def _once(self, path: str, body: bytes | None, kind: str) -> Answer:
        headers = dict(self.headers)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers |= {"Content-Type": kind, "Origin": self.origin}
        try:
            connection = self._connected()
            connection.request("GET" if body is None else "POST", path, body, headers)
            response = connection.getresponse()
            answer = Answer(response.status, self.base + path, response.headers, response.read())
        except (OSError, HTTPException):
            self.close()
            raise
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value
        if response.will_close:
            self.close()
        return answer

    def _connected(self) -> HTTPConnection:
        """Give a connection that the server has not closed meanwhile."""
        if time.monotonic() - self.used_at > IDLE_SECONDS:
            self.close()
        self.used_at = time.monotonic()
        if self.connection is None:
            there = urlsplit(self.base)
            assert there.hostname
            if there.scheme == "https":
                self.connection = HTTPSConnection(
                    there.hostname, there.port, timeout=self.timeout, context=TRUSTING
                )
            else:
                self.connection = HTTPConnection(there.hostname, there.port, timeout=self.timeout)
        return self.connection

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def sign_in(self, email: str, password: str, secret: str = "") -> None:
        """Sign in as a person does, with the second factor where there is one."""
        page = self.ask("/en/accounts/login/")
        credentials = {**page.hidden(), "login": email, "password": password}
        page = self.ask("/en/accounts/login/", credentials)
        if "/2fa/" in page.address:
            page = self.ask(urlsplit(page.address).path, {**page.hidden(), "code": code(secret)})
        if "/accounts/" in page.address or page.status != 200:
            raise RuntimeError(f"{email} could not sign in: {page.status} {page.sentence()}")


def code(secret: str) -> str:
    """Give the six digits of this half minute (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // PERIOD)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def _packed(
    form: dict[str, Any] | None, files: dict[str, tuple[str, bytes]] | None
) -> tuple[bytes | None, str]:
    if form is None:
        return None, ""
    if not files:
        return urlencode(form, doseq=True).encode(), "application/x-www-form-urlencoded"
    border = uuid4().hex
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in form.items()
    ]
    for name, (file_name, content) in files.items():
        head = f'--{border}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return b"".join([*parts, f"--{border}--\r\n".encode()]), f"multipart/form-data; boundary={border}"
