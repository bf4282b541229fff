"""HTTP by hand: what a careful client never sends, and answers read to the byte."""

from __future__ import annotations

import contextlib
import socket
from dataclasses import dataclass
from types import TracebackType

from tests.faults.alerts import Alert

PATH = "/sentry/webhook"


@dataclass(frozen=True)
class Answer:
    """status 0: the connection ended without an answer."""

    status: int
    head: str = ""
    body: bytes = b""


NO_ANSWER = Answer(0)


class Wire:
    """One kept-alive connection to the bot."""

    def __init__(self, port: int, timeout_s: float = 60.0) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout_s)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()

    @property
    def own_port(self) -> int:
        """By which the other side's system calls can be told apart."""
        return int(self._socket.getsockname()[1])

    def send(self, raw: bytes) -> None:
        """Send bytes as they are. A server that has hung up meanwhile is no error: its answer may wait to be read."""
        with contextlib.suppress(ConnectionError):
            self._socket.sendall(raw)

    def finish(self) -> None:
        """Say that nothing more will be sent."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

    def answer(self) -> Answer:
        """The next answer. Raises TimeoutError."""
        try:
            while b"\r\n\r\n" not in self._rest:
                self._more()
            head, _, self._rest = self._rest.partition(b"\r\n\r\n")
            text = head.decode("latin-1")
            length = next(
                (int(line[15:]) for line in text.lower().split("\r\n") if line.startswith("content-length:")), 0
            )
            while len(self._rest) < length:
                self._more()
        except ConnectionError:
            return NO_ANSWER
        body, self._rest = self._rest[:length], self._rest[length:]
        return Answer(int(text.split()[1]), text, body)

    def ask(self, raw: bytes) -> Answer:
        """Send and wait for the answer."""
        self.send(raw)
        return self.answer()

    def _more(self) -> None:
        got = self._socket.recv(65536)
        if not got:
            raise ConnectionError
        self._rest += got


def request(body: bytes, signature: str | bytes | None, path: str = PATH, method: str = "POST") -> bytes:
    """A whole request with a Content-Length; without the signature's header for None."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    head += f"Sentry-Hook-Resource: event_alert\r\nContent-Length: {len(body)}\r\n"
    signed = b""
    if signature is not None:
        signed = (
            b"Sentry-Hook-Signature: " + (signature.encode() if isinstance(signature, str) else signature) + b"\r\n"
        )
    return head.encode() + signed + b"\r\n" + body


def post(port: int, one: Alert) -> Answer:
    """An alert over a connection of its own; NO_ANSWER when nobody listens."""
    try:
        with Wire(port) as wire:
            return wire.ask(request(one.body, one.signature))
    except ConnectionError:
        return NO_ANSWER
