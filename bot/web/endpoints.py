"""The ASGI application for Sentry's webhooks, Slack's requests and health: it checks, stores and answers."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.core.reading.webhook import is_signed, project_of
from bot.slack.dispatch import SlackAnswer
from bot.web.bodies import PLAIN, Headers, HttpRefusal, read_body, unpack
from bot.web.intake import Intake, IntakeFailed, IntakeFull
from bot.web.quota import Claim, Network, Quota
from bot.web.state import State, StatePages
from storage.queues import Delivery

SLACK_BODY_BYTES = 1024 * 1024
SLACK_THREADS = 4
# Bodies whose signature is not yet checked. The first bytes of each are not counted, so usual webhooks always fit.
UNPROVED_BYTES = 32 * 1024 * 1024
UNPROVED_SHARE = UNPROVED_BYTES // 4
FREE_BYTES = 32 * 1024
SENTRY_PATH = "/sentry/webhook"


def unproved_bytes(proxies: Sequence[Network] = ()) -> Quota:
    """Return the quota for all bodies whose signature is not yet checked."""
    return Quota(UNPROVED_BYTES, UNPROVED_SHARE, proxies)


@dataclass(frozen=True)
class Door:
    """The dependencies of the web application.

    Attributes:
        now_us: returns microseconds since the epoch.
        health: returns whether all is well, and the details to show.
        slack: handles one Slack request, in a thread of the pool `threads`.
        own_project: the number of the bot's own Sentry project; its webhooks are dropped.
        unproved: the quota for bodies whose signature is not yet checked.
    """

    intake: Intake
    client_secrets: tuple[str, ...]
    hook_secrets: tuple[str, ...]
    legacy_path: str
    max_body_bytes: int
    now_us: Callable[[], int]
    health: Callable[[], State]
    slack: Callable[[str, Mapping[str, str]], SlackAnswer]
    own_project: str | None = None
    ops_token: str = ""
    workspace: ASGIApp | None = None
    unproved: Quota = field(default_factory=unproved_bytes)
    threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(SLACK_THREADS, "slack"))


def make_app(door: Door) -> ASGIApp:
    """Build the ASGI application. Webhooks bypass Starlette's routing, because they are the hot path."""
    # own is a cheap first check: parsing every body costs too much. project_of then reads the number exactly.
    own = re.compile(rb'"(?:project|id)":\s*"?%s"?[,}\s]' % door.own_project.encode()) if door.own_project else None
    legacy = "/" + door.legacy_path.strip("/") if door.legacy_path else None
    rest = Starlette(routes=_routes(door))
    rest.router.redirect_slashes = False

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = scope["path"].rstrip("/")
            if path == SENTRY_PATH:
                return await _webhook(door, own, scope, receive, send)
            if legacy and hmac.compare_digest(path.encode(), legacy.encode()):
                return await _webhook(door, own, scope, receive, send, legacy=True)
        return await rest(scope, receive, send)

    return app


async def _webhook(  # plain parameters, because this is the hot path
    door: Door, own: re.Pattern[bytes] | None, scope: Scope, receive: Receive, send: Send, legacy: bool = False
) -> None:
    headers: Headers = dict(scope["headers"])
    try:
        if scope["method"] != "POST":
            raise HttpRefusal(405, "send Sentry's webhooks with POST")
        via, body = await _proved(door, headers, scope, receive, legacy)
        if own is not None and own.search(body) and project_of(body) == door.own_project:
            return await _answer(send, 200, {"ok": True, "dropped": "the bot's own project"})
        resource = headers.get(b"sentry-hook-resource", b"").decode("latin-1")[:40] or None
        now_us = door.now_us()
        id_ = hashlib.sha256(body).hexdigest()
        await door.intake.keep(Delivery(id_, via, resource, body, now_us // 1_000_000, now_us))
    except HttpRefusal as refused:
        return await _answer(send, refused.status, {"ok": False, "error": str(refused)}, close=True)
    except IntakeFull:
        return await _answer(send, 503, {"ok": False, "error": "too many deliveries are waiting: try again"})
    except IntakeFailed:
        return await _answer(send, 503, {"ok": False, "error": "the delivery was not stored: try again"})
    return await _answer(send, 200, {"ok": True})


async def _proved(door: Door, headers: Headers, scope: Scope, receive: Receive, legacy: bool) -> tuple[str, bytes]:
    """Read and check the body; return the channel that signed it and the unpacked body.

    Raises:
        HttpRefusal: the body is too large, incomplete, empty, wrongly encoded or not signed.
    """
    claim = _claim(door, scope)
    try:
        body = await read_body(headers, receive, door.max_body_bytes, claim)
        via = "legacy" if legacy else _check(door, headers, body)
    finally:
        claim.end()
    if not body:
        raise HttpRefusal(400, "the body is empty")
    return via, unpack(headers, body, door.max_body_bytes)


def _claim(door: Door, scope: Scope) -> Claim:
    client = scope.get("client")
    return Claim(door.unproved, client[0] if client else None, FREE_BYTES)


def _check(door: Door, headers: Headers, body: bytes) -> str:
    """Return the channel that signed this body.

    Raises:
        HttpRefusal: no signature is valid.
    """
    if given := headers.get(b"sentry-hook-signature"):
        if is_signed(door.client_secrets, body, given):
            return "sentry"
    elif (given := headers.get(b"x-servicehook-signature")) and is_signed(
        (*door.hook_secrets, *door.client_secrets), body, given
    ):
        return "service_hook"
    raise HttpRefusal(401, "no valid signature: check the client secret of the Sentry integration")


async def _answer(send: Send, status: int, content: Mapping[str, object], close: bool = False) -> None:
    body = orjson.dumps(content)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if close:
        # Otherwise the unread rest of the body would be parsed as the next request.
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _routes(door: Door) -> list[BaseRoute]:
    async def slack(request: Request) -> Response:
        headers: Headers = dict(request.scope["headers"])
        claim = _claim(door, request.scope)
        try:
            if headers.get(b"content-encoding", b"") not in PLAIN:
                raise HttpRefusal(415, "Slack sends bodies without Content-Encoding")
            body = await read_body(headers, request.receive, SLACK_BODY_BYTES, claim)
            text = {name.decode("latin-1"): value.decode("latin-1") for name, value in headers.items()}
            answer = await asyncio.get_running_loop().run_in_executor(
                door.threads, door.slack, body.decode("utf-8", "replace"), text
            )
        except HttpRefusal as refused:
            return PlainTextResponse(str(refused), refused.status, headers={"connection": "close"})
        finally:
            claim.end()
        response = Response(answer.body, answer.status)
        for name, values in answer.headers.items():
            for value in values:
                response.headers[name] = value
        return response

    async def front(request: Request) -> Response:
        if door.workspace is not None:
            return RedirectResponse("/workspace/", 302)
        return PlainTextResponse("Leak Diary is up. Its state: /healthz\n")

    pages = StatePages(door.health, door.ops_token)
    routes: list[BaseRoute] = [
        Route("/", front, methods=["GET"]),
        Route("/livez", pages.livez, methods=["GET"]),
        Route("/healthz", pages.healthz, methods=["GET"]),
        Route("/slack/events", slack, methods=["POST"]),
    ]
    if door.workspace is not None:
        routes.append(Mount("/workspace", door.workspace))
    return routes
