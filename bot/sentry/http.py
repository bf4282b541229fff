"""Send requests to Sentry's web API: one at a time, with rate limits obeyed and failures retried.

Sources: docs.sentry.io/api (auth, ratelimits). Addresses are built here from identifiers, and redirects are not
followed. The token is therefore sent to SENTRY_URL only.
"""

from __future__ import annotations

import email.utils
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import requests
from requests import PreparedRequest, Response

CONNECT_S, READ_S, WHOLE_S = 5, 30, 120
TRIES = 5
TRIES_ASKED_TO_WAIT = 20
BACK_OFF_S = 30
MAX_WAIT_S = 300
MAX_BYTES = 64 * 1024 * 1024
Asked = Mapping[str, Any]


class SentryProblem(Exception):
    """A call to Sentry's API failed. The sentence says what to do and contains no secret."""


class SentryAway(SentryProblem):
    """Sentry did not answer, or asked to wait too long. The same call may succeed later."""


class SentryRefused(SentryProblem):
    """Sentry refused the call; a retry would be refused too. status: the HTTP status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class _Cut(Exception):
    """The response is incomplete or took too long."""


@dataclass
class SentryHttp:
    """An HTTP client for Sentry's API.

    Attributes:
        pause: waits for that many seconds. It may raise to stop everything.
        now: epoch seconds, used where Sentry's response has no Date header.
        last_error: the last problem, for people; None after a successful call.
    """

    url: str
    token: str = field(repr=False)
    pause: Callable[[float], None]
    now: Callable[[], float]
    last_error: str | None = None
    made: int = 0
    _not_before: float = 0.0
    _session: requests.Session = field(default_factory=requests.Session, repr=False)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def send(
        self, method: str, path: str, asked: Asked | None = None, body: Any = None, tries: int = TRIES
    ) -> tuple[Response, Any]:
        """Send a request and return the response with its JSON.

        Raises:
            SentryAway: Sentry did not answer, or asked to wait too long.
            SentryRefused: Sentry will not do this.
        """
        with self._one_at_a_time:
            try:
                answer = self._try(method, path, asked, body, tries)
            except SentryProblem as problem:
                self.last_error = str(problem)
                raise
            self.last_error = None
            return answer

    def _try(self, method: str, path: str, asked: Asked | None, body: Any, tries: int) -> tuple[Response, Any]:
        failed, asked_to_wait = 0, 0
        if (wait := self._not_before - time.monotonic()) > 0:
            self.pause(wait)
        while True:
            try:
                response, content = self._once(method, path, asked, body)
                if response.status_code == 429:
                    asked_to_wait += 1
                    if asked_to_wait >= TRIES_ASKED_TO_WAIT:
                        raise SentryAway(f"{path}: Sentry asked to wait {asked_to_wait} times (429): try again later")
                    self.pause(self._wait_s(response))
                    continue
                if response.status_code < 500:
                    self._spare(response)
                    return response, _read(path, response, content)
                why = f"HTTP {response.status_code}"
            except (requests.RequestException, _Cut) as error:
                why = type(error).__name__
            failed += 1
            if failed >= tries:
                raise SentryAway(f"{path}: Sentry did not answer ({why}, tried {failed} times): try again later")
            self.pause(min(BACK_OFF_S, 2.0**failed) * random.uniform(0.5, 1))  # noqa: S311 - to spread, not to hide

    def _once(self, method: str, path: str, asked: Asked | None, body: Any) -> tuple[Response, bytes]:
        self.made += 1
        with self._session.request(
            method,
            f"{self.url.rstrip('/')}/api/0/{path}",
            params={name: value for name, value in (asked or {}).items() if value is not None},
            json=body,
            # As a session header it would be replaced by a .netrc entry.
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

    def _spare(self, response: Response) -> None:
        """Make the next call wait if the rate limit is used up."""
        if response.headers.get("X-Sentry-Rate-Limit-Remaining") == "0":
            self._not_before = time.monotonic() + self._wait_s(response)
        elif response.headers.get("X-Sentry-Rate-Limit-ConcurrentRemaining") == "0":
            self._not_before = time.monotonic() + 1.0

    def _wait_s(self, response: Response) -> float:
        """Return the seconds until the reset that Sentry names, by Sentry's clock if the response has its Date."""
        after = response.headers.get("Retry-After", "")
        reset = response.headers.get("X-Sentry-Rate-Limit-Reset", "")
        wait = 1.0
        if reset.replace(".", "", 1).isdigit():
            said = email.utils.parsedate_to_datetime(date) if (date := response.headers.get("Date")) else None
            wait = float(reset) - (said.timestamp() if said else self.now())
        elif after.isdigit():
            wait = float(after)
        return min(MAX_WAIT_S, max(1.0, wait))

    def close(self) -> None:
        """Close the connection."""
        self._session.close()


def _content(path: str, response: Response) -> bytes:
    parts, size, begun = [], 0, time.monotonic()
    for part in response.iter_content(1 << 16):
        parts.append(part)
        size += len(part)
        if size > MAX_BYTES:
            raise SentryRefused(f"{path}: the response is larger than {MAX_BYTES} bytes", response.status_code)
        if time.monotonic() - begun > WHOLE_S:
            raise _Cut
    return b"".join(parts)


def _read(path: str, response: Response, content: bytes) -> Any:
    """Parse the JSON of a response below 500. Raises SentryRefused, which says what to do."""
    if response.status_code < 300:
        try:
            return orjson.loads(content) if content.strip() else None
        except ValueError:
            raise _Cut from None
    status = response.status_code
    hints = {
        401: "SENTRY_AUTH_TOKEN is not valid: copy the token of the integration",
        403: "SENTRY_AUTH_TOKEN lacks a permission: give its integration event:read, and event:write to write back",
        404: "not found: check SENTRY_URL and SENTRY_ORG; an issue may have been merged or deleted",
    }
    said = content[:300].decode("utf-8", "replace")
    hint = hints.get(status) or ("SENTRY_URL redirects: set its final address" if status < 400 else said)
    raise SentryRefused(f"{path}: HTTP {status}: {hint}", status)
