"""All open connections of the server: how many there may be, how long each may wait, and which one makes room."""

from __future__ import annotations

import asyncio
import logging
import resource
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.web.quota import Network, Quota

log = logging.getLogger(__name__)
# Below 1,024 file descriptors in all: select(), which libraries of ours use, cannot watch higher numbers.
MOST_CONNECTIONS = 896
# For the store, the log, calls to Slack and Sentry, and for connections that are being refused.
RESERVED_FILES = 128
MOST_REFUSED = 48
SHARE = 4


@dataclass(frozen=True)
class Limits:
    """How long a connection may wait, in seconds, and how much it may send without getting on, in bytes.

    head_s: from the first byte of a head to its end, and for the first byte of a new connection. body_s: from the
    head's end to the body's. idle_s: between an answer and the next request, whatever is sent meanwhile. write_s: for
    the client to read. yield_s: after which a connection outside a request makes room for a new one.
    """

    head_s: float = 10.0
    body_s: float = 10.0
    idle_s: float = 5.0
    write_s: float = 30.0
    yield_s: float = 1.0
    close_s: float = 2.0
    sweep_s: float = 0.5
    head_bytes: int = 64 * 1024


class Waits(Protocol):
    """One connection, as the gate sees it."""

    idle_since: float | None

    @property
    def due(self) -> float:
        """When it ends unless the client gets on."""

    def expire(self) -> None:
        """End the connection: its time is up."""


class Gate:
    """Admits connections within a quota and ends those whose time is up.

    A single timer looks over all connections: a timer for each phase of each request would cost more than the parsing.
    """

    def __init__(self, quota: Quota, limits: Limits) -> None:
        self.limits = limits
        self._quota = quota
        self._open: dict[Waits, str | None] = {}
        self._refused: deque[asyncio.Transport] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def admit(self, connection: Waits, peer: str | None, loop: asyncio.AbstractEventLoop) -> bool:
        """Count a new connection; False if it must be refused."""
        if not self._quota.take(peer, 1):
            if self._quota.is_full:
                self._make_room(loop.time())
            if not self._quota.take(peer, 1):
                log.warning("all %d connections are in use or one address has its share: 503", self._quota.most)
                return False
        self._open[connection] = peer
        if self._timer is None:
            self._timer = loop.call_later(self.limits.sweep_s, self._sweep, loop)
        return True

    def leave(self, connection: Waits) -> None:
        """Forget a connection that has ended; one that was not admitted is no error."""
        if connection in self._open:
            self._quota.give_back(self._open.pop(connection), 1)

    def linger(self, refused: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        """Keep a refused connection until its client has read the 503: closing at once would reset it before.

        The oldest ends when there are too many.
        """
        self._refused.append(refused)
        if len(self._refused) > MOST_REFUSED:
            self._refused.popleft().abort()
        loop.call_later(self.limits.close_s, refused.abort)

    def end_lingering(self, refused: asyncio.Transport) -> None:
        """Forget a refused connection that has ended."""
        if refused in self._refused:
            self._refused.remove(refused)

    def _make_room(self, now: float) -> None:
        """End the connection that is the longest outside a request; none if all are short."""
        idle = [(one.idle_since, one) for one in self._open if one.idle_since is not None]
        since, longest = min(idle, key=lambda pair: pair[0], default=(now, None))
        if longest is not None and now - since >= self.limits.yield_s:
            log.warning("all %d connections are in use: the one that is idle the longest ends", self._quota.most)
            self.leave(longest)
            longest.expire()

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        now = loop.time()
        for connection in [one for one in self._open if one.due <= now]:
            connection.expire()
        self._timer = loop.call_later(self.limits.sweep_s, self._sweep, loop) if self._open else None


def make_gate(proxies: Sequence[Network] = (), limits: Limits | None = None) -> Gate:
    """Return a gate for as many connections as the process may open files for."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = MOST_CONNECTIONS if allowed == resource.RLIM_INFINITY else allowed - RESERVED_FILES
    most = max(1, min(MOST_CONNECTIONS, files))
    return Gate(Quota(most, max(1, most // SHARE), proxies), limits or Limits())


class OnceAMinute(logging.Filter):
    """Lets a warning through once a minute. Errors and what is below a warning always pass."""

    def __init__(self) -> None:
        super().__init__()
        self._shown_at: dict[object, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether the record is written; records with the same template are the same."""
        if record.levelno != logging.WARNING:
            return True
        if record.created - self._shown_at.get(record.msg, 0.0) < 60:
            return False
        self._shown_at[record.msg] = record.created
        return True
