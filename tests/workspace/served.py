"""The local workspace as a server of its own, without a bot that mounts it."""

import threading

import uvicorn

from bot.workspace.server import Workspace
from tests.walks.stage import WITHIN_S, until

STOP_WITHIN_S = 5


class Served(Workspace):
    """A workspace that a thread serves on a port of 127.0.0.1 from start() to stop()."""

    def start(self) -> str:
        """Serve; the address with a slash at its end."""
        config = uvicorn.Config(
            self.app, port=0, log_level="warning", access_log=False, timeout_graceful_shutdown=STOP_WITHIN_S
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name="workspace", daemon=True)
        self._thread.start()
        until(lambda: self._server.started, "the workspace accepts")
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}/"

    def stop(self) -> None:
        """End the streams and the server, then close the workspace."""
        self.end_streams()
        self._server.should_exit = True
        self._thread.join(WITHIN_S)
        assert not self._thread.is_alive(), "an open stream keeps the server alive"
        self.close()
