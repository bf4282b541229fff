"""The local workspace as one object: an ASGI app to mount, or a server of its own in a thread."""

import base64
import threading
import time
from collections.abc import Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.workspace.api import Api
from bot.workspace.control import Control
from bot.workspace.courier import Courier
from bot.workspace.guard import Guard
from bot.workspace.ledger import Ledger
from bot.workspace.live import Live
from bot.workspace.model import WorkspaceState
from bot.workspace.probe import Probe
from bot.workspace.room import Room, Setting

PAGE = Path(__file__).parent / "page"
PAGE_FILES = {"/": "index.html"} | {
    f"/{file.name}": file.name for file in PAGE.glob("*.*") if file.suffix in (".js", ".css")
}
SHOWN_IMAGES = ("image/png", "image/jpeg", "image/gif")
START_WITHIN_S = 10.0
STOP_WITHIN_S = 5


class Workspace:
    """A Slack workspace on this machine.

    journal: JSON lines that bring it back after a restart, None for memory only. bot_url: where the bot takes events,
    its address alone or with the path; it may be set later.
    clock: seconds since the epoch; sign_clock: the real time that signatures need.
    """

    def __init__(
        self,
        journal: Path | None = None,
        bot_url: str | None = None,
        signing_secret: str = "local-signing-secret",  # noqa: S107 - it protects nothing outside this machine
        token: str = "xoxb-local",  # noqa: S107 - likewise
        clock: Callable[[], float] = time.time,
        *,
        sign_clock: Callable[[], float] = time.time,
        setting: Setting = Setting(),  # noqa: B008 - frozen: nobody can change it for the next
    ) -> None:
        courier = Courier(signing_secret, sign_clock, bot_url)
        self.room = Room(
            ledger=Ledger(WorkspaceState.begin(setting.people, setting.channels), journal),
            courier=courier,
            token=token,
            clock=clock,
            setting=setting,
            probe=Probe(courier),
        )
        self._live = Live(self.room)
        routes = [*Api(self.room).routes, *Control(self.room).routes, *self._live.routes]
        routes += [Route(path, _page_file(name), methods=["GET"]) for path, name in PAGE_FILES.items()]
        routes.append(Route("/files/{file_id}", self._file, methods=["GET"]))
        self.app: ASGIApp = Guard(Starlette(routes=routes))
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def bot_url(self) -> str | None:
        return self.room.courier.bot_url

    @bot_url.setter
    def bot_url(self, url: str | None) -> None:
        self.room.courier.bot_url = url

    def start(self, port: int = 0) -> str:
        """Serve on 127.0.0.1 from a thread; the answer is the address with a slash at its end."""
        config = uvicorn.Config(
            self.app,
            host="127.0.0.1",
            port=port,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=STOP_WITHIN_S,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, name="workspace", daemon=True)
        self._thread.start()
        deadline = time.monotonic() + START_WITHIN_S
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError(f"the local workspace could not start on port {port}: is it taken?")
            time.sleep(0.005)
        bound = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{bound}/"

    def end_streams(self) -> None:
        """Let go of the open pages, at once and from any thread: a server that stops waits for them otherwise."""
        self._live.end()

    def stop(self) -> None:
        """Stop the server of start(), then close()."""
        self.end_streams()
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(STOP_WITHIN_S + 1)
        self.close()

    def close(self) -> None:
        """Let deliveries end and close the journal, once no server of the app is left."""
        self.end_streams()
        self.room.courier.close()
        self.room.ledger.close()

    async def _file(self, request: Request) -> Response:
        file = self.room.state.files.get(request.path_params["file_id"])
        if file is None or not file["data"]:
            return Response("No such file\n", 404)
        # Anything but a picture is handed over as a download, so that no uploaded page runs here.
        kind = file["mimetype"] if file["mimetype"] in SHOWN_IMAGES else "application/octet-stream"
        return Response(base64.b64decode(file["data"]), media_type=kind)


def _page_file(name: str) -> Callable[[Request], Response]:
    def serve(request: Request) -> Response:
        return FileResponse(PAGE / name, headers={"Cache-Control": "no-cache"})

    return serve
