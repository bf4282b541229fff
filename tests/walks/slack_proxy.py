"""A server between the bot and Slack that passes calls on, or not, and answers as bad networks and proxies do."""

from __future__ import annotations

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PAGE = b"<html><body><h1>Sign in</h1></body></html>"
SPOILED: dict[str, tuple[int, bytes, int]] = {
    "a page": (200, PAGE, 0),
    "a 403 page": (403, PAGE, 0),
    "a 404 page": (404, PAGE, 0),
    "a 413 page": (413, PAGE, 0),
    "a 429 page": (429, PAGE, 0),
    "a 502 page": (502, PAGE, 0),
    "a brace": (200, b"{", 0),
    "nothing": (200, b"", 0),
    "an empty object": (200, b"{}", 0),
    "a list": (200, b"[]", 0),
    "a number": (200, b"1", 0),
    "bytes": (200, b"\xff\xfe\x00", 0),
    "another JSON": (400, b'{"message": "blocked by policy"}', 0),
    "a cut answer": (200, b'{"ok": true, "ts": "1', 400),
}
"""Name → status, body, and how many bytes more the header promises than come."""


class SlackProxy:
    """Passes calls to the web API at `target` on. `spoil` says what happens to the next calls of a method."""

    def __init__(self, target: str) -> None:
        self._target = urlsplit(target)
        self._spoil: list[tuple[str, str, bool]] = []
        handler = type("Handler", (_Handler,), {"proxy": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}{self._target.path}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def spoil(self, method: str, how: str, passed_on: bool, times: int = 1) -> None:
        """Answer the next calls of a method with SPOILED[how]; passed_on: Slack gets the call all the same."""
        self._spoil += [(method, how, passed_on)] * times

    def take(self, method: str) -> tuple[str, bool] | None:
        """Return what happens to this call, once."""
        for one in self._spoil:
            if one[0] == method:
                self._spoil.remove(one)
                return one[1:]
        return None

    @property
    def is_spent(self) -> bool:
        """Say whether everything that was to go wrong has gone wrong."""
        return not self._spoil

    def forward(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        """Make the call at the target."""
        link = http.client.HTTPConnection(str(self._target.hostname), self._target.port, timeout=10)
        try:
            link.request("POST", path, body, headers)
            answer = link.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            link.close()

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    proxy: SlackProxy

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        spoiled = self.proxy.take(self.path.rpartition("/")[2])
        if spoiled is None or spoiled[1]:
            headers = {
                name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")
            }
            status, given, answer = self.proxy.forward(self.path, headers, body)
        if spoiled is None:
            self._answer(status, given.get("content-type", "application/json"), answer, 0, given.get("retry-after"))
            return
        code, page, missing = SPOILED[spoiled[0]]
        self._answer(code, "text/html", page, missing)

    def _answer(self, status: int, kind: str, body: bytes, missing: int, retry_after: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) + missing))
        self.send_header("Connection", "close")
        if retry_after is not None:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output quiet."""
