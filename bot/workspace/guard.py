"""Who may talk to the workspace: this machine only, and no foreign web page through the person's browser."""

import ipaddress
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
OWN_SITES = ("same-origin", "none")
# The page needs nothing but its own three files and its own server.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-resource-policy": b"same-origin",
}


class Guard:
    """Wraps the workspace's app; a refusal changes nothing and says why."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        reason = refusal(scope)
        if reason is not None:
            await PlainTextResponse(f"Refused: {reason}\n", 403)(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *HEADERS.items()]
            await send(message)

        await self.app(scope, receive, send_guarded)


def refusal(scope: Scope) -> str | None:
    """Why a request is not let in; None: it is."""
    headers = Headers(scope=scope)
    if any(name == "forwarded" or name.startswith("x-forwarded-") for name in headers):
        return "the request came through a proxy, and whoever is behind it may sit anywhere"
    if not _is_loopback(scope.get("client")):
        return "the workspace answers this machine only"
    host = headers.get("host", "")
    # A name of somebody else's that points here (DNS rebinding) would make a foreign page look like ours.
    if _without_port(host) not in LOCAL_NAMES:
        return "the Host header must be localhost, 127.0.0.1 or [::1]"
    origin = headers.get("origin")
    if origin is not None and origin != f"{scope.get('scheme', 'http')}://{host}":
        return "the request comes from another site"
    followed_link = headers.get("sec-fetch-mode") == "navigate" and scope["method"] == "GET"
    if headers.get("sec-fetch-site", "none") not in OWN_SITES and not (followed_link and _is_page(scope)):
        return "the request comes from another site"
    return None


def _is_loopback(client: Any) -> bool:
    try:
        address = ipaddress.ip_address(client[0])
    except (TypeError, ValueError):
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()


def _is_page(scope: Scope) -> bool:
    root = scope.get("root_path", "")
    return str(scope["path"]).removeprefix(root) in ("", "/")
