"""Limit the server's connections: their number, their waits, and which one is closed to make room."""

from __future__ import annotations

import asyncio
import logging
import resource
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.slack.log_lines import LogLines
from bot.web.quota import Network, Quota

log = logging.getLogger(__name__)
# Fewer than 1,024 file descriptors in all: some libraries use select(), which cannot watch higher numbers.
MOST_CONNECTIONS = 896
# For the store, the log, calls to Slack and Sentry, and for connections that are being refused.
RESERVED_FILES = 128
MOST_REFUSED = 48
SHARE = 4


@dataclass(frozen=True)
class Limits:
    """The limits of a connection, in seconds and bytes.

    Attributes:
        head_s: from the first byte of a head to its end; also for the first byte of a new connection.
        body_s: from the end of the head to the end of the body.
        idle_s: between an answer and the next request; other bytes do not extend it.
        write_s: for the client to read.
        yield_s: the idle time after which a connection may be closed to make room for a new one.
        close_s: for the client to read the last answer before the connection is aborted.
        sweep_s: between two checks of all connections.
        head_bytes: the most bytes without a complete head.
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
        """The time at which the connection ends, unless the client makes progress."""

    def expire(self) -> None:
        """End the connection, because its time is up."""


class Gate:
    """A gate that admits connections within a quota and ends those whose time is up.

    One timer checks all connections. A timer for each phase of each request would cost more than the parsing.
    """

    def __init__(self, quota: Quota, limits: Limits) -> None:
        self.limits = limits
        self._quota = quota
        self._open: dict[Waits, str | None] = {}
        self._refused: deque[asyncio.Transport] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def admit(self, connection: Waits, peer: str | None, loop: asyncio.AbstractEventLoop) -> bool:
        """Count a new connection; return False if it must be refused."""
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
        """Forget an ended connection; a connection that was not admitted is ignored."""
        if connection in self._open:
            self._quota.give_back(self._open.pop(connection), 1)

    def linger(self, refused: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        """Keep a refused connection open until its client has read the 503; closing at once would reset it.

        If there are too many refused connections, the oldest one ends.
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
        """End the connection that has been idle the longest, if it has been idle for yield_s."""
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
    """A log filter that passes each warning once a minute. Records of other levels always pass."""

    def __init__(self) -> None:
        super().__init__()
        self._lines = LogLines()

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether to write the record. Records with the same template count as the same."""
        return record.levelno != logging.WARNING or self._lines.due(str(record.msg), record.created)
