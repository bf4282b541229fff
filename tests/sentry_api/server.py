"""A small Sentry on loopback: the REST shapes that the bot reads, with cursors, rate limits and things going wrong.

Shapes: docs.sentry.io/api and Sentry's serializers. Events are made when they are asked for, so that there may be many.
"""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

ORG, TOKEN, PROJECT = "acme", "test-token-1f0e", "resource-server"
LOGGER = "logger:io.netty.util.ResourceLeakDetector"
Json = dict[str, Any]


def iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def epoch(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@dataclass
class Event:
    """One event as Sentry keeps it. text: its log entry."""

    id: str
    at: float
    text: str
    host: str = "pod-a"
    release: str = f"{PROJECT}@5.17.0"


@dataclass
class Issue:
    """An issue and its events, in any order. queries: the searches that find it."""

    id: str
    events: list[Event] = field(default_factory=list)
    queries: tuple[str, ...] = (LOGGER,)
    status: str = "resolved"
    comments: list[str] = field(default_factory=list)


@dataclass
class Fault:
    """The next `times` requests whose path holds `path` go wrong: a status, "cut", "garbage" or "loop"."""

    what: int | str
    path: str = ""
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)
    body: str = '{"detail": "no"}'


class SentryServer:
    """`issues` is its state; `asked` every request as (method, path, query); `hook` is called before each answer."""

    def __init__(self) -> None:
        self.issues: dict[str, Issue] = {}
        self.faults: list[Fault] = []
        self.asked: list[tuple[str, str, dict[str, list[str]]]] = []
        self.deploys: dict[str, list[Json]] = {}
        self.releases: dict[str, Json] = {}
        self.hook: Callable[[str], None] = lambda path: None
        self.headers: dict[str, str] = {}
        self.most_at_once = 0
        self.tokens: set[str] = set()
        self._at_once = 0
        self._sorted: tuple[Any, list[Event]] = (None, [])
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def issue(self, id_: str, *events: Event, **more: Any) -> Issue:
        self.issues[id_] = Issue(id_, list(events), **more)
        return self.issues[id_]

    def requests(self, part: str) -> list[dict[str, list[str]]]:
        """The queries of the requests whose path holds a part."""
        return [query for _, path, query in self.asked if part in path]

    def begin(self) -> None:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)

    def end(self) -> None:
        with self._lock:
            self._at_once -= 1

    def fault(self, path: str) -> Fault | None:
        for one in self.faults:
            if one.times > 0 and one.path in path:
                one.times -= 1
                return one
        return None

    # ---- what it answers

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, Any, str | None]:
        """(status, JSON, next cursor with its truth)."""
        rest = path.removeprefix(f"/api/0/organizations/{ORG}/")
        if rest == "issues/":
            return self._page(self._matching(query), query, "limit", lambda one: self._issue_json(one, query))
        if rest == "issues-stats/":
            found = [self.issues[one] for one in query["groups"] if one in self.issues]
            return 200, [{"id": one.id, "count": str(len(one.events))} for one in found], None
        if match := re.fullmatch(r"releases/([^/]+)/deploys/", rest):
            return 200, self.deploys.get(unquote(match[1]), []), None
        if rest == "releases/":
            return self._page(self._newest(), query, "per_page", self._release_json)
        if match := re.fullmatch(r"issues/(\d+)/(events/|comments/|)", rest):
            issue = self.issues.get(match[1])
            if issue is None:
                return 404, {"detail": "The requested resource does not exist"}, None
            return self._of_issue(method, issue, match[2], query, body)
        return 404, {"detail": "The requested resource does not exist"}, None

    def _of_issue(
        self, method: str, issue: Issue, what: str, query: dict[str, list[str]], body: Any
    ) -> tuple[int, Any, str | None]:
        if what == "events/":
            events = self._between(issue, epoch(query["start"][0]), epoch(query["end"][0]))
            full = query.get("full") == ["true"]
            return self._page(events, query, "per_page", lambda one: event_json(one, issue.id, full))
        if what == "comments/" and method == "POST":
            if body["text"] in issue.comments:
                return 400, {"detail": "You have already posted that comment."}, None
            issue.comments.append(body["text"])
            return 201, {"id": "1", "data": {"text": body["text"]}}, None
        if what == "comments/":
            return 200, [{"id": "1", "data": {"text": text}} for text in issue.comments], None
        if method == "PUT":
            issue.status = body["status"]
        return 200, self._issue_json(issue, {}), None

    def _between(self, issue: Issue, low: float, high: float) -> list[Event]:
        """Newest first; sorted once for all pages of a list that does not grow."""
        key = (issue.id, low, high, len(issue.events))
        if self._sorted[0] != key:
            self._sorted = key, sorted((one for one in issue.events if low <= one.at < high), key=lambda one: -one.at)
        return self._sorted[1]

    def _matching(self, query: dict[str, list[str]]) -> list[Issue]:
        wanted = query.get("query", ["is:unresolved"])[0].partition(" project:")[0]
        low, high = epoch(query["start"][0]), epoch(query["end"][0])
        return [
            one
            for one in sorted(self.issues.values(), key=lambda one: one.id)
            if (wanted in one.queries or (wanted == "is:unresolved" and one.status == "unresolved"))
            and any(low <= event.at < high for event in one.events)
        ]

    def release(self, version: str, at: float, environment: str = "production", **more: Any) -> None:
        """A release that was created and deployed at a moment; said again, it was deployed once more."""
        self.releases.setdefault(version, {"dateCreated": iso(at), **more})
        told = {"environment": environment, "dateStarted": None, "dateFinished": iso(at), "name": None, "url": None}
        self.deploys.setdefault(version, []).append({"id": "1", **told})

    def _newest(self) -> list[str]:
        """Versions by their creation, as Sentry lists them."""
        return sorted(self.deploys, key=lambda one: self.releases.get(one, {}).get("dateCreated", one), reverse=True)

    def _release_json(self, version: str) -> Json:
        return {
            "version": version,
            "dateReleased": None,
            "deployCount": len(self.deploys[version]),
            "projects": [{"id": 4508123002, "slug": PROJECT, "name": PROJECT}],
            **self.releases.get(version, {}),
        }

    def _issue_json(self, issue: Issue, query: Any) -> Json:
        times = [event.at for event in issue.events] or [0]
        return {
            "id": issue.id,
            "permalink": f"https://acme.sentry.io/issues/{issue.id}/",
            "status": issue.status,
            "project": {"id": "4508123002", "slug": PROJECT, "name": PROJECT},
            "count": str(len(issue.events)),
            "firstSeen": iso(min(times)),
            "lastSeen": iso(max(times)),
            "assignedTo": None,
        }

    def _page(
        self, rows: list[Any], query: dict[str, list[str]], size: str, shown: Callable[[Any], Json]
    ) -> tuple[int, Any, str | None]:
        start = int(query.get("cursor", ["0:0:0"])[0].split(":")[1])
        end = start + min(100, int(query.get(size, ["100"])[0]))
        return 200, [shown(one) for one in rows[start:end]], f"0:{end}:0 {'true' if end < len(rows) else 'false'}"


def event_json(event: Event, issue: str, full: bool = True) -> Json:
    """An event as the serializer gives it; without `full` there are no entries, and `message` is not the log's."""
    shown = {
        "id": event.id,
        "eventID": event.id,
        "groupID": issue,
        "projectID": "4508123002",
        "message": event.text.split("\n", 1)[0][:256],
        "title": event.text.split("\n", 1)[0][:256],
        "dateCreated": iso(event.at),
        "dateReceived": iso(event.at + 1),
        "type": "default",
        "tags": [
            {"key": "environment", "value": "production"},
            {"key": "logger", "value": LOGGER.partition(":")[2]},
            {"key": "release", "value": event.release},
            {"key": "server_name", "value": event.host},
        ],
        "_meta": {"entries": {}, "message": None},
    }
    if full:
        shown["entries"] = [
            {"type": "threads", "data": {"values": []}},
            {"type": "message", "data": {"formatted": event.text}},
        ]
    return shown


def _handler(server: SentryServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def do_GET(self) -> None:
            server.begin()
            try:
                self._work()
            finally:
                server.end()

        do_PUT = do_POST = do_GET  # noqa: N815 - http.server names them so

        def _work(self) -> None:
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            server.hook(parts.path)
            server.asked.append((self.command, parts.path, query))
            server.tokens.add(self.headers.get("Authorization", ""))
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                self._send(401, b'{"detail": "Invalid token"}')
                return
            fault = server.fault(parts.path)
            if fault is not None and isinstance(fault.what, int):
                self._send(fault.what, fault.body.encode(), fault.headers)
                return
            status, answer, cursor = server.answer(self.command, parts.path, query, body)
            if fault is not None and fault.what == "loop":
                cursor = "0:0:0 true"
            self._finish(fault, status, answer, cursor)

        def _finish(self, fault: Fault | None, status: int, answer: Any, cursor: str | None) -> None:
            content = json.dumps(answer).encode()
            headers = dict(server.headers)
            if cursor is not None:
                where, results = cursor.split()
                link = f'<{server.url}{self.path}>; rel="previous"; results="false"; cursor="0:0:1", '
                # The link's own address leads astray: only the cursor is to be believed.
                headers["Link"] = link + f'<http://127.0.0.1:1/>; rel="next"; results="{results}"; cursor="{where}"'
            if fault is not None and fault.what == "garbage":
                content = content[: len(content) // 2]
            if fault is not None and fault.what == "cut":
                self._send(status, content[: len(content) // 2], headers, said=len(content))
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            self._send(status, content, headers)

        def _send(self, status: int, content: bytes, headers: Json | None = None, said: int | None = None) -> None:
            self.send_response_only(status)
            for name, value in {"Date": formatdate(usegmt=True), **(headers or {})}.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content) if said is None else said))
            self.end_headers()
            self.wfile.write(content)

    return Handler
