"""uvicorn's HTTP protocol with limits on every wait for the client, and on bytes that complete no request."""

from __future__ import annotations

import asyncio
import math

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.web.gate import Gate

MOST_PIPELINED = 16
NEVER = math.inf


def _answer(status: str, sentence: str) -> bytes:
    head = f"HTTP/1.1 {status}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {len(sentence)}\r\n"
    return f"{head}connection: close\r\n\r\n{sentence}".encode("ascii")


FULL = _answer("503 Service Unavailable", "Too many connections are open: try again.")
HEAD_LATE = _answer("400 Bad Request", "The head of the request is too large or too slow.")
BODY_LATE = _answer("408 Request Timeout", "The body of the request did not come in time.")


class GuardedProtocol(HttpToolsProtocol):
    """A connection that the gate ends at its time `due`.

    The client must send a head (`_in_head`), then a body (`_in_body`), and nothing until the answer is complete. Other
    bytes do not move `due`: an empty line after a request or an unread body does not keep a connection open.
    """

    gate: Gate
    idle_since: float | None = None
    _refused: asyncio.Transport | None = None
    _in_head = _in_body = False
    _send_by = _read_by = NEVER
    _fruitless_bytes = 0

    @property
    def due(self) -> float:
        """The time by which the client must have sent its request, or read its answer."""
        return min(self._send_by, self._read_by)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Admit the connection, or refuse it with 503."""
        name = transport.get_extra_info("peername")
        if not self.gate.admit(self, name[0] if isinstance(name, tuple) else None, self.loop):
            self._turn_away(transport)
            return
        super().connection_made(transport)
        self._await_request(self.gate.limits.head_s)

    def connection_lost(self, exc: Exception | None) -> None:
        """Remove the connection from the gate."""
        if self._refused is not None:
            self.gate.end_lingering(self._refused)
            return
        self.gate.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse a piece of input; end the connection if earlier pieces exceeded the limit of a head."""
        if self._refused is not None:
            return
        # Count earlier pieces only: one piece may contain a small head and its whole body.
        if self._fruitless_bytes > self.gate.limits.head_bytes:
            self.expire()
            return
        self._fruitless_bytes += len(data)
        super().data_received(data)

    def on_message_begin(self) -> None:
        """Start the time limit of a head."""
        super().on_message_begin()
        self._in_head = True
        self._await_request(self.gate.limits.head_s)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header field of the head, but not a trailer."""
        # Fields after the body would change a head that is already in use.
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start the time limit of a body.

        Raises:
            ValueError: the client pipelined too many requests.
        """
        if len(self.pipeline) >= MOST_PIPELINED:
            raise ValueError("too many requests before the first answer")
        self._in_head, self._in_body = False, True
        self._fruitless_bytes = 0
        self.idle_since = None
        self._send_by = self.loop.time() + self.gate.limits.body_s
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._fruitless_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Lift the time limit: the client has sent its request."""
        super().on_message_complete()
        self._in_body = False
        self._fruitless_bytes = 0
        self._send_by = NEVER
        self._rest()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        self._rest()

    def send_400_response(self, msg: str) -> None:
        """Answer invalid input with 400; let the answer to an earlier, complete request finish first."""
        cycle = self.cycle
        if cycle is None or cycle.response_complete or (cycle.more_body and not cycle.response_started):
            super().send_400_response(msg)
            self._close()
            return
        # An earlier request is being answered: its answer is sent, and no further input is read.
        cycle.keep_alive = False
        self.flow.pause_reading()
        self._in_head, self.idle_since, self._send_by = False, None, NEVER

    def pause_writing(self) -> None:
        """Start the time limit for the client to read."""
        super().pause_writing()
        self._read_by = self.loop.time() + self.gate.limits.write_s

    def resume_writing(self) -> None:
        """Lift the time limit for reading."""
        super().resume_writing()
        self._read_by = NEVER

    def expire(self) -> None:
        """End the connection, with an answer if the client waits for one; abort it if the client does not read."""
        if self.transport.is_closing() or self._read_by < NEVER:
            self.transport.abort()
            return
        if self._in_head and not self._is_busy():
            self.transport.write(HEAD_LATE)
        elif self._in_body and not self.cycle.response_started and not self.pipeline:
            self.transport.write(BODY_LATE)
        self._close()

    def _close(self) -> None:
        """Close after all output is written; the gate aborts the connection if this takes too long."""
        self.transport.close()
        self.idle_since = None
        self._send_by = self.loop.time() + self.gate.limits.close_s

    def _rest(self) -> None:
        """Wait for the next request, if no request or answer is in progress."""
        if not (self._is_busy() or self._in_head or self._in_body):
            self._await_request(self.gate.limits.idle_s)

    def _await_request(self, within_s: float) -> None:
        now = self.loop.time()
        self._fruitless_bytes = 0
        self._send_by = now + within_s
        self.idle_since = None if self._is_busy() else now

    def _is_busy(self) -> bool:
        """Return whether an answer is in progress."""
        return self.cycle is not None and not self.cycle.response_complete

    def _turn_away(self, transport: asyncio.Transport) -> None:
        self._refused = transport
        transport.write(FULL)
        transport.write_eof()
        self.gate.linger(transport, self.loop)


def guard(gate: Gate) -> type[GuardedProtocol]:
    """Return the protocol class for a server whose connections `gate` admits."""

    class Gated(GuardedProtocol):
        pass

    Gated.gate = gate
    return Gated
