"""The local workspace as one object: an ASGI app to mount."""

import base64
import time
from collections.abc import Callable
from pathlib import Path

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


class Workspace:
    """A Slack workspace on this machine.

    journal: JSON lines that bring it back after a restart, None for memory only. bot_url: where the bot takes events,
    its address alone or with the path. clock: seconds since the epoch.
    """

    def __init__(
        self,
        journal: Path | None = None,
        bot_url: str | None = None,
        signing_secret: str = "local-signing-secret",  # noqa: S107 - it protects nothing outside this machine
        token: str = "xoxb-local",  # noqa: S107 - likewise
        clock: Callable[[], float] = time.time,
        *,
        setting: Setting = Setting(),  # noqa: B008 - frozen: nobody can change it for the next
    ) -> None:
        courier = Courier(signing_secret, time.time, bot_url)  # the bot checks signatures by the real time
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

    def end_streams(self) -> None:
        """Let go of the open pages, at once and from any thread: a server that stops waits for them otherwise."""
        self._live.end()

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
