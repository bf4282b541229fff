"""A web server of this process with short limits, so that a test sees a wait end in a fraction of a second."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import uvicorn
from starlette.types import ASGIApp

from bot.web.endpoints import make_app
from bot.web.gate import Gate, Limits, Waits
from bot.web.protocol import guard
from bot.web.quota import Quota
from tests.bench.bare import door

QUICK = Limits(head_s=0.3, body_s=0.3, idle_s=0.2, write_s=0.3, yield_s=0.0, close_s=0.3, sweep_s=0.02)
WITHIN_S = 10.0


class WatchedGate(Gate):
    """Tells when the last connection has left. Its own: nothing tells a client that it is waited for no longer."""

    def __init__(self, quota: Quota, limits: Limits) -> None:
        super().__init__(quota, limits)
        self.quota = quota
        self.is_empty = threading.Event()

    def leave(self, connection: Waits) -> None:
        """Forget a connection."""
        super().leave(connection)
        if not self.quota.taken:
            self.is_empty.set()


class Server:
    """uvicorn as `serve` runs it, around an application."""

    def __init__(self, app: ASGIApp, quota: Quota, limits: Limits) -> None:
        self.gate = WatchedGate(quota, limits)
        protocol = guard(self.gate)
        config = uvicorn.Config(
            app, http=protocol, ws="none", port=0, loop="uvloop", lifespan="off", log_config=None, access_log=False
        )
        self._server = uvicorn.Server(config)
        self._is_started = threading.Event()
        self._server.startup = self._startup(self._server.startup)  # type: ignore[method-assign]
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        assert self._is_started.wait(WITHIN_S)
        self.port: int = self._server.servers[0].sockets[0].getsockname()[1]

    def _startup(self, startup: Callable[..., Any]) -> Callable[..., Any]:
        async def started(**how: Any) -> None:
            await startup(**how)
            self._is_started.set()

        return started

    def stop(self) -> None:
        """End it."""
        self._server.should_exit = True
        self._thread.join(WITHIN_S)


Open = Callable[..., Server]


@pytest.fixture
def open_server() -> Iterator[Open]:
    """Serve the endpoints, which keep nothing, or another application. door: fields of Door; limits: of Limits."""
    opened: list[Server] = []

    def open_one(
        app: ASGIApp | None = None, most: int = 100, share: int = 100, limits: Limits = QUICK, **fields: Any
    ) -> Server:
        app = app or make_app(replace(door(), **fields))
        opened.append(Server(app, Quota(most, share), limits))
        return opened[-1]

    yield open_one
    for server in opened:
        server.stop()
