"""Sentry's web API: issues, events, counts, releases, and what we write back. One request at a time.

Sources: docs.sentry.io/api (pagination, ratelimits, auth, events, releases); the shapes are those of Sentry's
serializers. Addresses are built here from identifiers: a link that Sentry sends is never followed, so that the token
goes nowhere else.
"""

from __future__ import annotations

import email.utils
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import orjson
import requests
from requests import PreparedRequest, Response

CONNECT_S, READ_S, WHOLE_S = 5, 30, 120
TRIES = 5
TRIES_ASKED_TO_WAIT = 20
BACK_OFF_S = 30
MAX_WAIT_S = 300
MAX_BYTES = 64 * 1024 * 1024
PAGE = 100
STATS_MAX = 100
ALL_PROJECTS = "-1"


class SentryProblem(Exception):
    """Sentry's API did not do what was asked. The sentence says what to do, and holds nothing secret."""


class SentryAway(SentryProblem):
    """Sentry did not answer, or asked to wait for too long. The same call may succeed later."""


class SentryRefused(SentryProblem):
    """Sentry will not do this however often it is asked. status: of HTTP."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class CursorLoop(SentryProblem):
    """Sentry's pages lead back to one that was read already."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. next: the cursor of the page after it; None: this is the last."""

    items: list[dict[str, Any]]
    next: str | None


@dataclass
class SentryApi:
    """pause: waits so many seconds; it may raise to end everything. now: epoch seconds, for Sentry's clock is another.

    last_error: the last problem, for people; None after a call that went well.
    """

    url: str
    org: str
    token: str = field(repr=False)
    pause: Callable[[float], None]
    now: Callable[[], float]
    page: int = PAGE
    last_error: str | None = None
    requests_made: int = 0
    _session: requests.Session = field(default_factory=requests.Session, repr=False)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock, repr=False)

    # ---- reading

    def issues(
        self, query: str, since: float, until: float, projects: Sequence[str] = (), cursor: str | None = None
    ) -> Page:
        """A page of the issues that match and were seen in the period; resolved and archived ones too.

        projects: numbers, or slugs, which become a part of the query since older versions take numbers only.
        """
        slugs = [one for one in projects if not one.isdigit()]
        numbers = [one for one in projects if one.isdigit()] or [ALL_PROJECTS]
        if slugs:
            query = f"{query} project:[{', '.join(slugs)}]" if len(slugs) > 1 else f"{query} project:{slugs[0]}"
        period = {"start": _iso(since), "end": _iso(until)}
        asked = {"query": query, "project": numbers, "limit": self.page, "sort": "date", **period, "cursor": cursor}
        return self._list(f"organizations/{_part(self.org)}/issues/", asked)

    def events(self, issue: str, since: float, until: float, cursor: str | None = None) -> Page:
        """A page of an issue's whole events, newest first."""
        period = {"start": _iso(since), "end": _iso(until)}
        asked = {"full": "true", "per_page": self.page, **period, "cursor": cursor}
        return self._list(self._issue(issue, "events/"), asked)

    def counts(self, issues: Sequence[str]) -> dict[str, int]:
        """Sentry's own count of each issue's events."""
        found: dict[str, int] = {}
        for start in range(0, len(issues), STATS_MAX):
            asked = {"groups": list(issues[start : start + STATS_MAX]), "project": ALL_PROJECTS}
            for one in self._list(f"organizations/{_part(self.org)}/issues-stats/", asked).items:
                found[str(one.get("id"))] = number(one.get("count"))
        return found

    def releases(self) -> Iterator[dict[str, Any]]:
        """The organisation's releases, newest first."""
        path = f"organizations/{_part(self.org)}/releases/"
        return self._all(lambda cursor: self._list(path, {"per_page": self.page, "cursor": cursor}))

    def deploys(self, version: str) -> Iterator[dict[str, Any]]:
        """Where and when a release was deployed."""
        path = f"organizations/{_part(self.org)}/releases/{_part(version)}/deploys/"
        return self._all(lambda cursor: self._list(path, {"cursor": cursor}))

    # ---- writing back

    def comments(self, issue: str) -> list[str]:
        """The texts of an issue's newest comments."""
        found = self._list(self._issue(issue, "comments/"), {}).items
        return [str((one.get("data") or {}).get("text") or "") for one in found]

    def comment(self, issue: str, text: str) -> None:
        """Add a comment; tried once, since a second could be a second comment. Raises SentryAway if that is unknown."""
        try:
            self._send("POST", self._issue(issue, "comments/"), body={"text": text}, tries=1)
        except SentryRefused as refused:
            # Sentry refuses the same text of the same author within an hour: then it has it.
            if "already posted" not in str(refused):
                raise

    def resolve(self, issue: str) -> None:
        """Set an issue to resolved; doing it again changes nothing."""
        self._send("PUT", self._issue(issue, ""), body={"status": "resolved"})

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    # ---- how

    def _issue(self, issue: str, rest: str) -> str:
        return f"organizations/{_part(self.org)}/issues/{_part(issue)}/{rest}"

    def _all(self, page_at: Callable[[str | None], Page]) -> Iterator[dict[str, Any]]:
        cursor: str | None = None
        trail = Trail()
        while True:
            page = page_at(cursor)
            yield from page.items
            cursor = trail.step(page.next)
            if cursor is None:
                return

    def _list(self, path: str, asked: Mapping[str, Any]) -> Page:
        response, body = self._send("GET", path, asked)
        items = body if isinstance(body, list) else []
        return Page([one for one in items if isinstance(one, dict)], next_cursor(response))

    def _send(
        self, method: str, path: str, asked: Mapping[str, Any] | None = None, body: Any = None, tries: int = TRIES
    ) -> tuple[Response, Any]:
        with self._one_at_a_time:
            try:
                answer = self._try(method, path, asked, body, tries)
            except SentryProblem as problem:
                self.last_error = str(problem)
                raise
            self.last_error = None
            return answer

    def _try(
        self, method: str, path: str, asked: Mapping[str, Any] | None, body: Any, tries: int
    ) -> tuple[Response, Any]:
        failed, asked_to_wait = 0, 0
        while True:
            try:
                response, content = self._once(method, path, asked, body)
                if response.status_code == 429:
                    asked_to_wait += 1
                    if asked_to_wait >= TRIES_ASKED_TO_WAIT:
                        raise SentryAway(f"{path}: Sentry asked to wait {asked_to_wait} times (429): again later")
                    self.pause(self._wait_s(response))
                    continue
                if response.status_code < 500:
                    return response, _read(path, response, content, self._spare(response))
                why = f"HTTP {response.status_code}"
            except (requests.RequestException, _Cut) as error:
                why = type(error).__name__
            failed += 1
            if failed >= tries:
                raise SentryAway(f"{path}: Sentry did not answer ({why}, tried {failed} times): again later")
            self.pause(min(BACK_OFF_S, 2.0**failed) * random.uniform(0.5, 1))  # noqa: S311 - to spread, not to hide

    def _once(self, method: str, path: str, asked: Mapping[str, Any] | None, body: Any) -> tuple[Response, bytes]:
        self.requests_made += 1
        with self._session.request(
            method,
            f"{self.url.rstrip('/')}/api/0/{path}",
            params={name: value for name, value in (asked or {}).items() if value is not None},
            json=body,
            # Not as a header of the session: then a .netrc would take its place.
            auth=self._authorise,
            headers={"Accept": "application/json"},
            timeout=(CONNECT_S, READ_S),
            allow_redirects=False,
            stream=True,
        ) as response:
            return response, _content(path, response)

    def _authorise(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request

    def _spare(self, response: Response) -> Callable[[], None]:
        """Waits when the next call would be one too many."""

        def wait() -> None:
            if response.headers.get("X-Sentry-Rate-Limit-Remaining") == "0":
                self.pause(self._wait_s(response))
            elif response.headers.get("X-Sentry-Rate-Limit-ConcurrentRemaining") == "0":
                self.pause(1.0)

        return wait

    def _wait_s(self, response: Response) -> float:
        """Until the reset that Sentry names, by Sentry's own clock where it tells it."""
        after = response.headers.get("Retry-After", "")
        reset = response.headers.get("X-Sentry-Rate-Limit-Reset", "")
        wait = 1.0
        if reset.replace(".", "", 1).isdigit():
            said = email.utils.parsedate_to_datetime(date) if (date := response.headers.get("Date")) else None
            wait = float(reset) - (said.timestamp() if said else self.now())
        elif after.isdigit():
            wait = float(after)
        return min(MAX_WAIT_S, max(1.0, wait))


class _Cut(Exception):
    """The answer ended before its end."""


class Trail:
    """The cursors of one list, so that a loop among them is found. About 50 bytes a page."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def step(self, cursor: str | None) -> str | None:
        """Go on to a cursor. Raises CursorLoop if it was there before."""
        if cursor is not None and cursor in self._seen:
            raise CursorLoop(f"Sentry's pages lead in a circle (cursor {cursor[:80]})")
        self._seen.add(cursor or "")
        return cursor


def next_cursor(response: Response) -> str | None:
    """The cursor of the next page. Sentry always sends one; results="true" says whether anything is there."""
    link = response.links.get("next", {})
    return link.get("cursor") or None if link.get("results") == "true" else None


def number(value: Any) -> int:
    """Sentry sends counts as strings here and as numbers there; 0 for anything else."""
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdigit()) else 0


def epoch(value: Any) -> int | None:
    """Sentry's times, such as "2026-03-02T09:14:27.318000Z", as epoch seconds; None if it is none."""
    try:
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _content(path: str, response: Response) -> bytes:
    parts, size, begun = [], 0, time.monotonic()
    for part in response.iter_content(1 << 16):
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            raise SentryRefused(f"{path}: the answer is larger than {MAX_BYTES} bytes", response.status_code)
        if time.monotonic() - begun > WHOLE_S:
            raise _Cut
    return b"".join(parts)


def _read(path: str, response: Response, content: bytes, spare: Callable[[], None]) -> Any:
    """The JSON of an answer below 500. Raises SentryRefused with what to do."""
    if response.status_code < 300:
        try:
            body = orjson.loads(content) if content.strip() else None
        except ValueError:
            raise _Cut from None
        spare()
        return body
    status = response.status_code
    hints = {
        401: "SENTRY_AUTH_TOKEN is not valid: copy the token of the integration",
        403: "SENTRY_AUTH_TOKEN may not do this: give its integration event:read, and event:write to write back",
        404: "not found: check SENTRY_URL and SENTRY_ORG; an issue may have been merged or deleted",
    }
    said = content[:300].decode("utf-8", "replace")
    hint = hints.get(status) or ("SENTRY_URL redirects: set its final address" if status < 400 else said)
    raise SentryRefused(f"{path}: HTTP {status}: {hint}", status)


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _part(value: str) -> str:
    return quote(value, safe="")
