"""The routes of Slack's web API: who may call, and the answer."""

import hmac
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.workspace import methods_chat, methods_files, methods_read, methods_views
from bot.workspace.body import own_url, read_args, read_bytes, read_json
from bot.workspace.refusal import WorkspaceRefusal
from bot.workspace.responses import respond
from bot.workspace.room import Room

Args = dict[str, Any]
Method = Callable[[Room, Args], dict[str, Any]]

METHODS: dict[str, Method] = {
    "api.test": methods_read.api_test,
    "auth.test": methods_read.auth_test,
    "bots.info": methods_read.bot_info,
    "chat.delete": methods_chat.delete,
    "chat.postEphemeral": methods_chat.post_ephemeral,
    "chat.postMessage": methods_chat.post_message,
    "chat.update": methods_chat.update,
    "conversations.history": methods_read.history,
    "conversations.info": methods_read.channel_info,
    "conversations.open": methods_read.open_direct,
    "conversations.replies": methods_read.replies,
    "files.completeUploadExternal": methods_files.complete_upload,
    "reactions.add": methods_chat.add_reaction,
    "reactions.get": methods_chat.get_reactions,
    "reactions.remove": methods_chat.remove_reaction,
    "users.info": methods_read.user_info,
    "views.open": methods_views.open_view,
    "views.publish": methods_views.publish_home,
    "views.push": methods_views.push_view,
    "views.update": methods_views.update_view,
}
UPLOAD_URL_METHOD = "files.getUploadURLExternal"
RESPONSE_URL_METHOD = "response_url"


class Api:
    """Slack's side of the workspace, for the bot's client."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.routes = [
            Route("/api/{method}", self.call, methods=["GET", "POST"]),
            Route("/response/{url_id}", self.respond, methods=["POST"]),
            Route("/upload/{file_id}", self.upload, methods=["POST", "PUT"]),
        ]

    async def call(self, request: Request) -> Response:
        """One call of a method; refusals are answered with 200, as Slack does."""
        method = request.path_params["method"]
        try:
            args = await read_args(request)
        except WorkspaceRefusal as refused:
            return JSONResponse(refused.answer())
        token = args.pop("token", None) or request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        self.room.probe.note_call(method, args)
        base_url = own_url(request)
        return await self.room.probe.answer(request, method, lambda: self._answer(method, args, token, base_url))

    def _answer(self, method: str, args: Args, token: str, base_url: str) -> Response:
        try:
            if method != "api.test":
                self._check_token(token)
            return JSONResponse({"ok": True} | self._run(method, args, base_url))
        except WorkspaceRefusal as refused:
            return JSONResponse(refused.answer())

    def _run(self, method: str, args: Args, base_url: str) -> dict[str, Any]:
        if method == UPLOAD_URL_METHOD:
            return methods_files.get_upload_url(self.room, args, base_url)
        if method not in METHODS:
            raise WorkspaceRefusal("unknown_method")
        return METHODS[method](self.room, args)

    def _check_token(self, token: str) -> None:
        if not token:
            raise WorkspaceRefusal("not_authed")
        if not hmac.compare_digest(token.encode(), self.room.token.encode()):
            raise WorkspaceRefusal("invalid_auth")

    async def respond(self, request: Request) -> Response:
        """An answer to a command or a click through its response URL."""
        try:
            args = read_json(await read_bytes(request, methods_files.UPLOAD_BYTES))
        except WorkspaceRefusal as refused:
            return JSONResponse(refused.answer(), 400)
        self.room.probe.note_call(RESPONSE_URL_METHOD, args)

        def answer() -> Response:
            try:
                url = self.room.tickets.use_url(request.path_params["url_id"], self.room.clock())
            except WorkspaceRefusal as refused:
                return JSONResponse(refused.answer(), 404)
            try:
                respond(self.room, url, args)
            except WorkspaceRefusal as refused:
                return JSONResponse(refused.answer(), 400)
            return JSONResponse({"ok": True})

        return await self.room.probe.answer(request, RESPONSE_URL_METHOD, answer)

    async def upload(self, request: Request) -> Response:
        """The bytes of a file."""
        try:
            body = await read_bytes(request, methods_files.UPLOAD_BYTES)
            methods_files.receive_bytes(self.room, request.path_params["file_id"], body)
        except WorkspaceRefusal as refused:
            return PlainTextResponse(refused.code, 400)
        return PlainTextResponse(f"OK - {len(body)}")
